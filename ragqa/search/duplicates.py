"""Near-duplicates among hits: one text in several files or places is shown once.

Without this, five editions of a manual fill the five best places with one paragraph. A text in the
same words with other facts (the report of another year, the contract of another person) is none:
of 143 questions about 50 paragraphs of XQuAD, each beside five with other numbers and answers, the
right one was among the first five hits for .53 of them while such texts were left out, for .84 now
(dense search .85). They get at most half of the places, so that other texts are found too.

Nor is a text that says more beside the same words, as the description of one package of a family
does. It is not taken for a paragraph that is cut elsewhere, where the rest stands before or after
it in the copy.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice
from types import MappingProxyType

from ragqa.search.facts import other_facts
from ragqa.search.shingles import Owners, Shingles, common, shingles, without
from ragqa.types import Chunk, Hit

SHARE = 0.5
"""Of a chunk's shingles found in better hits, from which it is a near-duplicate.

Editions are cut at other places, so a paragraph may be spread over two chunks of the copy; half is
enough, for what is shown is grown by its neighbours."""

_MORE = 0.1
"""Of a chunk's shingles found neither in better hits nor around the one that it repeats, from which
it says more than that.

A sentence in ten. Of 351 questions of XQuAD and CMRC, each beside four copies of the paragraph that
lack the sentence with the answer, the paragraph was among the six hits for .95 of them while it was
taken for a copy of those, for .99 now. What packages of Debian are described by was among them for
.87 of 300, now for .89 (.94 with those that are copies all the same)."""

NO_SHINGLES: Mapping[str, Shingles] = MappingProxyType({})


def without_near_duplicates(
    hits: Iterable[Hit],
    *,
    share: float = SHARE,
    enough: int | None = None,
    known: Mapping[str, Shingles] = NO_SHINGLES,
    around: Callable[[Chunk], Shingles] | None = None,
) -> list[Hit]:
    """The hits, best first, without those that mostly repeat a better one.

    Where the better one has no pages and its copy has, the copy takes its place and score: a
    citation with a page is worth more. Chunks next to each other in one document are no copies,
    though they overlap.

    Args:
        hits: Best first; no more are taken than it needs.
        share: Of a chunk's shingles that better hits have, 0 to 1, from which it is a copy.
        enough: So many are wanted: when there are, only as many hits again are looked at, for
            copies with pages, and no more returned; at most half of them are one text with other
            facts each time. None for all.
        known: By chunk id, the ``shingles`` of texts where they were worked out before.
        around: Gives those of a chunk with what stands before and after it; None where that is not
            known: whatever a copy has more is taken to stand there.

    Returns:
        Each with its copies among those that were looked at (``Hit.copies``).
    """
    coming = iter(hits)
    copies = _Copies(share, None if enough is None else max(1, enough // 2), known, around)
    taken = 0
    while (enough is None or len(copies.kept) < enough) and (hit := next(coming, None)):
        copies.add(hit)
        taken += 1
    if enough is None:
        return copies.found()
    # Only a copy with pages can still change what is returned.
    if any(hit.chunk.page_first is None for hit in copies.kept):
        rest = list(islice(coming, max(0, 2 * enough - taken)))
        for seen, hit in enumerate(rest):
            if not _may_gain_pages(copies.kept[:enough], rest[seen:]):
                break
            copies.add(hit)
    return copies.found()[:enough]


class _Copies:
    """Hits as they come, without those that mostly repeat better ones.

    Args:
        share: As of ``without_near_duplicates``.
        most: Hits in the same words that are no copies of each other; None for all.
        known: As of ``without_near_duplicates``.
        around: As of ``without_near_duplicates``.
    """

    def __init__(
        self,
        share: float,
        most: int | None,
        known: Mapping[str, Shingles],
        around: Callable[[Chunk], Shingles] | None,
    ) -> None:
        self.kept: list[Hit] = []
        self._share = share
        self._most = most
        self._families: list[list[int]] = []  # by place in ``kept``: places of the same words
        self._copies: list[list[str]] = []  # by place in ``kept``: ids of chunks
        self._known = known
        self._around = cache(around) if around else None
        self._owners = Owners()  # places in ``kept``

    def found(self) -> list[Hit]:
        """What is kept, with its copies."""
        return [
            replace(hit, copies=tuple(copies)) if copies else hit
            for hit, copies in zip(self.kept, self._copies, strict=True)
        ]

    def add(self, hit: Hit) -> None:
        """Keep ``hit``, or take it for a copy of one that is kept."""
        own = self._known.get(hit.chunk.id)
        if own is None:
            own = shingles(hit.chunk.text)
        repeated, new = self._repeated(hit, own)
        family = [] if repeated is None else self._families[repeated]
        place = next((p for p in family if self._says_the_same(hit, p, own, new)), None)
        if place is None:
            if len(family) == self._most:
                return
            place = len(self.kept)
            self.kept.append(hit)
            self._copies.append([])
            family.append(place)
            self._families.append(family)
        else:
            better = self.kept[place]
            if better.chunk.page_first is not None or hit.chunk.page_first is None:
                self._copies[place].append(hit.chunk.id)
                return
            self._copies[place].append(better.chunk.id)
            self.kept[place] = replace(hit, score=better.score)
        self._owners.put(place, own)

    def _says_the_same(self, hit: Hit, place: int, own: Shingles, new: Shingles) -> bool:
        """Whether ``hit`` has no other facts than that at ``place``, and says no more."""
        better = self.kept[place].chunk
        # That first: what stands around is read once for all that repeat it.
        return not self._says_more(better, own, new) and not other_facts(
            hit.chunk.text, better.text
        )

    def _says_more(self, better: Chunk, own: Shingles, new: Shingles) -> bool:
        """Whether enough of what no kept hit has does not stand around ``better`` either."""
        least = _MORE * len(own)
        if self._around is None or len(new) <= least:
            return False
        return len(without(new, self._around(better))) > least

    def _repeated(self, hit: Hit, own: Shingles) -> tuple[int | None, Shingles]:
        """The place of the kept hit that ``hit`` mostly repeats, None when there is none.

        And those of its shingles ``own`` that no kept hit has, where there is one.
        """
        enough = max(1.0, self._share * len(own))
        if self._owners.most_known(own) < enough:  # so for most
            return None, own
        places, new = self._owners.of(own)
        shared = Counter(places)
        apart = [(n, p) for p, n in shared.items() if not _adjacent(hit.chunk, self.kept[p].chunk)]
        if not apart or sum(n for n, _ in apart) < enough:
            return None, new
        return max(apart)[1], new


def _may_gain_pages(kept: Sequence[Hit], coming: Sequence[Hit]) -> bool:
    """Whether one of ``kept`` has no pages and one of ``coming`` has."""
    paged = any(hit.chunk.page_first is not None for hit in coming)
    return paged and any(hit.chunk.page_first is None for hit in kept)


def is_copy(chunk: Chunk, of: Chunk) -> bool:
    """Whether ``chunk`` mostly repeats ``of``, or is mostly repeated by it."""
    one, other = shingles(chunk.text), shingles(of.text)
    return common(one, other) >= SHARE * max(1, min(len(one), len(other)))


def _adjacent(one: Chunk, other: Chunk) -> bool:
    same_document = (one.document_id, one.revision) == (other.document_id, other.revision)
    return same_document and abs(one.chunk - other.chunk) <= 1
