"""Where digits on a PDF page stand raised: marks of notes, and powers.

Looked for only on pages that may have some, and only at the ends of numbers: a page has thousands
of characters, and what is known of one costs a call.
"""

from __future__ import annotations

import ctypes
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from ingest.formats.pdf.raised import Raised
from ingest.formats.pdfium.calls import Handle, calls, every_character

_EVERY_PAGE = 10  # of so many first ones is looked at
# What a page has at its foot that has notes: a number, and the text of a note close behind it.
_NOTE = re.compile("\n[0-9]{1,3}(?: ?[^\\W\\d_]|\r\n )")
_NUMBER = re.compile("[0-9]+")
_FIRST = re.compile("\n([0-9]{1,3})(?= ?[^\\W\\d_]|\r\n )")
_MORE = re.compile("(?:[,，、–-][0-9]{1,3})+", re.ASCII)
_SIGNS = "+-−–"
_BETWEEN = f" {_SIGNS}"
_LONGEST = 3  # digits
_UNEVEN = 1.0  # points: a smaller difference in height is none
_LEAST, _MOST = 0.12, 0.9  # of the height of what it stands at, how far up a mark stands
_SMALLER = 0.95  # of the same: how high it is at most
_FARTHEST = 1.0  # of the same, to the side; what stands in another cell of a table is farther


def raised_on(text: Handle, height: float, index: int, characters: int, raw: str) -> list[Raised]:
    """The digits of a page that stand raised, in order.

    Args:
        text: PDFium's handle of the page's text.
        height: Of the page, in points.
        index: 0-based, of the page.
        characters: How many PDFium counts.
        raw: The text as it gives it.
    """
    if index >= _EVERY_PAGE and characters == len(raw) and not _NOTE.search(raw):
        return []
    page = Places(text, height, characters, raw)
    found: list[Raised] = []
    for first, end in page.uneven(_NUMBER.finditer(raw)):
        start, end = page.raised_in(first, end)
        if start >= 0 and (not found or start >= found[-1].end):
            found.append(page.mark(start, end))
    found += [
        page.mark(*match.span(1))
        for match in _FIRST.finditer(raw)
        if page.is_raised(match.start(1), page.after(match.end(1)))
    ]
    return sorted(found, key=lambda mark: mark.start)


class Places:
    """Asks PDFium for the places of characters by their offsets in the text."""

    def __init__(self, text: Handle, height: float, characters: int, raw: str) -> None:
        self._text, self._top, self._raw = text, height, raw
        self._shifts = [(0, 0)]
        if characters != len(raw):
            every = every_character(text, characters)
            raw, every = (one.replace("\ufffe", "\x02") for one in (raw, every))  # hyphens
            self._shifts = shifts(raw, every) if len(every) == characters else [(0, -_FAR)]
        self._x, self._y, self._box = ctypes.c_double(), ctypes.c_double(), (ctypes.c_float * 4)()
        self._places = ctypes.byref(self._x), ctypes.byref(self._y)
        self._get = calls().origin

    def uneven(self, numbers: Iterable[re.Match[str]]) -> Iterator[tuple[int, int]]:
        """Those numbers that do not stand at one height with themselves and what is before them.

        Most do, so this is quick: it looks at two characters, seldom at three.
        """
        raw, get, text, (x, y) = self._raw, self._get, self._text, self._places
        shifted, up = self._shifts != [(0, 0)], self._y
        for number in numbers:
            first, end = number.span()
            before = first - 1
            if before >= 0 and raw[before] in _BETWEEN:
                before -= 1
            many = end - first > 1
            alone = before < 0 or raw[before] in "\r\n" or end - first > _LONGEST
            if alone and not many:
                continue
            last = end - 1
            get(text, self.index(last) if shifted else last, x, y)
            height = up.value
            for other in (*((first,) if many else ()), *(() if alone else (before,))):
                get(text, self.index(other) if shifted else other, x, y)
                if height - up.value > _UNEVEN:
                    yield first, end
                    break

    def raised_in(self, first: int, end: int) -> tuple[int, int]:
        """The raised digits that end with a number, by their offsets; or -1."""
        raw, last = self._raw, end - 1
        if first < last and self._is_above(last, first):
            start = next(k for k in range(first + 1, end) if self._is_above(k, first))
            return (start, end) if self.is_raised(start, first) else (-1, -1)
        start = first - 1 if first and raw[first - 1] in _SIGNS else first
        before = start - 1 if start and raw[start - 1] == " " else start
        if before < 1 or raw[before - 1].isspace() or not self.is_raised(first, before - 1):
            return -1, -1
        return start if self.is_level(start, first) else first, end

    def is_raised(self, offset: int, base: int) -> bool:
        """Whether a character stands up beside another one, which is larger."""
        if base < 0 or not self._is_above(offset, base):
            return False
        x, y = self._place(offset)
        base_x, base_y = self._place(base)
        height, base_height = self._height(offset), self._height(base)
        beside = abs(x - base_x) < 40 * base_height and (x > base_x) == (offset > base)
        up = _LEAST * base_height < y - base_y < _MOST * base_height
        smaller = 0 < height < _SMALLER * base_height
        return beside and up and smaller and self.gap(max(offset, base)) < _FARTHEST * base_height

    def mark(self, start: int, end: int) -> Raised:
        """The digits between two offsets, with those that follow as "1,2" and "4–6" do."""
        more = _MORE.match(self._raw, end)
        if more and self.is_level(more.end() - 1, end - 1):
            end = more.end()
        x, y = self._place(end - 1)
        return Raised(start, end, self._next(end), x, self._top - y)

    def after(self, offset: int) -> int:
        """The offset of what is no space from one on, -1 where nothing is."""
        while offset < len(self._raw) and self._raw[offset].isspace():
            offset += 1
        return offset if offset < len(self._raw) else -1

    def _next(self, end: int) -> int:
        """Where the line goes on that PDFium has ended behind raised digits."""
        if not self._raw.startswith("\r\n", end) or (following := self.after(end)) < 0:
            return end
        x, y = self._place(end - 1)
        next_x, next_y = self._place(following)
        height = self._height(following)
        return end + 2 if next_x > x and abs(next_y - y) < _MOST * height else end

    def _is_above(self, offset: int, base: int) -> bool:
        return self._above_zero(offset) - self._above_zero(base) > _UNEVEN

    def is_level(self, offset: int, other: int) -> bool:
        """Whether two characters stand at one height."""
        return abs(self._above_zero(offset) - self._above_zero(other)) < _UNEVEN

    def gap(self, end: int) -> float:
        """How far what stands at an offset is behind what is before it on its line."""
        before = end - 1
        while before > 0 and self._raw[before].isspace():
            before -= 1
        calls().loose_box(self._text, self.index(before), self._box)
        right = self._box[2]
        calls().loose_box(self._text, self.index(end), self._box)
        return self._box[0] - right

    def _place(self, offset: int) -> tuple[float, float]:
        """Where a character stands on its line, from the lower left corner of the page."""
        y = self._above_zero(offset)
        return self._x.value, y

    def _above_zero(self, offset: int) -> float:
        index = self.index(offset)
        return self._y.value if self._get(self._text, index, *self._places) else 0.0

    def _height(self, offset: int) -> float:
        """About the size of its font; 0 where that is not known."""
        found = calls().loose_box(self._text, self.index(offset), self._box)
        return abs(self._box[1] - self._box[3]) if found else 0.0

    def index(self, offset: int) -> int:
        """PDFium's number of a character; one that it does not know where that is not clear."""
        if len(self._shifts) == 1:
            return offset + self._shifts[0][1]
        return offset + self._shifts[bisect_right(self._shifts, (offset, _FAR)) - 1][1]


def shifts(raw: str, every: str) -> list[tuple[int, int]]:
    """From which offsets in a text on its characters stand how much later among all of a page.

    They differ in spaces and line ends alone; from where they do not on, nothing is clear.
    """
    found: list[tuple[int, int]] = []
    at = there = 0
    while at < len(raw):
        found.append((at, there - at))
        same = _in_common(raw, at, every, there)
        at, there = at + same, there + same
        while at < len(raw) and raw[at].isspace():
            at += 1
        while there < len(every) and every[there].isspace():
            there += 1
        if at < len(raw) and every[there : there + 1] != raw[at]:
            return [*found, (at, -_FAR)]
    return found or [(0, 0)]


def _in_common(first: str, at: int, second: str, there: int) -> int:
    """How many characters are the same from two places on; whole pieces are compared."""
    same, step = 0, 64
    while step:
        piece = first[at + same : at + same + step]
        if piece and second[there + same : there + same + len(piece)] == piece:
            same += len(piece)
        else:
            step //= 2
    return same


_FAR = 1 << 30  # beyond any page
