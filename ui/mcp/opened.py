"""The index and what answers over it, opened when the first tool asks for them, and kept."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from ragqa.chain import RagChain
    from ragqa.retrieval import HybridRetriever
    from ragqa.settings import Settings


class Library(Protocol):
    """What the tools work with."""

    def retriever(self) -> HybridRetriever:
        """Search and its index. Raises RagqaError when they cannot be opened."""

    def chain(self) -> RagChain:
        """What answers, over the same index. Raises RagqaError."""


class Opened:
    """Opens what ``settings`` name at the first use: clients start servers that they never ask.

    What has failed is tried again at the next use, since an index may be made meanwhile. Safe to
    use from several threads.

    Args:
        settings: All of them.
        loading: Called before the search engine ("index") and the language model ("model") are
            loaded, which may take long.
    """

    def __init__(self, settings: Settings, loading: Callable[[str], None]) -> None:
        self._settings = settings
        self._loading = loading
        self._mutex = threading.RLock()
        self._retriever: HybridRetriever | None = None
        self._chain: RagChain | None = None

    def retriever(self) -> HybridRetriever:
        """As in ``Library``."""
        from ragqa import factory

        with self._mutex:
            if self._retriever is None:
                self._loading("index")
                self._retriever = factory.open_retriever(self._settings)
            return self._retriever

    def chain(self) -> RagChain:
        """As in ``Library``; the language model is loaded here."""
        from ragqa import chat_model, factory

        with self._mutex:
            if self._chain is None:
                index = self.retriever().index
                self._loading("model")
                chat = chat_model.open_chat(self._settings, index.embeddings)
                self._chain = factory.chain_over(index, self._settings, chat)
            return self._chain

    def close(self) -> None:
        """Give all files back."""
        with self._mutex:
            if self._retriever is not None:
                self._retriever.close()
            self._retriever = self._chain = None
