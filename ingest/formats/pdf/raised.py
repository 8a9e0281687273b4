"""The text of a PDF page with its raised digits told for what they are. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.formats.pages.layout import Box
from ingest.formats.raised import LOOKED_AHEAD, joined
from ragqa.text.language import is_cjk

_LONGEST = 60  # characters of what a mark stands at


@dataclass(frozen=True, slots=True)
class Raised:
    """Some digits in the text of a page: [start, end), and where they stand.

    Attributes:
        start: Offset of the first, or of the sign before it.
        end: Offset behind the last.
        next: Offset of what follows on the same line: PDFium may put a line end between.
        x: From the left, in points.
        y: From the top.
    """

    start: int
    end: int
    next: int
    x: float
    y: float


def with_raised(raw: str, marks: Sequence[Raised]) -> str:
    """The text of a page; ``marks`` are its raised digits, in order."""
    parts: list[str] = []
    last = 0
    for mark in marks:
        start = max(last, _start(raw, mark))
        told = _told(raw, start, mark)
        parts += raw[last:start], told
        last = mark.next
        if start == mark.start and raw[last : last + 1] == " ":
            last += 1  # "[^1] ", of the note itself, has one
        elif told.endswith("]") and _is_word(raw[last : last + 1]):
            parts.append(" ")  # PDFium does not see a gap behind small letters
    return "".join([*parts, raw[last:]])


def raised_within(text: str, box: Box, raw: str, marks: Sequence[Raised]) -> str:
    """The text in a place of a page, told in the same way.

    Args:
        text: As PDFium gives it.
        box: The place.
        raw: The text of the whole page.
        marks: Its raised digits.
    """
    for mark in marks:
        if box.left <= mark.x <= box.right and box.top <= mark.y <= box.bottom:
            start = _start(raw, mark)
            printed = raw[start : mark.end]
            if start < mark.start or text.startswith(printed):
                text = text.replace(printed, _told(raw, start, mark), 1)
    return text


def _start(raw: str, mark: Raised) -> int:
    """Where what a mark stands at begins: the word before, or all from a bracket on."""
    line = raw.rfind("\n", max(0, mark.start - _LONGEST), mark.start) + 1
    before = raw[max(line, mark.start - _LONGEST) : mark.start]
    last = before.rstrip()
    if last.endswith(")") and (opened := last.rfind("(")) >= 0:
        last = last[: opened + 1]
    word = len(last) - len(last.split(" ")[-1]) if last else len(before)
    return mark.start - len(before) + word


def _is_word(letter: str) -> bool:
    return letter.isalpha() and not is_cjk(letter)


def _told(raw: str, start: int, mark: Raised) -> str:
    after = raw[mark.next : mark.next + LOOKED_AHEAD]
    return joined(raw[start : mark.start], raw[mark.start : mark.end], after)
