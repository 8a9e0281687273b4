"""What an index needs of its embedder, and a question as that gives it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


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


@dataclass(frozen=True, slots=True)
class Query:
    """A question with its vector, which is worked out once."""

    text: str
    vector: tuple[float, ...]
