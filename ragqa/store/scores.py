"""What a search by words says of chunks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class LexicalScores:
    """BM25 scores by chunk id, best first.

    Attributes:
        scores: Above 0, but for chunks that were asked for.
        ceiling: The highest the query could reach: Σ idf(w)·(k1+1) over its distinct tokens.
        known: Share of the ceiling, 0 to 1, that is due to tokens which occur in the index at all.
        tokens: What was looked for.
        complete: Whether every chunk that was searched and has a word of the query is here.
    """

    scores: Mapping[str, float] = field(default_factory=dict)
    ceiling: float = 0.0
    known: float = 1.0
    tokens: Sequence[str] = ()
    complete: bool = False

    def coverage(self, chunk_id: str) -> float:
        """The chunk's score as a share of the ceiling, 0 to 1; 0 when it has none."""
        if self.ceiling <= 0.0:
            return 0.0
        return min(1.0, self.scores.get(chunk_id, 0.0) / self.ceiling)
