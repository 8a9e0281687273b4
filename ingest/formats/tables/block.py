"""Rows of pieces of text that keep to columns, whatever says that they are a table. Pure."""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.formats.pages.layout import Box
from ingest.formats.tables.ruled import Grid

_LINE_GAP, _UNEVEN = 1.1, 0.4  # line heights between two lines of a cell, and by how much more
_COLUMN_GAP = 0.5  # line heights between two columns, at least
_SINGLE = 0.4  # of the rows may have one cell only: titles of groups
_MOST_COLUMNS = 30
_FAR = 2.5  # line heights between two rows of a table, at most
# A column of prose: so many lines, most of them nearly as wide as it is, which is wide.
_PROSE_ROWS, _PROSE_SHARE, _PROSE_FILLED, _PROSE_WIDTH = 4, 0.6, 0.85, 12.0

Cells = Sequence[Sequence[str]]
Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Block:
    """Rows whose pieces keep to columns.

    Attributes:
        rows: Of each row its pieces from left to right.
        columns: The left and right of each column.
    """

    rows: tuple[tuple[Box, ...], ...]
    columns: tuple[Span, ...]

    @property
    def height(self) -> float:
        """Of a line."""
        return statistics.median(box.height for row in self.rows for box in row)

    def column_of(self, box: Box) -> int:
        """The 0-based column that a piece stands in."""
        return next(n for n, (left, right) in enumerate(self.columns) if left <= box.left <= right)

    def is_apart(self) -> bool:
        """Whether the columns are, and few rows have one cell only."""
        gap = _COLUMN_GAP * self.height
        apart = all(b[0] - a[1] >= gap for a, b in itertools.pairwise(self.columns))
        rows = [row for row, hangs in zip(self.rows, self._hanging(), strict=True) if not hangs]
        return apart and sum(len(row) < 2 for row in rows) <= _SINGLE * len(rows)

    def with_whole_rows(self, is_cell: Callable[[Box], bool]) -> Block:
        """The block, with the lines of a cell in one row.

        Args:
            is_cell: Whether a piece is a cell of its own for sure.
        """
        rows: list[tuple[Box, ...]] = []
        for row, hangs in zip(self.rows, self._hanging(), strict=True):
            if hangs and not any(map(is_cell, row)):
                rows[-1] += row
            else:
                rows.append(row)
        return replace(self, rows=tuple(rows))

    def _hanging(self) -> Iterator[bool]:
        """Of each row whether it may be no row but the second line of cells in the one above.

        One that lacks nothing but the first of several cells is a row: that one is for several.
        """
        height = self.height
        whole = max(2, len(self.columns) - 1)
        for n, row in enumerate(self.rows):
            columns = {self.column_of(box) for box in row}
            if n == 0 or 0 in columns or len(columns) >= whole:
                yield False
                continue
            above = _between(self.rows[n - 1], row)
            below = _between(row, self.rows[n + 1]) if n + 1 < len(self.rows) else above
            yield above < _LINE_GAP * height and above <= below + _UNEVEN * height

    def texts(self, text_in: Callable[[Box], str]) -> Cells:
        """Of each row the text of its cells, "" where there is none."""
        cells = [[""] * len(self.columns) for _ in self.rows]
        for row, texts in zip(self.rows, cells, strict=True):
            for box in row:
                column = self.column_of(box)
                texts[column] = f"{texts[column]} {text_in(box)}".strip()
        return cells

    def grid(self, header: int) -> Grid:
        """Its cells, of which the first ``header`` rows name the columns.

        A piece that reaches over several columns has one cell there.
        """
        xs = _edges(self.columns)
        ys = _edges([(min(b.top for b in row), max(b.bottom for b in row)) for row in self.rows])
        heights = itertools.pairwise(ys)
        cells = (_cells(row, xs, ends) for row, ends in zip(self.rows, heights, strict=True))
        return Grid(tuple(cells), len(self.columns), header)


def widened(columns: Sequence[Span], row: Sequence[Box]) -> list[Span] | None:
    """The columns with the pieces of one more row in them; None where they do not keep to them."""
    joined = list(columns)
    fresh: list[Span] = []
    met: set[int] = set()
    for box in row:
        over = under(box, joined)
        if len(over) > 1 or not met.isdisjoint(over):
            return None
        if over:
            met.add(over[0])
            left, right = joined[over[0]]
            joined[over[0]] = min(left, box.left), max(right, box.right)
        else:
            fresh.append((box.left, box.right))
    return sorted([*joined, *fresh])


def columns_in(body: Sequence[Sequence[Box]]) -> list[Span] | None:
    """The columns that rows keep to; None where they keep to none.

    What stands alone in its row may run over several, as the title of a group does, but begins
    with the first.
    """
    columns = joined([], (row for row in body if len(row) > 1))
    if columns is None or len(columns) < 2:
        return None
    for (box,) in (row for row in body if len(row) == 1):
        wider = widened(columns, [box])
        if wider is not None and len(wider) == len(columns):
            columns = wider
        elif box.left > columns[0][1]:
            return None
        else:
            columns[0] = min(columns[0][0], box.left), columns[0][1]
    return columns


def joined(columns: list[Span], rows: Iterable[Sequence[Box]]) -> list[Span] | None:
    """The columns with the pieces of more rows in them; None where they keep to none."""
    for row in rows:
        wider = widened(columns, row)
        if wider is None or len(wider) > _MOST_COLUMNS:
            return None
        columns = wider
    return columns


def named_by(row: Sequence[Box], columns: Sequence[Span]) -> list[Span] | None:
    """The columns with the names in them of a row that has one for each; None if it has not.

    Where names begin with their columns and numbers end with them, neither may stand over the
    other; it is enough that no name stands over another column.
    """
    if len(row) != len(columns):
        return None
    rights = [-math.inf, *(right for _, right in columns)]
    lefts = [*(left for left, _ in columns[1:]), math.inf]
    for name, right, left in zip(row, rights, lefts, strict=False):
        if name.left < right or name.right > left:
            return None
    return [
        (min(left, name.left), max(right, name.right))
        for name, (left, right) in zip(row, columns, strict=True)
    ]


def is_prose(block: Block) -> bool:
    """Whether the columns are those of a page of prose."""
    least = _PROSE_WIDTH * block.height
    for n, (left, right) in enumerate(block.columns):
        width = right - left
        lines = [box for row in block.rows for box in row if block.column_of(box) == n]
        filled = sum(box.width >= _PROSE_FILLED * width for box in lines)
        if len(lines) < _PROSE_ROWS or width < least or filled < _PROSE_SHARE * len(lines):
            return False
    return True


def is_far(row: Sequence[Box], above: Sequence[Box]) -> bool:
    """Whether a row stands too far below the one above it to be of the same table."""
    return row[0].top - above[0].bottom > _FAR * row[0].height


def under(box: Box, columns: Sequence[Span]) -> list[int]:
    """The 0-based columns that a piece reaches over."""
    return [n for n, (left, right) in enumerate(columns) if left <= box.right and box.left <= right]


def _edges(spans: Sequence[Span]) -> list[float]:
    """Where cells begin and end that hold such columns or rows: in the middle between two."""
    between = [(a[1] + b[0]) / 2 for a, b in itertools.pairwise(spans)]
    return [spans[0][0] - 1, *between, spans[-1][1] + 1]


def _cells(row: Sequence[Box], xs: Sequence[float], ends: Span) -> tuple[tuple[int, Box], ...]:
    inner = range(1, len(xs) - 1)
    cuts = [n for n in inner if not any(box.left < xs[n] < box.right for box in row)]
    places = itertools.pairwise([0, *cuts, len(xs) - 1])
    return tuple((n, Box(xs[n], ends[0], xs[end], ends[1], "")) for n, end in places)


def _between(row: Sequence[Box], following: Sequence[Box]) -> float:
    return min(box.top for box in following) - max(box.bottom for box in row)
