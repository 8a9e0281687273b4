"""Texts to be embedded, and what an embedder reads of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ragqa.embedding.embedder import DocumentReader, Embedder

Read = tuple[list[float], NDArray[np.float32] | None]
"""The vector of a text and those of its tokens, None where these are not kept."""


@dataclass(frozen=True, slots=True)
class Text:
    """What is embedded for a chunk.

    Attributes:
        whole: Where it stands in its document, and its text.
        start: How many characters of it say where it stands.
    """

    whole: str
    start: int


def read_texts(embedder: Embedder, texts: Sequence[Text], *, keep_tokens: bool) -> list[Read]:
    """What is read of each text, in the order given; its tokens where wanted and possible."""
    whole = [text.whole for text in texts]
    if keep_tokens and isinstance(embedder, DocumentReader):
        return list(embedder.read_documents(whole, [text.start for text in texts]))
    return [(vector, None) for vector in embedder.embed_documents(whole)]
