"""Whether a question can be answered from what is found, as it is written or as it was meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Protocol

from ragqa.index import Index
from ragqa.scope import Scope
from ragqa.search.context import Surroundings, nearby, nearby_id, surroundings
from ragqa.search.evidence import Gate, is_enough, is_enough_across
from ragqa.search.naming import has_unknown_name, is_named_there
from ragqa.search.timing import of_its_time
from ragqa.text.language import Language
from ragqa.text.spelling import respelt
from ragqa.types import Chunk, Hit

_SECTION_REACH = 16  # chunks before and after a hit


@dataclass(frozen=True, slots=True)
class Found:
    """What search has found.

    Attributes:
        text: What was searched for.
        hits: Best first.
        enough: Whether they are enough to answer from.
    """

    text: str
    hits: Sequence[Hit]
    enough: bool


class Search(Protocol):
    """Finds hits, best first, in all languages or in the one that is named."""

    def __call__(self, text: str, /, *, language: Language | None = None) -> Sequence[Hit]:
        """See ``retrieval.HybridRetriever``."""


def find(
    text: str,
    search: Search,
    index: Index,
    scope: Scope,
    *,
    language: Language,
    gate: Gate | None,
) -> Found:
    """What is found for ``text``; for what it resembles, where only that is enough; or abroad.

    A letter too many in one word costs it most of its evidence, while the right passage is found
    for the others. And what stands in another language is rarely among the first where there is
    anything in the question's own. Nothing is changed that would not be refused.

    Args:
        text: As it is searched for.
        search: See ``Search``.
        index: What is searched, and where in it.
        scope: See ``index``.
        language: Of the question.
        gate: Decides what is enough; None takes whatever is found.
    """

    heeded = gate is not None and gate.threshold > 0
    within = cache(partial(index.select, scope))

    @cache
    def is_known(word: str) -> bool:
        return bool(index.holding(word, 1, within())[0].scores)

    def beside(hit: Hit) -> Sequence[Chunk]:
        steps = range(-_SECTION_REACH, _SECTION_REACH + 1)
        return list(index.chunks(nearby_id(hit.chunk, step) for step in steps).values())

    def timely(text: str, found: Sequence[Hit]) -> Sequence[Hit]:
        return of_its_time(text, found, beside) if heeded else found

    def is_of_others(text: str, found: Sequence[Hit]) -> bool:
        return heeded and has_unknown_name(text, found, is_known)

    def is_met(text: str, found: Sequence[Hit]) -> bool:
        enough = is_enough(timely(text, found), language=language, gate=gate)
        return enough and not is_of_others(text, found)

    def is_answered(found: Sequence[Hit], *, enough: bool) -> bool:
        there = is_named_there(text, found) if heeded else None
        return enough if there is None else there

    hits = search(text)
    met = is_met(text, hits)
    if is_answered(hits, enough=met):
        return Found(text, hits, enough=True)
    meant = respelt(text, [hit.chunk.text for hit in hits], is_known)
    if meant != text:
        better = search(meant)
        if is_answered(better, enough=is_met(meant, better)):
            return Found(meant, better, enough=True)
    # What is met well and is not what is named is its like, which tells where it would stand. Only
    # names in English might be written otherwise there.
    is_like = is_enough(hits, language=language, gate=gate) and (
        language == "zh" or not is_of_others(text, hits)
    )
    if gate is not None and gate.across is not None and not is_like:
        foreign = search(text, language="en" if language == "zh" else "zh")
        enough = is_enough_across(timely(text, foreign), language=language, gate=gate)
        if is_answered(foreign, enough=enough):
            return Found(text, foreign, enough=True)
    return Found(text, hits, enough=False)


def around(index: Index, hits: Sequence[Hit], *, sections: bool) -> dict[str, Surroundings]:
    """What stands around each hit, by its id.

    Args:
        index: Where they were found.
        hits: Best first.
        sections: Whether as far as a section may reach, or no further than the hit itself.
    """
    reach = _SECTION_REACH if sections else 0
    chunks = index.chunks(nearby(hits, reach=reach))
    return surroundings(hits, chunks, reach=reach)
