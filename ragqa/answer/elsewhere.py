"""Where else the words of an answer stand: what search has left out as copies, told by its name.

A citation names another document only where that holds the whole quote: in a passage of its own, or
in what search left out for the passage that is cited. Each document is looked up when it is named:
one that was changed or deleted meanwhile, or that who asks may not see, is not.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from ragqa.index import Index
from ragqa.search.context import nearby_id
from ragqa.search.passages import grow
from ragqa.store.library import Library
from ragqa.types import Answer, Chunk, Citation, Copy, Hit, Passage

_FEWEST = 8  # letters and digits of a quote; fewer stand anywhere
_SIGNS = frozenset("+-−–.,:/%‰<>=≤≥≠±×÷^")
"""What makes another number of the one that it stands at."""


@dataclass(frozen=True, slots=True)
class _Telling:
    """What of a text is compared, and where in it each of these characters stands."""

    chars: str
    places: Sequence[int]


def told(answer: Answer, index: Index) -> Answer:
    """The answer, whose citations and passages tell in which other documents they stand too."""
    copies = _copies(answer.passages, index)
    passages = _told(answer.passages, copies)
    near = _grown(copies, index) if answer.citations else {}
    telling = cache(_telling)  # of each text once for all quotes

    def also(cited: Citation) -> tuple[Copy, ...]:
        own = answer.passages[cited.number - 1].copies
        others = (*answer.passages, *(near[key] for key in own if key in near))
        held = (_of(cited, p, telling) for p in others if p.document_id != cited.document_id)
        return _by_document(cited.document_id, filter(None, held))

    citations = tuple(replace(cited, also=also(cited)) for cited in answer.citations)
    return replace(answer, passages=passages, citations=citations)


def told_of(passages: Sequence[Passage], index: Index) -> tuple[Passage, ...]:
    """Passages that tell in which other documents most of each stands too."""
    return _told(passages, _copies(passages, index))


def of_hits(hits: Sequence[Hit], index: Index) -> list[tuple[Copy, ...]]:
    """In which other documents most of each hit stands too."""
    return [passage.also for passage in told_of([grow([hit], {})[0] for hit in hits], index)]


def still(answer: Answer, library: Library) -> Answer:
    """An answer that was ``told`` before, without what was changed or removed since."""
    citations = tuple(
        replace(cited, also=_still(cited.also, library)) if cited.also else cited
        for cited in answer.citations
    )
    return replace(answer, passages=still_of(answer.passages, library), citations=citations)


def still_of(passages: Sequence[Passage], library: Library) -> tuple[Passage, ...]:
    """The same of passages."""
    return tuple(
        replace(passage, also=_still(passage.also, library)) if passage.also else passage
        for passage in passages
    )


def _still(also: Sequence[Copy], library: Library) -> tuple[Copy, ...]:
    def is_there(copy: Copy) -> bool:
        known = library.document(copy.document_id)
        return known is not None and known.revision == copy.revision

    return tuple(filter(is_there, also))


def _copies(passages: Iterable[Passage], index: Index) -> Mapping[str, Chunk]:
    """What search left out for them, as it is seen now."""
    ids = dict.fromkeys(key for passage in passages for key in passage.copies)
    return index.chunks(ids) if ids else {}


def _told(passages: Sequence[Passage], copies: Mapping[str, Chunk]) -> tuple[Passage, ...]:
    return tuple(
        replace(passage, also=_by_document(passage.document_id, map(_place, found)))
        if (found := [copies[key] for key in passage.copies if key in copies])
        else passage
        for passage in passages
    )


def _grown(copies: Mapping[str, Chunk], index: Index) -> dict[str, Passage]:
    """Each with what stands before and after it: a copy may be cut elsewhere."""
    ids = {key: [nearby_id(chunk, step) for step in (-1, 1)] for key, chunk in copies.items()}
    near = index.chunks({each for both in ids.values() for each in both}) if ids else {}
    grown: dict[str, Passage] = {}
    for key, chunk in copies.items():
        hit = Hit(chunk, score=0.0, dense=0.0, lexical=0.0, coverage=0.0)
        [grown[key]] = grow([hit], {each: near[each] for each in ids[key] if each in near})
    return grown


def _of(cited: Citation, other: Passage, telling: Callable[[str], _Telling]) -> Copy | None:
    """Where in another document's passage a quote stands."""
    span = _find(cited.quote, other.text, telling)
    return None if span is None else _place(other.cite(0, span, score=1.0, verified=True))


def _by_document(own: str, found: Iterable[Copy]) -> tuple[Copy, ...]:
    """The first place in each document other than ``own``."""
    first: dict[str, Copy] = {}
    for copy in found:
        if copy.document_id != own:
            first.setdefault(copy.document_id, copy)
    return tuple(first.values())


def _place(where: Chunk | Citation) -> Copy:
    return Copy(
        source=where.source,
        page_first=where.page_first,
        page_last=where.page_last,
        page_label=where.page_label,
        headings=where.headings,
        document_id=where.document_id,
        revision=where.revision,
    )


def _find(quote: str, text: str, telling: Callable[[str], _Telling]) -> tuple[int, int] | None:
    """Where all of ``quote`` stands in ``text``, however its lines are broken and it is marked up.

    Not where the words before or after it belong to it, as those of a longer number.
    """
    wanted, held = telling(quote), telling(text)
    if sum(map(str.isalnum, wanted.chars)) < _FEWEST:
        return None
    at = held.chars.find(wanted.chars)
    while at >= 0:
        end = at + len(wanted.chars)
        first, last = held.places[at], held.places[end - 1]
        if first - 1 not in held.places[at - 1 : at] and last + 1 not in held.places[end : end + 1]:
            return first, last + 1
        at = held.chars.find(wanted.chars, at + 1)
    return None


def _telling(text: str) -> _Telling:
    """Its letters and digits, whatever their case and width, and the signs at digits."""
    chars: list[str] = []
    places: list[int] = []
    for at, char in enumerate(text):
        for plain in unicodedata.normalize("NFKC", char):
            if plain.isalnum() or (plain in _SIGNS and _is_at_digit(text, at)):
                folded = plain.casefold()
                chars.append(folded)
                places += [at] * len(folded)
    return _Telling("".join(chars), places)


def _is_at_digit(text: str, at: int) -> bool:
    return text[max(0, at - 1) : at].isdecimal() or text[at + 1 : at + 2].isdecimal()
