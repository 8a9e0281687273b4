"""Lists in a passage; numbered steps are what a question after a way asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ragqa.text.explained import asks_for_way
from ragqa.text.language import sentence_spans, words
from ragqa.text.numerals import NUMERALS_ZH
from ragqa.text.parts.headlines import headlines
from ragqa.text.parts.sentences import Sentence
from ragqa.types import Passage

_ITEM = re.compile(r"[ \t]*(?:\d{1,2}[.)、．](?!\d)|[（(]\d{1,2}[)）]|[①-⑳])\s*(?=\S)")
BULLET = re.compile(
    rf"{_ITEM.pattern}"
    rf"|[ \t\u3000]*(?:[-*•▪■◦‣·–—]\s|[（(]?(?:[{NUMERALS_ZH}]{{1,3}}|[a-z])[)）])\s*(?=\S)"
)
_HEADING_MARKS = re.compile(r"[#=*\s]+")
_FEWEST = 2  # items
_LONGEST = 600  # characters


def steps(question: str, passages: Sequence[Passage]) -> list[Sentence]:
    """The numbered lists of ``passages``, each with what stands above it as its title.

    None where the question does not ask for a way to do something.
    """
    if not asks_for_way(question):
        return []
    return [
        _sentence(number, passage, start, end)
        for number, passage in enumerate(passages, start=1)
        for start, end in runs(passage.text)
    ]


def runs(
    text: str, item: re.Pattern[str] = _ITEM, *, longest: int = _LONGEST
) -> Iterator[tuple[int, int]]:
    """[start, end) of the lists: lines that are items, and those that go on with one.

    Args:
        text: A part of a document.
        item: What an item begins with.
        longest: Characters of a list; longer ones are left out.
    """
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
        if items >= _FEWEST and end - start <= longest:
            yield start, end
        items = 0
    if items >= _FEWEST and end - start <= longest:
        yield start, end


def _sentence(number: int, passage: Passage, start: int, end: int) -> Sentence:
    text = passage.text[start:end]
    above = [passage.text[a:b] for a, b in sentence_spans(passage.text[:start])][-1:]
    headings = passage.headings_at(passage.start + start)[-1:]
    title = _HEADING_MARKS.sub(" ", (above or [*headings, ""])[0]).strip()
    before = frozenset(words(passage.text[:start]))
    return Sentence(number, start, text, frozenset(words(text)), before, "", title=title)
