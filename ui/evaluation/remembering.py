"""An embedder that remembers, for measurements that ask the same of it many times."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from ragqa.embedding.embedder import Embedder
from ragqa.embedding.interaction import TokenEmbedder

V = TypeVar("V")


class RememberingEmbedder(Embeddings):
    """The embedder it wraps, each text worked out once.

    Modes of search are compared on the same questions and chunks, and a reranker reads a chunk
    again for every question that finds it. Grows without bound: 240 kB for a chunk of 160 tokens
    that is reranked, so it is for question sets, not for the app.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._texts: dict[str, list[float]] = {}
        self._queries: dict[str, list[float]] = {}
        self._text_tokens: dict[str, NDArray[np.float32]] = {}
        self._read: dict[str, tuple[list[float], NDArray[np.float32]]] = {}
        self._query_tokens: dict[str, NDArray[np.float32]] = {}

    def __getattr__(self, name: str) -> Any:
        # What the embedder cannot do, this cannot either.
        work = getattr(self._embedder, name)
        if name == "read_query":
            return lambda text: _remembered([text], self._read, lambda t: [work(t[0])])[0]
        return work

    def forget(self) -> None:
        """Let go of everything."""
        for memory in (self._texts, self._queries, self._text_tokens, self._query_tokens):
            memory.clear()
        self._read.clear()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """As the embedder."""
        return _remembered(texts, self._texts, self._embedder.embed_documents)

    def embed_query(self, text: str) -> list[float]:
        """As the embedder."""
        return _remembered([text], self._queries, lambda t: [self._embedder.embed_query(t[0])])[0]

    def query_tokens(self, text: str) -> NDArray[np.float32]:
        """As the embedder."""
        embedder = cast(TokenEmbedder, self._embedder)
        return _remembered([text], self._query_tokens, lambda t: [embedder.query_tokens(t[0])])[0]

    def document_tokens(self, texts: list[str]) -> list[NDArray[np.float32]]:
        """As the embedder."""
        embedder = cast(TokenEmbedder, self._embedder)
        return _remembered(texts, self._text_tokens, embedder.document_tokens)


def _remembered(
    texts: list[str], known: dict[str, V], work: Callable[[list[str]], list[V]]
) -> list[V]:
    missing = [text for text in dict.fromkeys(texts) if text not in known]
    if missing:
        known.update(zip(missing, work(missing), strict=True))
    return [known[text] for text in texts]
