"""Near-duplicates among hits: one text in several files or places is shown once.

Without this, five editions of a manual fill the five best places with one paragraph.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ragqa.types import Chunk, Hit

SHARE = 0.5
"""Of a chunk's shingles found in better hits, from which it is a near-duplicate.

Editions are cut at other places, so a paragraph may be spread over two chunks of the copy; half is
enough, for what is shown is grown by its neighbours."""

_SHINGLE = 8  # letters and digits in a row
_OTHERS = re.compile(r"[\W_]+")  # all but letters and digits


def without_near_duplicates(
    hits: Sequence[Hit], *, share: float = SHARE, enough: int | None = None
) -> list[Hit]:
    """The hits, best first, without those that mostly repeat a better one.

    Where the better one has no pages and its copy has, the copy takes its place and score: a
    citation with a page is worth more. Chunks next to each other in one document are no copies,
    though they overlap.

    Args:
        hits: Best first.
        share: Of a chunk's shingles that better hits have, 0 to 1, from which it is a copy.
        enough: So many are wanted: when there are, only as many hits again are looked at, for
            copies with pages, and no more returned. None for all.
    """
    kept: list[Hit] = []
    owners: dict[str, int] = {}  # shingle → place in ``kept`` of the best hit that has it
    for seen, hit in enumerate(hits):
        full = enough is not None and len(kept) >= enough
        # Only a copy with pages could still change what is returned.
        if full and not _may_gain_pages(kept[:enough], hits[seen : 2 * (enough or 0)]):
            break
        shingles = _shingles(hit.chunk.text)
        new = shingles.difference(owners)
        known = len(shingles) - len(new)
        common: list[tuple[int, int]] = []
        if known and known >= share * len(shingles):  # of most texts nothing is known
            shared = Counter(owners[s] for s in shingles.difference(new))
            common = [(n, p) for p, n in shared.items() if not _adjacent(hit.chunk, kept[p].chunk)]
        if not common or sum(n for n, _ in common) < share * len(shingles):
            place = len(kept)
            kept.append(hit)
        else:
            place = max(common)[1]
            if kept[place].chunk.page_first is not None or hit.chunk.page_first is None:
                continue
            kept[place] = replace(hit, score=kept[place].score)
        owners.update(dict.fromkeys(new, place))
    return kept[:enough]


def _may_gain_pages(kept: Sequence[Hit], coming: Sequence[Hit]) -> bool:
    """Whether one of ``kept`` has no pages and one of ``coming`` has."""
    paged = any(hit.chunk.page_first is not None for hit in coming)
    return paged and any(hit.chunk.page_first is None for hit in kept)


def is_copy(chunk: Chunk, of: Chunk) -> bool:
    """Whether ``chunk`` mostly repeats ``of``, or is mostly repeated by it."""
    one, other = _shingles(chunk.text), _shingles(of.text)
    return len(one & other) >= SHARE * max(1, min(len(one), len(other)))


def _adjacent(one: Chunk, other: Chunk) -> bool:
    same_document = (one.document_id, one.revision) == (other.document_id, other.revision)
    return same_document and abs(one.chunk - other.chunk) <= 1


def _shingles(text: str) -> set[str]:
    """Runs of 8 letters and digits; the whole of a shorter text."""
    letters = _OTHERS.sub("", text).casefold()
    last = max(1, len(letters) - _SHINGLE + 1)
    return {letters[i : i + _SHINGLE] for i in range(last)} - {""}
