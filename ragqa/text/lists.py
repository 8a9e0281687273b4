"""Lists of a passage as one thing to be quoted.

Numbered steps are what a question after a way asks for. And an item says nothing, or its contrary,
without what leads to it: "The warranty does not cover: …".
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from ragqa.text.headlines import headlines
from ragqa.text.keyed import is_keyed
from ragqa.text.language import sentence_spans, words
from ragqa.text.numerals import NUMERALS_ZH
from ragqa.text.rows import is_row
from ragqa.text.sentences import SENTENCE_END, Sentence, section_at
from ragqa.types import Passage

_ASKED = re.compile(
    r"怎么(?!回事|样$)|怎样|如何|步骤|流程|方法"
    r"|^\W*how (?:do|does|can|could|should|must|would)\b|\bhow to\b|\b(?:steps?|procedure)\b",
    re.IGNORECASE,
)
_ITEM = re.compile(r"[ \t]*(?:\d{1,2}[.)、．]|[（(]\d{1,2}[)）]|[①-⑳])\s*(?=\S)")
_BULLET = re.compile(
    rf"{_ITEM.pattern}"
    rf"|[ \t\u3000]*(?:[-*•▪■◦‣·–—]\s|[（(]?(?:[{NUMERALS_ZH}]{{1,3}}|[a-z])[)）])\s*(?=\S)"
)
_COLON = re.compile(r"[:：]\W*$")
_HEADING_MARKS = re.compile(r"[#=*\s]+")
_FEWEST = 2  # items
_MOST_PARTS = 9  # so many that nothing is joined to a list
_LONGEST = 600  # characters


def steps(question: str, passages: Sequence[Passage]) -> list[Sentence]:
    """The numbered lists of ``passages``, each with what stands above it as its title.

    None where the question does not ask for a way to do something.
    """
    if not _ASKED.search(question):
        return []
    return [
        _sentence(number, passage, start, end)
        for number, passage in enumerate(passages, start=1)
        for start, end in _runs(passage.text)
    ]


def with_lists(found: Sequence[Sentence], passages: Sequence[Passage]) -> list[Sentence]:
    """``found`` with each list that goes on with a sentence in one with it, in their place.

    Such a sentence ends with a colon, or without a mark where most items do so, too.

    Args:
        found: Sentences of ``passages``, in order.
        passages: Where the lists are.
    """
    lists = [
        (number, begin, end)
        for number, passage in enumerate(passages, start=1)
        if not is_keyed(passage.source)
        for start, end in _runs(passage.text, _BULLET)
        if (begin := _introduction(passage, start, end)) is not None and end - begin <= _LONGEST
    ]
    for number, begin, end in lists:
        passage = passages[number - 1]
        text = passage.text[begin:end]
        first, last = (bisect_left(found, (number, at), key=_place) for at in (begin, end))
        one = Sentence(
            number,
            begin,
            text,
            frozenset(words(text)),
            frozenset(words(passage.text[:begin])),
            next((s.context for s in found if s.number == number), ""),
            section_at(passage, begin),
            parts=_MOST_PARTS,
            title=next((s.title for s in found[first:last]), ""),
        )
        found = [*found[:first], one, *found[last:]]
    return list(found)


def _place(sentence: Sentence) -> tuple[int, int]:
    return sentence.number, sentence.start


def _introduction(passage: Passage, start: int, end: int) -> int | None:
    """Where the sentence begins that the list from ``start`` to ``end`` goes on with, if any."""
    text = passage.text
    spans = sentence_spans(text[:start])
    if not spans:
        return None
    begin, stop = spans[-1]
    begin = max([begin, *(last for _, last in headlines(text[:end]) if last <= start)])
    said = text[begin:stop].strip()
    begin = text.find(said, begin)
    if not said or is_row(said) or said in passage.headings_at(passage.start + begin):
        return None
    if _COLON.search(said):
        return begin
    items = text[start:end].split("\n")
    whole = sum(SENTENCE_END.search(item.strip()) is not None for item in items)
    goes_on = "\n\n" not in text[stop:start] and not SENTENCE_END.search(said)
    return begin if goes_on and 2 * whole < len(items) else None


def _runs(text: str, item: re.Pattern[str] = _ITEM) -> Iterator[tuple[int, int]]:
    """[start, end) of the lists: lines that are items, and those that go on with one."""
    start, end, items = 0, 0, 0
    titles = dict(headlines(text))
    for line in re.finditer(r"[^\n]+", text):
        bare = line.group()
        is_item = item.match(bare) is not None and line.start() not in titles
        goes_on = bool(items) and bare[:1].isspace() and "\n\n" not in text[end : line.start()]
        if is_item and not items:
            start = line.start() + len(bare) - len(bare.lstrip())
        if is_item or goes_on:
            items += is_item
            end = line.start() + len(bare.rstrip())
            continue
        if items >= _FEWEST and end - start <= _LONGEST:
            yield start, end
        items = 0
    if items >= _FEWEST and end - start <= _LONGEST:
        yield start, end


def _sentence(number: int, passage: Passage, start: int, end: int) -> Sentence:
    text = passage.text[start:end]
    above = [passage.text[a:b] for a, b in sentence_spans(passage.text[:start])][-1:]
    headings = passage.headings_at(passage.start + start)[-1:]
    title = _HEADING_MARKS.sub(" ", (above or [*headings, ""])[0]).strip()
    before = frozenset(words(passage.text[:start]))
    return Sentence(number, start, text, frozenset(words(text)), before, "", title=title)
