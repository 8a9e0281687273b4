"""Sentences in one with what they go on with: a list, code, the paragraph behind a colon.

An item says nothing, or its contrary, without what leads to it ("The warranty does not cover: …"),
and "To make a backup, run the following command:" nothing without the command.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ragqa.text.language import sentence_spans, words
from ragqa.text.parts.code_blocks import code_blocks
from ragqa.text.parts.commented import is_code
from ragqa.text.parts.keyed import keyed
from ragqa.text.parts.leaning import leans
from ragqa.text.parts.lists import BULLET, runs
from ragqa.text.parts.rows import is_row
from ragqa.text.parts.sections import Sections, title_lines
from ragqa.text.parts.sentences import SENTENCE_END, Sentence, Span
from ragqa.types import Passage

_COLON = re.compile(r"[:：]\W*$")
_MOST_PARTS = 9  # so many that nothing is joined to it
_LONGEST = 600  # characters of a list with its sentence
_LONGEST_ABOVE = 300  # characters of a sentence above code, or of the line it ends
_LONGEST_BELOW = 200  # characters of a paragraph behind a colon
_LONGEST_LEAD = 300  # characters of what is quoted only for the sentence behind it that leans on it
_FEWEST_WORDS = 4  # before a colon; fewer are a name ("Notes:") or a salutation


def continued(found: Sequence[Sentence], passages: Sequence[Passage]) -> list[Sentence]:
    """``found`` with each sentence that goes on in one with what it goes on with, in their place.

    A list goes on with a sentence that ends with a colon, or without a mark where most items do so,
    too; code goes on with whatever sentence stands above it. Where a list is too long for one, its
    items have that sentence for their title, and it says nothing alone. A sentence behind it all
    that leans on it ("This works because …") has it for its lead.

    Args:
        found: Sentences of ``passages``, in order.
        passages: What they are from.
    """
    for number, passage in enumerate(passages, start=1):
        if is_code(passage.source) or keyed(passage):
            continue
        sections = Sections(passage)
        for begin, end in _wholes(passage):
            text = passage.text[begin:end]
            first, last = (bisect_left(found, (number, at), key=_place) for at in (begin, end))
            one = Sentence(
                number,
                begin,
                text,
                frozenset(words(text)),
                frozenset(words(passage.text[:begin])),
                next((s.context for s in found if s.number == number), ""),
                sections.at(begin),
                parts=_MOST_PARTS,
                title=next((s.title for s in found[first:last]), ""),
            )
            found = [*found[:first], one, *_leaning(found[last:], one, passage)]
        for begin, start, end in _long_lists(passage):
            first, items, last = (
                bisect_left(found, (number, at), key=_place) for at in (begin, start, end)
            )
            title = passage.text[begin:start].strip()
            told = [s if s.title else replace(s, title=title) for s in found[items:last]]
            found = [*found[:first], *told, *found[last:]]
    return list(found)


def _place(sentence: Sentence) -> tuple[int, int]:
    return sentence.number, sentence.start


def _leaning(behind: Sequence[Sentence], one: Sentence, passage: Passage) -> Sequence[Sentence]:
    """Those behind ``one``, the first with it for its lead where it leans on it."""
    if not behind or behind[0].number != one.number:
        return behind
    lead = passage.text[one.start : behind[0].start]
    if len(lead) > _LONGEST_LEAD or passage.text[one.end : behind[0].start].strip():
        return behind
    if behind[0].lead or not leans(behind[0].text, ""):
        return behind
    return [replace(behind[0], lead=lead), *behind[1:]]


def _wholes(passage: Passage) -> list[Span]:
    """[start, end) of sentences with what they go on with, none in another."""
    blocks = code_blocks(passage.text)
    ends = [end for _, end in (*title_lines(passage), *blocks)]
    with_lists, with_code = _with_lists(passage, ends), _with_code(passage, blocks, ends)
    wholes: list[Span] = []
    for some in (with_lists, with_code, _with_paragraphs(passage)):
        wholes += [
            (begin, end)
            for begin, end in some
            if all(end <= first or last <= begin for first, last in wholes)
        ]
    return wholes


def _with_lists(passage: Passage, ends: Sequence[int]) -> Iterator[Span]:
    for start, end in runs(passage.text, BULLET):
        begin = _above(passage, sentence_spans(passage.text[:start]), start, ends)
        if (
            begin is not None
            and end - begin <= _LONGEST
            and _leads(passage.text, begin, start, end)
        ):
            yield begin, end


def _long_lists(passage: Passage) -> Iterator[tuple[int, int, int]]:
    """Where a sentence with a colon begins, and [start, end) of the long list it leads to."""
    ends = [end for _, end in (*title_lines(passage), *code_blocks(passage.text))]
    for start, end in runs(passage.text, BULLET, longest=len(passage.text)):
        begin = _above(passage, sentence_spans(passage.text[:start]), start, ends)
        if begin is None or end - begin <= _LONGEST or start - begin > _LONGEST_BELOW:
            continue
        if _COLON.search(passage.text[begin:start].strip()):
            yield begin, start, end


def _leads(text: str, begin: int, start: int, end: int) -> bool:
    """Whether what is said from ``begin`` on goes on with the list from ``start`` to ``end``."""
    said = text[begin:start].strip()
    if _COLON.search(said):
        return True
    items = text[start:end].split("\n")
    whole = sum(SENTENCE_END.search(item.strip()) is not None for item in items)
    goes_on = "\n\n" not in text[begin:start] and not SENTENCE_END.search(said)
    return goes_on and 2 * whole < len(items)


def _with_code(passage: Passage, blocks: Sequence[Span], ends: Sequence[int]) -> Iterator[Span]:
    for start, end in blocks:
        spans = sentence_spans(passage.text[:start])
        begin = _above(passage, spans, start, ends)
        if begin is None or start - begin > _LONGEST_ABOVE:
            begin = start
        if begin < start:
            # The sentences before it on its line, too; not the end of one from further above.
            line = passage.text.rfind("\n", 0, begin) + 1
            whole = (at for at, _ in spans if line <= at <= begin)
            begin = next((at for at in whole if start - at <= _LONGEST_ABOVE), begin)
        yield begin, end


def _with_paragraphs(passage: Passage) -> Iterator[Span]:
    text = passage.text
    spans = sentence_spans(text)
    for (start, end), (below, stop) in pairwise(spans):
        said, following = text[start:end], text[below:stop]
        if not _COLON.search(said) or "\n" not in text[end:below]:
            continue
        is_other = following.startswith(("#", "|")) or BULLET.match(following)
        is_prose = len(set(words(said))) >= _FEWEST_WORDS and not is_row(said)
        if is_prose and not is_other and stop - below <= _LONGEST_BELOW:
            yield start, stop


def _above(passage: Passage, spans: Sequence[Span], start: int, ends: Sequence[int]) -> int | None:
    """Where the sentence begins that stands above what begins at ``start``, if any.

    ``spans`` are the sentences up to there; ``ends`` those of titles and code, which are no part of
    it.
    """
    text = passage.text
    if not spans:
        return None
    begin, stop = spans[-1]
    begin = max([begin, *(end for end in ends if end <= start)])
    said = text[begin:stop].strip()
    begin = text.find(said, begin)
    if not said or is_row(said) or said in passage.headings_at(passage.start + begin):
        return None
    return begin
