"""A second, closer look at the best hits with the embedder that is loaded anyway."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from ragqa.embedding.embedder import Query
from ragqa.embedding.interaction import Telling, TokenEmbedder, met, telling_tokens
from ragqa.embedding.packed import turned, unpacked
from ragqa.text.analysis import codes
from ragqa.text.articles import Articles, named
from ragqa.text.figures.quantities import Quantity, distinct, quantities
from ragqa.text.file_names import said_by_path
from ragqa.text.parts.rows import header_of
from ragqa.types import Hit


@runtime_checkable
class Reranker(Protocol):
    """A closer look at the best hits than the engines can afford at all chunks.

    Attributes:
        depth: How many hits are looked at.
    """

    depth: int

    def rerank(self, query: Query, hits: Sequence[Hit]) -> list[Hit]:
        """The hits in a better order, best first, with scores that say so."""


WEIGHT = 1.5
"""Of MaxSim beside the fused score. Cosines of the bundled embedder's tokens lie close together."""

NUMBERS = 0.03
"""Added where a hit holds the numbers that the question names.

To an embedder the 33rd and the 49th are nearly the same token. Wrong first hits of 426 questions of
XQuAD, Chinese and English: 9 and 6 without it, 7 and 6 with .02 to .05, 7 and 7 with .08.
"""

CODES = 0.06
"""Added where a hit holds the codes that the question names (``analysis.codes``), and where the
article begins that it names (``articles.named``).

To an embedder versions 2.3.1 and 2.1.3 are nearly the same text. Of 52 questions about 39 release
notes .79 came first without it, .92 with .03, .98 with .06 and .10.
"""

NAMED = 0.91
"""How well at least a word of the question is met by a document whose path says it.

Tokens of questions that stand in a hit letter for letter are met by .91 (median of 227; a twentieth
of those that do not by .88). What a document is about it often says in its name alone: of twelve
questions about 44 private documents that were refused for it four are answered, of twenty that
nothing answers one more. Nothing else that is measured changes (``evidence``, ``pages``).
"""


Stored = Callable[[Sequence[str]], Mapping[str, bytes]]
"""Gives the packed tokens of chunks by id, of those that have been kept."""


def told(hit: Hit) -> str:
    """What a hit says: its text, below the header of the table that it is from the middle of."""
    header = header_of(hit.chunk.headings, hit.chunk.text)
    return f"{header}\n{hit.chunk.text}" if header else hit.chunk.text


class LateInteraction:
    """Reranks the first hits by ``score + weight * MaxSim``, and by numbers and codes.

    ``NUMBERS`` and ``CODES`` are added by the share of those in the question that a hit holds.

    Args:
        embedder: Gives a vector for each token.
        stored: Where the tokens of chunks are kept; None for nowhere.
        depth: How many hits are looked at. One whose tokens were not kept costs as much as
            embedding it; the others cost next to nothing.
        weight: Of MaxSim, which is between -1 and 1, beside the fused score.
    """

    def __init__(
        self,
        embedder: TokenEmbedder,
        *,
        stored: Stored | None = None,
        depth: int = 10,
        weight: float = WEIGHT,
    ) -> None:
        self._embedder = embedder
        self._stored = stored
        self.depth = depth
        self._weight = weight

    def rerank(self, query: Query, hits: Sequence[Hit]) -> list[Hit]:
        """The first ``depth`` hits by their new score, then the others as they were.

        Args:
            query: As searched for.
            hits: Best first. Those beyond ``depth`` keep their score, less what keeps the order.
        """
        first, rest = hits[: self.depth], hits[self.depth :]
        if not first:
            return []
        asked = telling_tokens(self._embedder, query.text, query.tokens)
        values = self._maxsim(query.text, asked, first)
        numbers, wanted = _named(query.text), codes(query.text)
        articles = named(query.text)
        scored = [
            replace(
                hit,
                score=hit.score
                + self._weight * value
                + NUMBERS * _held(numbers, hit.chunk.text)
                + CODES * _share(wanted, codes(hit.chunk.text) if wanted else wanted)
                + CODES * _share(articles, Articles(hit.chunk.text).names if articles else ()),
                maxsim=value,
            )
            for hit, value in zip(first, values, strict=True)
        ]
        return before_the_rest(scored, rest)

    def _maxsim(self, question: str, asked: Telling, hits: Sequence[Hit]) -> list[float]:
        """MaxSim of each hit, where what its path says counts as met."""
        if not len(asked.vectors):
            return [0.0] * len(hits)
        sources = {hit.chunk.source for hit in hits}
        said = {source: NAMED * _said(question, asked, source) for source in sources}
        return [
            float(np.maximum(row, said[hit.chunk.source]).mean())
            for hit, row in zip(hits, self._met(asked.vectors, hits), strict=True)
        ]

    def _met(self, asked: NDArray[np.float32], hits: Sequence[Hit]) -> list[NDArray[np.float32]]:
        """How well each token is met by each hit, whose tokens were kept or are read now."""
        kept = self._stored([hit.chunk.id for hit in hits]) if self._stored else {}
        spread, found = turned(asked), dict[str, NDArray[np.float32]]()
        for key, blob in kept.items():
            with suppress(ValueError):  # packed by another version: read anew
                found[key] = met(spread, unpacked(blob, asked.shape[1]))
        missing = [hit for hit in hits if hit.chunk.id not in found]
        if missing:
            read = self._embedder.document_tokens([told(hit) for hit in missing])
            for hit, tokens in zip(missing, read, strict=True):
                found[hit.chunk.id] = met(asked, tokens)
        return [found[hit.chunk.id] for hit in hits]


def _said(question: str, asked: Telling, source: str) -> NDArray[np.float32]:
    """1 for each token that is part of a word which the path of a document says, else 0."""
    said = said_by_path(question, source)
    parts = [any(s < end and start < e for s, e in said) for start, end in asked.spans]
    return np.array(parts or [False] * len(asked.vectors), dtype=np.float32)


def _named(question: str) -> list[Quantity]:
    """Its numbers in digits: in words they often count nothing, as in "one of them"."""
    return [q for q in quantities(question) if any(map(str.isdigit, question[q.start : q.end]))]


def _held(named: Sequence[Quantity], text: str) -> float:
    """Share of the numbers that stand in ``text``, however written; 0 where there are none."""
    if not named:
        return 0.0
    known = distinct(text)
    return sum(any(q.agrees(other) for other in known) for q in named) / len(named)


def _share(wanted: frozenset[str], held: Collection[str]) -> float:
    """Share of what is wanted that is held; 0 where nothing is."""
    return len(wanted.intersection(held)) / len(wanted) if wanted else 0.0


def before_the_rest(read: Sequence[Hit], rest: Sequence[Hit]) -> list[Hit]:
    """``read`` by score, then ``rest`` as it is, with no score above the lowest of ``read``."""
    ordered = sorted(read, key=lambda hit: (-hit.score, hit.chunk.id))
    lowest = ordered[-1].score
    return [*ordered, *(replace(hit, score=min(hit.score, lowest)) for hit in rest)]
