"""Underscores that TeX draws as small rules, made letters of a PDF page.

The old encoding of its fonts (OT1) has none, so "set_state" is two words with a rule between them.
"""

from __future__ import annotations

import ctypes
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ingest.formats.pdfium.calls import Handle, calls
from ingest.formats.pdfium.lines import font_of

# Fonts that TeX sets in its old encoding, unless it is told. All objects of a page are looked
# through, which pages in other fonts, with an object for each word, would pay dearly for.
_OLD = re.compile(r"CM[A-Z]{1,6}\d|Nimbus|URW|Times|Utopia|Charter|Courier|Helvetica")
_LOOKED_AT = 5  # letters of a page, evenly spread
_MOST_OBJECTS = 20_000  # of a page
_TEXT_OBJECT, _PATH_OBJECT = 1, 2  # FPDF_PAGEOBJ_…
_SHORTEST, _LONGEST = 2.0, 8.0  # points
_THICKEST = 1.1  # points, the width of the pen counted twice
_FARTHEST = 2.0  # points to the letter beside it, or to the next rule
_OVERLAP = 1.0  # points of a slanted letter
_UNEVEN = 0.9  # points between its lower edge and where the letters beside it stand
_MOST_IN_A_ROW = 4  # more are a dotted line
_LINE = 9.0  # points: what is nearer above or below is on no other line
_ABOVE = 0.2  # points that letters reach above it, at least; a full stop does
_FONT = b"Courier"
_WIDTH = 0.6  # of its underscore, times its size
_UNDERSCORE = (ctypes.c_ushort * 2)(ord("_"), 0)


class _Part(NamedTuple):
    """An object of the page: its number among all, its handle and its sides."""

    number: int
    handle: Handle
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class _Text:
    """An object that is text: its sides, how large its letters are and how they lie."""

    left: float
    right: float
    top: float
    size: float
    matrix: tuple[float, ...]

    def stands_at(self, rule: _Part) -> bool:
        """Whether it stands where the rule does; the sign of a root hangs from its rule."""
        level = abs(self.matrix[5] - rule.bottom) < _UNEVEN
        return level and self.top > rule.top + _ABOVE

    def is_drawn_with(self, first: _Part, last: _Part) -> bool:
        """Whether it is over or under the rules, as in a fraction and a root, or as an angle is."""
        apart = abs(self.matrix[5] - first.bottom)
        beside = self.right <= first.left or last.right <= self.left
        return _UNEVEN < apart < _LINE and not beside


def has_none(text: Handle, characters: int) -> bool:
    """Whether a page is set in fonts of another encoding, told by a few of its letters.

    Args:
        text: Of the page.
        characters: Of the text.
    """
    places = {characters * part // (_LOOKED_AT + 1) for part in range(1, _LOOKED_AT + 1)}
    return not any(_OLD.match(font_of(text, place)) for place in places)


def write_underscores(document: int, page: Handle) -> bool:
    """Put an underscore where a rule stands for one, in memory; whether there was any.

    The text of the page must be loaded again then.

    Args:
        document: Its handle.
        page: That of the page.
    """
    call = calls()
    count = min(call.objects(page), _MOST_OBJECTS)
    # By map: a loop of its own would take as long again as the calls.
    parts = list(map(call.object, itertools.repeat(page), range(count)))
    kinds = list(map(call.kind, parts))
    meant = list(_meant(parts, kinds))
    if not meant or not (font := call.standard_font(document, _FONT)):
        return False
    for rule, beside in reversed(meant):  # each moves those behind it
        _write(document, page, font, rule, beside)
    call.close_font(font)
    return True


def _meant(parts: Sequence[Handle], kinds: Sequence[int]) -> Iterator[tuple[_Part, _Text]]:
    """The rules that are underscores, each with the text it is set like, in order."""
    for first, last in _rows(_small_rules(parts, kinds)):
        before, after = first.number - 1, last.number + 1
        left = _text(parts[before]) if before >= 0 and kinds[before] == _TEXT_OBJECT else None
        right = _text(parts[after]) if after < len(parts) and kinds[after] == _TEXT_OBJECT else None
        beside = _beside(first, last, left, right)
        if beside is not None:
            for index in range(first.number, last.number + 1):
                yield _part(index, parts[index]), beside


def _beside(first: _Part, last: _Part, left: _Text | None, right: _Text | None) -> _Text | None:
    """The text that a row of rules touches; None where they are no underscores."""
    if any(text and text.is_drawn_with(first, last) for text in (left, right)):
        return None
    if left and left.stands_at(first) and -_OVERLAP < first.left - left.right < _FARTHEST:
        return left
    if right and right.stands_at(last) and -_OVERLAP < right.left - last.right < _FARTHEST:
        return right
    return None


def _small_rules(parts: Sequence[Handle], kinds: Sequence[int]) -> Iterator[_Part]:
    for index, kind in enumerate(kinds):
        if kind == _PATH_OBJECT:
            part = _part(index, parts[index])
            wide, high = part.right - part.left, part.top - part.bottom
            if _SHORTEST < wide < _LONGEST and 0 <= high < _THICKEST:
                yield part


def _rows(rules: Iterator[_Part]) -> Iterator[tuple[_Part, _Part]]:
    """The first and the last of rules that follow one another and are close to each other."""
    row: list[_Part] = []
    for rule in rules:
        if row and not _follows(row[-1], rule):
            yield from _ends(row)
            row = []
        row.append(rule)
    yield from _ends(row)


def _ends(row: Sequence[_Part]) -> Iterator[tuple[_Part, _Part]]:
    if 0 < len(row) <= _MOST_IN_A_ROW:
        yield row[0], row[-1]


def _follows(last: _Part, rule: _Part) -> bool:
    level = abs(rule.bottom - last.bottom) < _UNEVEN
    near = -_OVERLAP < rule.left - last.right < _FARTHEST
    return rule.number == last.number + 1 and level and near


def _part(number: int, handle: Handle) -> _Part:
    sides = [ctypes.c_float() for _ in range(4)]
    calls().bounds(handle, *map(ctypes.byref, sides))
    return _Part(number, handle, *(side.value for side in sides))


def _text(handle: Handle) -> _Text | None:
    matrix, size = (ctypes.c_float * 6)(), ctypes.c_float()
    call = calls()
    if not (call.matrix_of(handle, matrix) and call.size_of(handle, ctypes.byref(size))):
        return None
    part = _part(0, handle)
    if size.value <= 0 or matrix[0] <= 0:
        return None
    return _Text(part.left, part.right, part.top, size.value, tuple(matrix))


def _write(document: int, page: Handle, font: int, rule: _Part, beside: _Text) -> None:
    call = calls()
    _, *slant, _, level = beside.matrix
    across = (rule.right - rule.left) / (_WIDTH * beside.size)
    letter = call.new_text(document, font, beside.size)
    call.set_text(letter, _UNDERSCORE)
    call.set_matrix(letter, (ctypes.c_float * 6)(across, *slant, rule.left, level))
    call.insert(page, letter, rule.number)
