"""Whether a question can be answered from what is found, as it is written or as it was meant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Protocol

from ragqa.index import Index
from ragqa.scope import Scope
from ragqa.search.context import Surroundings, nearby, nearby_id, surroundings
from ragqa.search.evidence import Gate, is_enough, is_enough_across
from ragqa.search.naming import has_unknown_name, is_named_there
from ragqa.search.timing import of_its_time
from ragqa.text.asked.subject import subject
from ragqa.text.language import Language, detect
from ragqa.text.parts.mail_heads import asked_about, is_mail
from ragqa.text.spelling import respelt
from ragqa.types import Chunk, Hit

_FEWEST_ABROAD = 3  # telling words of a question that another language is searched for
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
    anything in the question's own. Who wrote a mail it tells in its head alone, in no words of the
    question: there what the mail is about must be enough. Nothing is changed that would not be
    refused.

    Args:
        text: As it is searched for.
        search: See ``Search``.
        index: What is searched, and where in it.
        scope: See ``index``.
        language: Of the question.
        gate: Decides what is enough; None takes whatever is found.
    """
    judge = _Judge(text, index, language, gate, _known_in(index, scope))
    hits = search(text)
    if judge.is_answered(hits, enough=judge.is_met(text, hits)):
        return Found(text, hits, enough=True)
    meant = respelt(text, [hit.chunk.text for hit in hits], judge.is_known)
    if meant != text:
        better = search(meant)
        if judge.is_answered(better, enough=judge.is_met(meant, better)):
            return Found(meant, better, enough=True)
    if gate is not None and (about := asked_about(text)):
        mails = search(about)
        is_one = any(is_mail(hit.chunk.text) for hit in mails[:1])
        if is_one and judge.is_answered(mails, enough=judge.is_met(about, mails)):
            return Found(text, mails, enough=True)
    if gate is not None and gate.across is not None and judge.may_be_abroad(hits):
        foreign = search(text, language="en" if language == "zh" else "zh")
        timely = judge.timely(text, foreign)
        enough = is_enough_across(timely, language=language, gate=gate)
        if judge.is_answered(foreign, enough=enough):
            return Found(text, foreign, enough=True)
    return Found(text, hits, enough=False)


def _known_in(index: Index, scope: Scope) -> Callable[[str], bool]:
    """Whether a word stands in what is searched; each is looked up once."""
    within = cache(partial(index.select, scope))

    @cache
    def is_known(word: str) -> bool:
        return bool(index.holding(word, 1, within())[0].scores)

    return is_known


@dataclass(frozen=True, slots=True)
class _Judge:
    """Judges what is found for a question, by the arguments of ``find``."""

    question: str
    index: Index
    language: Language
    gate: Gate | None
    is_known: Callable[[str], bool]

    @property
    def _heeds(self) -> bool:
        return self.gate is not None and self.gate.threshold > 0

    def is_met(self, text: str, found: Sequence[Hit]) -> bool:
        """Whether hits are enough for what was searched for, and tell of nobody else."""
        timely = self.timely(text, found)
        enough = is_enough(timely, question=text, language=self.language, gate=self.gate)
        return enough and not self._is_of_others(text, found)

    def is_answered(self, found: Sequence[Hit], *, enough: bool) -> bool:
        """Whether what the question names is there, where it names something; else ``enough``."""
        there = is_named_there(self.question, found) if self._heeds else None
        return enough if there is None else there

    def may_be_abroad(self, found: Sequence[Hit]) -> bool:
        """Whether to look in the other language, when ``found`` is not enough.

        To a short question one text of many always stands out: of 10 of one or two words that
        were answered from there 1 was right, of 19 longer ones 15.
        """
        if self.is_like(found):
            return False
        is_short = len(subject(self.question)) < _FEWEST_ABROAD
        return not is_short or all(detect(hit.chunk.text) != self.language for hit in found)

    def is_like(self, found: Sequence[Hit]) -> bool:
        """Whether it is the like of what is named, which tells where that would stand.

        Only names in English might be written otherwise in another language.
        """
        asked = self.question
        if not is_enough(found, question=asked, language=self.language, gate=self.gate):
            return False
        return self.language == "zh" or not self._is_of_others(self.question, found)

    def timely(self, text: str, found: Sequence[Hit]) -> Sequence[Hit]:
        """Those of the time that is asked about."""
        return of_its_time(text, found, self._beside) if self._heeds else found

    def _is_of_others(self, text: str, found: Sequence[Hit]) -> bool:
        return self._heeds and has_unknown_name(text, found, self.is_known)

    def _beside(self, hit: Hit) -> Sequence[Chunk]:
        steps = range(-_SECTION_REACH, _SECTION_REACH + 1)
        return list(self.index.chunks(nearby_id(hit.chunk, step) for step in steps).values())


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
