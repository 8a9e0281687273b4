"""A second, closer look at the best hits with the embedder that is loaded anyway.

Late interaction (MaxSim, Khattab and Zaharia 2020, ColBERT): each token of the question looks for
its nearest token in the passage, and the cosines are averaged. It sees which words are met, where
the single vector of a passage only says what the passage is about. Unlike ColBERT it leaves out
tokens that only ask or join: they meet their like in every passage, and a question has many.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from ragqa.language import FUNCTION_WORDS, fold
from ragqa.types import Hit


@runtime_checkable
class Reranker(Protocol):
    """A closer look at the best hits than the engines can afford at all chunks."""

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """The hits in a better order, best first, with scores that say so."""


class TokenEmbedder(Protocol):
    """What late interaction needs of an embedder."""

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        """Character span of each token of a text."""

    def query_tokens(self, text: str) -> NDArray[np.float32]:
        """Vectors of length 1 of a question's tokens: (tokens, dimension)."""

    def document_tokens(self, texts: list[str]) -> list[NDArray[np.float32]]:
        """The same for each passage."""


WEIGHT = 1.5
"""Of MaxSim beside the fused score. Cosines of the bundled embedder's tokens lie close together."""


class LateInteraction:
    """Reranks the first hits by ``score + weight * MaxSim``.

    Args:
        embedder: Gives a vector for each token.
        depth: How many hits are looked at; each costs as much as embedding it once.
        weight: Of MaxSim, which is between -1 and 1, beside the fused score.
    """

    def __init__(self, embedder: TokenEmbedder, *, depth: int = 10, weight: float = WEIGHT) -> None:
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
        asked = self._asked(question)
        read = self._embedder.document_tokens([hit.chunk.text for hit in first])
        scored = [
            replace(hit, score=hit.score + self._weight * maxsim(asked, tokens))
            for hit, tokens in zip(first, read, strict=True)
        ]
        return before_the_rest(scored, rest)

    def _asked(self, question: str) -> NDArray[np.float32]:
        """Vectors of the tokens that say what is asked about; of all when none does."""
        vectors = self._embedder.query_tokens(question)
        spans = self._embedder.token_offsets(question)
        # The mark before the first word has a token of its own, which stands on that word too.
        following = [*(start for start, _ in spans[1:]), -1]
        telling = [
            start != next_start and _is_telling(question[start:end])
            for (start, end), next_start in zip(spans, following, strict=False)
        ]
        # Behind the prefix a tokenizer may cut the first word otherwise than alone.
        if len(telling) != len(vectors) or not any(telling):
            return vectors
        told: NDArray[np.float32] = vectors[np.array(telling)]
        return told


def before_the_rest(read: Sequence[Hit], rest: Sequence[Hit]) -> list[Hit]:
    """``read`` by score, then ``rest`` as it is, with no score above the lowest of ``read``."""
    ordered = sorted(read, key=lambda hit: (-hit.score, hit.chunk.id))
    lowest = ordered[-1].score
    return [*ordered, *(replace(hit, score=min(hit.score, lowest)) for hit in rest)]


def _is_telling(token: str) -> bool:
    return any(map(str.isalnum, token)) and fold(token).strip() not in FUNCTION_WORDS


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
