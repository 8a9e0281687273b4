"""Joining the dense and the lexical score of each candidate.

Not reciprocal rank fusion: ranks forget how good the best hit is, so the accidental word matches
of a cross-language question would outrank everything. Hit@1 / MRR@10 of the right paragraph, 426
questions of XQuAD in each column and the 1,000 of CMRC 2018 trial, exact scores of every candidate,
before any reranker (coverage = BM25 / ceiling; known = share of the ceiling that is due to words
which occur in the index):

                                  zh→zh        en→en        en→zh        zh→en        CMRC
    cosine                        .941 / .968  .960 / .979  .819 / .895  .782 / .852  .962 / .973
    BM25                          .953 / .971  .955 / .974  –            –            .978 / .987
    + ¼ coverage                  .965 / .981  .981 / .991  .815 / .893  .789 / .857  .992 / .995
    + ½ coverage                  .962 / .979  .974 / .987  .800 / .885  .789 / .857  .989 / .994
    + ¼, none below .25 coverage  .955 / .975  .970 / .984  .819 / .895  .782 / .852  .987 / .991
    + ¼ coverage · known          .967 / .982  .981 / .991  .819 / .896  .784 / .854  .991 / .994
    + ¼ coverage · known²         .967 / .982  .981 / .991  .819 / .895  .782 / .853  .989 / .993
    + ¼ coverage · min(1, known/.7)  .969 / .983  .981 / .991  .819 / .896  .784 / .855  .991 / .995

The last one is used: never below cosine alone, and where the index knows .7 of what is asked, the
same as without ``known``.
"""

from __future__ import annotations

import heapq
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ragqa.store.engines.scores import KNOWN_ENOUGH
from ragqa.types import Hit

CONTENTS_PENALTY = 0.1
_DOTS = ".·…‥"
_LEADERS = re.compile(r"(?:[.·…‥]\s?){5,}")
_LEADERS_SHARE = 0.2  # of a text's characters
# As a PDF's are stored, with the number that they lead to.
_ENTRY = re.compile(
    r"^(?:.* )?… (?:\S{0,8}\d\S{0,4}|[ivxlc]+|[IVXLC]+|[一二三四五六七八九十]+)$", re.MULTILINE
)
_FEWEST_ENTRIES = 2
_ENTRIES_SHARE = 0.5  # of a text's characters


def is_table_of_contents(text: str) -> bool:
    """Whether ``text`` is mostly headings, or whatever, with leaders to a page number.

    Either half of it is lines with such an entry, or a fifth of it the dots.
    """
    if text.count("…") >= _FEWEST_ENTRIES:
        entries = [len(entry.group()) for entry in _ENTRY.finditer(text)]
        if len(entries) >= _FEWEST_ENTRIES and sum(entries) > _ENTRIES_SHARE * len(text):
            return True
    # Each takes two characters at most: counting is far quicker than looking for runs of them.
    if 2 * sum(map(text.count, _DOTS)) <= _LEADERS_SHARE * len(text):
        return False
    leaders = sum(len(match.group()) for match in _LEADERS.finditer(text))
    return leaders > _LEADERS_SHARE * len(text)


def fused_score(hit: Hit, lexical_weight: float) -> float:
    """``dense + lexical_weight * coverage``, by which hits are ordered.

    Coverage counts less where the index does not know ``KNOWN_ENOUGH`` of what is asked about, as
    of a question in another language: the words that it happens to know tell little.

    A table of contents loses ``CONTENTS_PENALTY``: it has the words of every chapter and answers
    nothing, but is still found by who asks for it.

    Coverage is BM25 over the highest BM25 that the query could reach (``Hit.coverage``), so it is
    near 0 when the lexical side has found nothing worth having.

    Args:
        hit: With both scores exact, whichever engine found it.
        lexical_weight: Weight of coverage beside cosine; 0 ranks by cosine alone.
    """
    penalty = CONTENTS_PENALTY * is_table_of_contents(hit.chunk.text)
    return joined(hit.dense, hit.coverage, hit.known, lexical_weight) - penalty


def joined(dense: float, coverage: float, known: float, lexical_weight: float) -> float:
    """The ``fused_score`` of a chunk whatever its text is."""
    return dense + _weight(known, lexical_weight) * coverage


def joined_all(
    dense: Mapping[str, float],
    coverage: Mapping[str, float],
    known: float,
    lexical_weight: float,
    others: float = 0.0,
) -> dict[str, float]:
    """As ``joined``, by chunk id, of all that have a cosine; ``others`` have that coverage."""
    weight = _weight(known, lexical_weight)
    return {key: cosine + weight * coverage.get(key, others) for key, cosine in dense.items()}


def _weight(known: float, lexical_weight: float) -> float:
    """Of coverage, where the index knows that share of what is asked about."""
    return lexical_weight * min(1.0, known / KNOWN_ENOUGH)


def undecided(least: Mapping[str, float], most: Mapping[str, float], n: int) -> list[str]:
    """Those that may be among the best ``n`` but whose score is not known.

    Args:
        least: By chunk id, the lowest score that it can have.
        most: The highest; the same where the score is known.
        n: How many are wanted, at least 1.
    """
    lowest = min(heapq.nlargest(n, least.values()), default=0.0)
    return [key for key, score in most.items() if least[key] < score >= lowest]


def in_order(
    scores: Mapping[str, float],
    read: Callable[[Sequence[str]], Iterable[Hit]],
    *,
    lexical_weight: float,
    block: int,
) -> Iterator[Hit]:
    """Hits by ``fused_score``, best first, ties by chunk id; read only when they are needed.

    Args:
        scores: By chunk id, the highest score it can have.
        read: Gives the hits of some of them.
        lexical_weight: As of ``fused_score``.
        block: How many are read at once.
    """
    waiting = sorted(scores, key=lambda key: (-scores[key], key))
    ready: list[tuple[float, str, Hit]] = []
    for start in range(0, len(waiting), block):
        for hit in read(waiting[start : start + block]):
            heapq.heappush(ready, (-fused_score(hit, lexical_weight), hit.chunk.id, hit))
        # What scores higher than any that wait can comes before them.
        highest = max(map(scores.__getitem__, waiting[start + block :][:1]), default=-math.inf)
        while ready and -ready[0][0] > highest:
            negative, _, hit = heapq.heappop(ready)
            yield replace(hit, score=-negative, fused=-negative)
