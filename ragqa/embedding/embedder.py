"""What an index needs of its embedder, and a question as that gives it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray


class Embedder(Protocol):
    """What an index needs of its embedder; ``embeddings.SentenceTransformerEmbeddings`` is one.

    Attributes:
        name: As stamped into the index.
        dimension: Length of a vector.
        max_tokens: Longest text it reads, special tokens included.
    """

    name: str
    dimension: int
    max_tokens: int

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One L2-normalised vector for each text."""

    def embed_query(self, text: str) -> list[float]:
        """The L2-normalised vector of a question."""

    def count_tokens(self, text: str) -> int:
        """Without special tokens and prefix."""

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        """Character span of each token."""

    def stamp(self) -> dict[str, str]:
        """All that vectors of two embedders must have in common to be compared."""


@runtime_checkable
class DocumentReader(Protocol):
    """An embedder that gives the vectors of a passage's tokens with its own."""

    def read_documents(
        self, texts: Sequence[str], starts: Sequence[int]
    ) -> list[tuple[list[float], NDArray[np.float32]]]:
        """See ``prefixed.PrefixedEmbeddings``."""


@runtime_checkable
class QueryReader(Protocol):
    """An embedder that gives the vectors of a question's tokens with its own."""

    def read_query(self, text: str) -> tuple[list[float], NDArray[np.float32]]:
        """See ``prefixed.PrefixedEmbeddings``."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question with its vectors, which are worked out once.

    Attributes:
        text: As asked.
        vector: Of the whole.
        tokens: (tokens, dimension), each of length 1; None where the embedder does not give them.
    """

    text: str
    vector: tuple[float, ...]
    tokens: NDArray[np.float32] | None = field(default=None, compare=False)
