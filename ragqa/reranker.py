"""A second, closer look at the best hits with the embedder that is loaded anyway.

Late interaction (MaxSim, Khattab and Zaharia 2020, ColBERT): each token of the question looks for
its nearest token in the passage, and the cosines are averaged. It sees which words are met, where
the single vector of a passage only says what the passage is about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ragqa.types import Hit


class TokenEmbedder(Protocol):
    """What late interaction needs of an embedder."""

    def query_tokens(self, text: str) -> NDArray[np.float32]:
        """Vectors of length 1 of a question's tokens: (tokens, dimension)."""

    def document_tokens(self, texts: list[str]) -> list[NDArray[np.float32]]:
        """The same for each passage."""


class LateInteraction:
    """Reranks the first hits by ``score + weight * MaxSim``.

    Args:
        embedder: Gives a vector for each token.
        depth: How many hits are looked at; each costs as much as embedding it once.
        weight: Of MaxSim, which is between -1 and 1, beside the fused score.
    """

    def __init__(self, embedder: TokenEmbedder, *, depth: int = 10, weight: float = 0.5) -> None:
        self._embedder = embedder
        self._depth = depth
        self._weight = weight

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """The first ``depth`` hits by their new score, then the others as they were.

        Args:
            question: As searched for.
            hits: Best first. Those beyond ``depth`` keep their score, less what keeps the order.
        """
        first, rest = hits[: self._depth], hits[self._depth :]
        if not first:
            return []
        asked = self._embedder.query_tokens(question)
        read = self._embedder.document_tokens([hit.chunk.text for hit in first])
        scored = [
            replace(hit, score=hit.score + self._weight * maxsim(asked, tokens))
            for hit, tokens in zip(first, read, strict=True)
        ]
        scored.sort(key=lambda hit: (-hit.score, hit.chunk.id))
        lowest = scored[-1].score
        return [*scored, *(replace(hit, score=min(hit.score, lowest)) for hit in rest)]


def maxsim(query: NDArray[np.float32], document: NDArray[np.float32]) -> float:
    """Mean over the query's tokens of the highest cosine with a token of the document.

    Args:
        query: (tokens, dimension), rows of length 1.
        document: The same.

    Returns:
        -1 to 1; 0 when either has no token.
    """
    if not len(query) or not len(document):
        return 0.0
    return float((query @ document.T).max(axis=1).mean())
