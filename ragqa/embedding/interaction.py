"""Late interaction (MaxSim, Khattab and Zaharia 2020, ColBERT): texts compared token by token.

Each token of the question looks for its nearest token in the text, and the cosines are averaged.
It sees which words are met, where the single vector of a text only says what the text is about.
Unlike ColBERT it leaves out tokens that only ask or join: they meet their like in every text, and a
question has many.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import compress
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ragqa.text.language import FUNCTION_WORDS, fold


class TokenEmbedder(Protocol):
    """What late interaction needs of an embedder."""

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        """Character span of each token of a text."""

    def query_tokens(self, text: str) -> NDArray[np.float32]:
        """Vectors of length 1 of a question's tokens: (tokens, dimension)."""

    def document_tokens(self, texts: list[str]) -> list[NDArray[np.float32]]:
        """The same for each passage."""


@dataclass(frozen=True, slots=True, eq=False)
class Telling:
    """The tokens of a question that say what is asked about; all when none does.

    Attributes:
        vectors: (tokens, dimension), rows of length 1.
        spans: Of the characters of each in the question; empty where that cannot be told.
    """

    vectors: NDArray[np.float32]
    spans: tuple[tuple[int, int], ...] = ()


def telling_tokens(
    embedder: TokenEmbedder, question: str, read: NDArray[np.float32] | None = None
) -> Telling:
    """What of a question tells, without the tokens that only ask or join.

    Args:
        embedder: Reads the question.
        question: As asked.
        read: What ``embedder`` has read of it before, if it has.
    """
    vectors = embedder.query_tokens(question) if read is None else read
    spans = embedder.token_offsets(question)
    # The mark before the first word has a token of its own, which stands on that word too.
    following = [*(start for start, _ in spans[1:]), -1]
    telling = [
        start != next_start and _is_telling(question[start:end])
        for (start, end), next_start in zip(spans, following, strict=False)
    ]
    # Behind the prefix a tokenizer may cut the first word otherwise than alone.
    if len(telling) != len(vectors):
        return Telling(vectors)
    if not any(telling):
        return Telling(vectors, tuple(spans))
    return Telling(vectors[np.array(telling)], tuple(compress(spans, telling)))


def _is_telling(token: str) -> bool:
    return any(map(str.isalnum, token)) and fold(token).strip() not in FUNCTION_WORDS


def met(query: NDArray[np.float32], document: NDArray[np.float32]) -> NDArray[np.float32]:
    """For each of the query's tokens the highest cosine with a token of the document.

    Args:
        query: (tokens, dimension), rows of length 1.
        document: The same.

    Returns:
        (tokens of the query,), -1 to 1; 0 where the document has no token.
    """
    if not len(document):
        return np.zeros(len(query), dtype=np.float32)
    highest: NDArray[np.float32] = (query @ document.T).max(axis=1)
    return highest


def maxsim(query: NDArray[np.float32], document: NDArray[np.float32]) -> float:
    """The mean of what is ``met``, -1 to 1; 0 when either has no token."""
    return float(met(query, document).mean()) if len(query) else 0.0
