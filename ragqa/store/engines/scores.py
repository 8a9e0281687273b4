"""What a search by words says of chunks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

_K1 = 1.2  # tantivy's; its b is .75
KNOWN_ENOUGH = 0.7
"""Of a question's words, by weight, that the index must know for coverage to count in full."""
_ROUNDING = 1.0001  # more than the sum of a few dozen 32-bit numbers differs with their order


@dataclass(frozen=True, slots=True)
class LexicalScores:
    """BM25 scores by chunk id, best first.

    Attributes:
        scores: Above 0, but for chunks that were asked for.
        ceiling: The highest the query could reach: Σ idf(w)·(k1+1) over its distinct tokens.
        known: Share of the ceiling, 0 to 1, that is due to tokens which occur in the index at all.
        tokens: What was looked for.
        complete: Whether every chunk that was searched and has a word of the query is here.
        further: Scores of the next best, for ``more``: these are not what was looked for.
    """

    scores: Mapping[str, float] = field(default_factory=dict)
    ceiling: float = 0.0
    known: float = 1.0
    tokens: Sequence[str] = ()
    complete: bool = False
    further: Mapping[str, float] = field(default_factory=dict)

    def coverage(self, chunk_id: str) -> float:
        """The chunk's score as a share of the ceiling, 0 to 1; 0 when it has none."""
        return self._share(self.scores.get(chunk_id, 0.0))

    def coverages(self, ids: Iterable[str]) -> dict[str, float]:
        """Of those chunks whose score is known, ``further`` ones too; see ``coverage``."""
        known = {**self.further, **self.scores}
        return {key: self._share(known[key]) for key in ids if key in known}

    def most_of_others(self) -> float:
        """The highest coverage that a chunk can have of which the search tells no score."""
        if self.complete:
            return 0.0
        last = min((self.further or self.scores).values(), default=math.inf)
        return self._share(last * _ROUNDING)

    def _share(self, score: float) -> float:
        return min(1.0, score / self.ceiling) if self.ceiling > 0.0 else 0.0


def told(
    scores: Mapping[str, float],
    tokens: Sequence[str],
    total: int,
    holding: Sequence[int],
    *,
    complete: bool = False,
) -> LexicalScores:
    """What a search has found, in whatever order.

    Args:
        scores: BM25 by chunk id.
        tokens: As of ``LexicalScores``, like ``complete``.
        total: As of ``ceiling``, for these tokens, like ``holding``.
        holding: As of ``ceiling``.
        complete: As of ``LexicalScores``.
    """
    ordered = dict(sorted(scores.items(), key=lambda item: (-item[1], item[0])))
    return LexicalScores(
        ordered, ceiling(total, holding), known_share(total, holding), tokens, complete
    )


def ceiling(total: int, holding: Sequence[int]) -> float:
    """The highest BM25 score that a query can reach: Σ idf(w)·(k1+1) over its words.

    Args:
        total: How many chunks there are.
        holding: For each word of the query, how many of them have it.
    """
    return (_K1 + 1) * sum(_idf(total, n) for n in holding)


def known_share(total: int, holding: Sequence[int]) -> float:
    """Share of the ceiling, 0 to 1, that is due to words which any chunk has.

    Arguments as of ``ceiling``.
    """
    known = sum(_idf(total, n) for n in holding if n)
    return known / sum(_idf(total, n) for n in holding)


def telling(
    wanted: Sequence[str], total: int, holding: Sequence[int], named: AbstractSet[str]
) -> Sequence[str]:
    """The tokens of a query that are looked for.

    All of them; but where the index knows little of what is asked, as in another language, and yet
    one of the codes, only those that it knows: that it has "2.3.1" is no accident, and the words
    around it, which no chunk can have, must not make it count for less.

    Args:
        wanted: The tokens of the query.
        total: As of ``ceiling``, for these tokens, like ``holding``.
        holding: As of ``ceiling``.
        named: The codes among the tokens.
    """
    known = [token for token, n in zip(wanted, holding, strict=True) if n]
    if named.isdisjoint(known) or known_share(total, holding) >= KNOWN_ENOUGH:
        return wanted
    return known


def _idf(total: int, n: int) -> float:
    """As tantivy weighs a word that ``n`` of ``total`` chunks have."""
    return math.log(1 + (total - n + 0.5) / (n + 0.5))
