"""Where the text of an OFD page stands: what is drawn on it as pieces of lines with places. Pure.

A text object draws its characters from a point on, each so far from the one before as DeltaX and
DeltaY say; CTM turns and scales them, Boundary says where on the page they are. How wide a
character is stands in its font, which is not read: so it is estimated.
"""

from __future__ import annotations

import itertools
import math
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ingest.formats.ofd.paths import lines
from ingest.formats.pages.layout import Box
from ingest.formats.tables.ruled import Rule
from ragqa.errors import DocumentError
from ragqa.text.language import is_cjk

MOST_DRAWN = 2_000_000
"""Characters on one page, an object counted as some; units within units would make any number."""

_OBJECT = 10  # characters take no longer than an object
_MOST_DEEP = 16  # units one in another
_WITHIN = frozenset(("Content", "Layer", "PageBlock"))
_USUAL_SIZE = 3.5  # of characters that do not say theirs, in millimetres
_ASCENT = 0.88  # of the size stands above the line
_STRAIGHT = 0.3  # of the size a character may stand off its line
_WORD_GAP = 0.9  # of the size, beyond the width, may be between the letters of a piece
_SPREAD_GAP = 3.0  # the same for Chinese, which forms spread to the width of a field
_TOUCHING = 0.2  # of the height: pieces that near are one word
_SLANT = 0.05

_NARROW = frozenset("iljtfrI.,:;'|!()[]{} ")
_BROAD = frozenset("mwMW@%&")


class Matrix(NamedTuple):
    """Makes (x, y) to (a·x + c·y + e, b·x + d·y + f)."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point is put."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def within(self, outer: Matrix) -> Matrix:
        """This one first, then the outer one."""
        e, f = outer.point(self.e, self.f)
        return Matrix(
            outer.a * self.a + outer.c * self.b,
            outer.b * self.a + outer.d * self.b,
            outer.a * self.c + outer.c * self.d,
            outer.b * self.c + outer.d * self.d,
            e,
            f,
        )

    def is_slanted(self) -> bool:
        """Whether lines run neither across nor down."""
        low, high = sorted((abs(self.a), abs(self.b)))
        return low > _SLANT * high


@dataclass(slots=True)
class Drawn:
    """What is drawn on a page.

    Attributes:
        pieces: Pieces of lines.
        slanted: Texts that run across the page at an angle, as watermarks do.
        pictures: Identifiers of the pictures.
        rules: Straight lines along the axes.
    """

    pieces: list[Box] = field(default_factory=list)
    slanted: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)


def draw(content: Any, units: Mapping[str, Any]) -> Drawn:
    """What an element of a page holds, in the order of the file; what is invisible is left out.

    Args:
        content: The element: a page's Content, an annotation's Appearance.
        units: Composite graphic units by identifier.

    Raises:
        DocumentError: There is too much of it.
    """
    drawn = Drawn()
    _Pen(drawn, units).draw(content, Matrix(), 0)
    drawn.pieces = _words(drawn.pieces)
    return drawn


def is_hidden(element: Any) -> bool:
    """Whether the file says of an object, an annotation or an attachment not to show it."""
    return bool(element.get("Visible", "").strip().lower() == "false")


class _Pen:
    def __init__(self, drawn: Drawn, units: Mapping[str, Any]) -> None:
        self._drawn, self._units, self._left = drawn, units, MOST_DRAWN

    def draw(self, parent: Any, matrix: Matrix, deep: int) -> None:
        for child in parent.iterchildren("{*}*"):
            self._spend(_OBJECT)
            if is_hidden(child):
                continue
            kind = child.tag.rpartition("}")[2]
            if kind in _WITHIN:
                self.draw(child, matrix, deep)
            elif kind == "TextObject":
                self._text(child, _placed(child).within(matrix))
            elif kind == "ImageObject":
                self._drawn.pictures.append(child.get("ResourceID", ""))
            elif kind == "PathObject":
                self._path(child, _placed(child).within(matrix))
            elif kind == "CompositeObject" and deep < _MOST_DEEP:
                unit = self._units.get(child.get("ResourceID", ""))
                if unit is not None:
                    self.draw(unit, _placed(child).within(matrix), deep + 1)

    def _text(self, text: Any, matrix: Matrix) -> None:
        size = _number(text.get("Size")) or _USUAL_SIZE
        x = y = 0.0
        for code in text.iterchildren("{*}TextCode"):
            characters = _characters(code.text or "")
            self._spend(len(characters))
            x, y = _number(code.get("X"), x), _number(code.get("Y"), y)
            stretch = abs(_number(text.get("HScale"), 1.0)) or 1.0
            steps = _steps(code, len(characters) - 1)
            if matrix.is_slanted():
                self._drawn.slanted.append(characters)
            else:
                pieces = _pieces(characters, (x, y), steps, (abs(size), stretch))
                self._drawn.pieces += [_moved(piece, matrix) for piece in pieces]

    def _path(self, path: Any, matrix: Matrix) -> None:
        data = path.findtext("{*}AbbreviatedData") or ""
        for one, other in lines(data, matrix.point):
            self._spend(_OBJECT)
            self._drawn.rules.append(Rule(*one, *other))

    def _spend(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise DocumentError(
                f"has a page of more than {MOST_DRAWN} parts: it is not read for safety.",
                f"有一页超过 {MOST_DRAWN} 个部分：出于安全未读取。",
            )


def _placed(element: Any) -> Matrix:
    ctm = [_number(part) for part in element.get("CTM", "").split()]
    box = [_number(part) for part in element.get("Boundary", "").split()]
    left, top = box[:2] if len(box) >= 2 else (0.0, 0.0)
    own = Matrix(*ctm) if len(ctm) == len(Matrix._fields) else Matrix()
    return own._replace(e=own.e + left, f=own.f + top)


def _number(written: str | None, otherwise: float = 0.0) -> float:
    try:
        value = float(written or "")
    except ValueError:
        return otherwise
    return value if math.isfinite(value) else otherwise


def _characters(text: str) -> str:
    """What is drawn of the content of an element: no line ends that stand around it."""
    return text.strip() if "\n" in text else text


def _steps(code: Any, count: int) -> list[tuple[float, float]] | None:
    """How far each character is from the one before; None where nothing is said of it."""
    across, down = code.get("DeltaX", "").split(), code.get("DeltaY", "").split()
    if not across and not down:
        return None
    return list(zip(_deltas(across, count), _deltas(down, count), strict=True))


def _deltas(written: Sequence[str], count: int) -> list[float]:
    """As many numbers as there are to be, the last one repeated: "g 3 4.2" is 4.2 three times."""
    found: list[float] = []
    parts = iter(written)
    for part in parts:
        if len(found) >= count:
            break
        times = 1
        if part == "g":
            times, part = int(_number(next(parts, ""))), next(parts, "")
        found += [_number(part)] * min(max(times, 0), count - len(found))
    last = found[-1] if found else 0.0
    return found + [last] * (count - len(found))


def _pieces(
    text: str,
    start: tuple[float, float],
    steps: Sequence[tuple[float, float]] | None,
    font: tuple[float, float],
) -> Iterator[Box]:
    """The pieces of lines that characters make, in the space of their object.

    Args:
        text: The characters.
        start: Where the first one is.
        steps: Between them; None for those that follow each other by their width.
        font: Size of the characters, and what their width is stretched by.
    """
    size, stretch = font
    if steps is None:
        steps = [(_width(char) * size * stretch, 0.0) for char in text[:-1]]
    (x, y), first, runs = start, 0, ""
    begin = start
    for n, (across, down) in enumerate(steps, 1):
        run = _run(text[n - 1 : n + 1], across / stretch, down, size)
        if not run or runs not in ("", run):
            yield _piece(text[first:n], begin, (x, y), font, runs)
            first, begin, run = n, (x + across, y + down), ""
        x, y, runs = x + across, y + down, run
    if text:
        yield _piece(text[first:], begin, (x, y), font, runs)


def _run(pair: str, across: float, down: float, size: float) -> str:
    """Whether a character follows the one before on its line, "" when it does not."""
    gap = _SPREAD_GAP if all(map(is_cjk, pair)) else _WORD_GAP
    if abs(down) <= _STRAIGHT * size:
        widest = (_width(pair[0]) + gap) * size
        return "across" if -_STRAIGHT * size <= across <= widest else ""
    return "down" if abs(across) <= _STRAIGHT * size and 0 < down < _SPREAD_GAP * size else ""


def _piece(
    text: str,
    begin: tuple[float, float],
    end: tuple[float, float],
    font: tuple[float, float],
    runs: str,
) -> Box:
    size, stretch = font
    width = size if runs == "down" else _width(text[-1]) * size * stretch
    above = _ASCENT * size
    return Box(begin[0], begin[1] - above, end[0] + width, end[1] - above + size, text)


def _width(char: str) -> float:
    """Of a character of size 1, about."""
    if unicodedata.east_asian_width(char) in "WF":
        return 1.0
    if char in _NARROW:
        return 0.3
    return 0.85 if char in _BROAD else 0.67 if char.isupper() else 0.53


def _moved(piece: Box, matrix: Matrix) -> Box:
    corners = itertools.product((piece.left, piece.right), (piece.top, piece.bottom))
    xs, ys = zip(*(matrix.point(x, y) for x, y in corners), strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys), piece.text)


def _words(pieces: Sequence[Box]) -> list[Box]:
    """Pieces that touch, as those of programs that draw each letter by itself, as one."""
    found: list[Box] = []
    for piece in pieces:
        last = found[-1] if found else piece
        near = _TOUCHING * max(piece.height, last.height)
        beside = abs(piece.top - last.top) < near and abs(piece.bottom - last.bottom) < near
        if found and beside and -1.5 * near < piece.left - last.right < near:
            right = max(last.right, piece.right)
            found[-1] = Box(last.left, last.top, right, last.bottom, last.text + piece.text)
        else:
            found.append(piece)
    return found
