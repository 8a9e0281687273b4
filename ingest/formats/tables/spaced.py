"""Tables without lines on a page: columns of numbers under a header, parted by white space. Pure.

Much else stands in columns: prose, lists of contents, indexes, code, numbered lists. So only what
is clearly a table is taken for one: a header, rows of short cells right below it, and columns that
are apart, aligned and, one of them at least, of numbers. A table of words alone stays text. Places
are in points from the upper left corner.
"""

from __future__ import annotations

import itertools
import re
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from ingest.formats.pages.layout import Box, columns_of, rows_of
from ingest.formats.tables.alignment import are_aligned
from ingest.formats.tables.hints import LEADERS
from ingest.formats.tables.ruled import Grid

_FEWEST_ROWS = 3
_MOST_COLUMNS, _MOST_ROWS = 30, 200
_MOST_HEADER_ROWS = 3
_ROW_GAP = 2.0  # line heights between two rows
_LINE_GAP, _UNEVEN = 1.1, 0.4  # the same between two lines of a cell, at most, and by how much more
_COLUMN_GAP = 0.5  # line heights between two columns, at least
_NUMBERS = 0.8  # of the cells of a column of numbers are some
_FILLED = 0.5  # of the rows have a cell in it
_SINGLE = 0.4  # of the rows may have one cell only: titles of groups
_LONGEST, _USUAL = 60, 32  # characters of a cell, and of most cells of a column

_AMOUNT = r"[-+−–(<>≤≥±~≈]{0,2}\s?[$€£¥]?\s?\d[\d.,:/  ]*"
_NUMBER = re.compile(rf"{_AMOUNT}(?:[%‰°]?\w{{0,3}}\)?|e[-+]?\d+)[*†‡]*", re.IGNORECASE)
_NOTHING = re.compile(r"[-–—.…]*|n/?a|nil|无|否|是|yes|no|[✓✔✗×√○●]", re.IGNORECASE)
_YEAR = re.compile(r"(?:FY\s?)?(?:19|20)\d\d(?:\s?[-–/]\s?\d\d(?:\d\d)?)?(?:\s?年.{0,3}|E|A)?")
_PLAIN = re.compile(r"\d{1,4}")
_MARKER = re.compile(r"[\[(]?(?:\d{1,3}(?:\.\d{1,3})*|[a-zA-Z])[\]).、:]?")
_CODE = re.compile(r"[{}\\;=#]|->|::|\(\)|&&|\|\|")

Cells = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Block:
    """Rows whose pieces keep to columns.

    Attributes:
        rows: Of each row its pieces from left to right.
        columns: The left and right of each column.
    """

    rows: tuple[tuple[Box, ...], ...]
    columns: tuple[tuple[float, float], ...]

    @property
    def height(self) -> float:
        """Of a line."""
        return statistics.median(box.height for row in self.rows for box in row)

    def column_of(self, box: Box) -> int:
        """The 0-based column that a piece stands in."""
        return next(n for n, (left, right) in enumerate(self.columns) if left <= box.left <= right)


def spaced_grids(
    pieces: Sequence[Box], text_in: Callable[[Box], str], is_code: Callable[[Box], bool]
) -> list[Grid]:
    """The tables among the pieces of text of a page, from the top.

    Args:
        pieces: Of lines, words that follow each other closely as one (``layout.runs``).
        text_in: Gives the text within a place.
        is_code: Whether what stands at a place is in a typewriter's font.
    """
    text_in = cache(text_in)  # a cell is looked at up to three times
    found = _below_one_another(pieces, text_in, is_code)
    for column in columns_of(pieces):
        rest = [box for box in column if not any(box.is_within(grid.frame) for grid in found)]
        found += _below_one_another(rest, text_in, is_code)
    return sorted(found, key=lambda grid: (grid.frame.top, grid.frame.left))


def _below_one_another(
    pieces: Sequence[Box], text_in: Callable[[Box], str], is_code: Callable[[Box], bool]
) -> list[Grid]:
    rows = [tuple(row) for row in rows_of(pieces)]
    found: list[Grid] = []
    at = 0
    while at + _FEWEST_ROWS <= len(rows):
        block = _block(rows[at : at + _MOST_ROWS])
        grid = None if block is None else _table(block, text_in, is_code)
        if grid is not None and block is not None:
            found.append(grid)
            at += len(block.rows)
        else:
            at += 1
    return found


def _block(rows: Sequence[tuple[Box, ...]]) -> _Block | None:
    """The longest run of rows from the first on that keep to columns, if they may be a table."""
    if len(rows[0]) < 2:
        return None
    columns: list[tuple[float, float]] = []
    taken: list[tuple[Box, ...]] = []
    for row in rows:
        if taken and row[0].top - taken[-1][0].bottom > _ROW_GAP * taken[-1][0].height:
            break
        joined = _joined(columns, row)
        if joined is None or len(joined) > _MOST_COLUMNS:
            break
        if len(row) == 1 and joined[0][0] > row[0].left:
            break
        columns = joined
        taken.append(row)
    while taken and len(taken[-1]) < 2:
        taken.pop()
    block = _Block(tuple(taken), tuple(columns))
    return block if len(taken) >= _FEWEST_ROWS and _is_apart(block) else None


def _joined(
    columns: Sequence[tuple[float, float]], row: Sequence[Box]
) -> list[tuple[float, float]] | None:
    """The columns with the pieces of one more row in them; None where they do not keep to them."""
    joined = list(columns)
    fresh: list[tuple[float, float]] = []
    met: set[int] = set()
    for box in row:
        over = [
            n for n, (left, right) in enumerate(joined) if box.left <= right and box.right >= left
        ]
        if len(over) > 1 or not met.isdisjoint(over):
            return None
        if over:
            met.add(over[0])
            left, right = joined[over[0]]
            joined[over[0]] = min(left, box.left), max(right, box.right)
        else:
            fresh.append((box.left, box.right))
    return sorted([*joined, *fresh])


def _is_apart(block: _Block) -> bool:
    gap = _COLUMN_GAP * block.height
    apart = all(b[0] - a[1] >= gap for a, b in itertools.pairwise(block.columns))
    rows = [row for row, hangs in zip(block.rows, _hanging(block), strict=True) if not hangs]
    return apart and sum(len(row) < 2 for row in rows) <= _SINGLE * len(rows)


def _hanging(block: _Block) -> Iterator[bool]:
    """Of each row whether it may be no row but the second line of cells in the one above."""
    height = block.height
    for n, row in enumerate(block.rows):
        if n == 0 or any(block.column_of(box) == 0 for box in row):
            yield False
            continue
        above = _between(block.rows[n - 1], row)
        below = _between(row, block.rows[n + 1]) if n + 1 < len(block.rows) else above
        yield above < _LINE_GAP * height and above <= below + _UNEVEN * height


def _between(row: Sequence[Box], following: Sequence[Box]) -> float:
    return min(box.top for box in following) - max(box.bottom for box in row)


def _with_whole_rows(block: _Block, text_in: Callable[[Box], str]) -> _Block:
    """The block, with the lines of a cell in one row."""
    rows: list[tuple[Box, ...]] = []
    for row, hangs in zip(block.rows, _hanging(block), strict=True):
        if hangs and not any(_NUMBER.fullmatch(text_in(box)) for box in row):
            rows[-1] += row
        else:
            rows.append(row)
    return replace(block, rows=tuple(rows))


def _table(
    block: _Block, text_in: Callable[[Box], str], is_code: Callable[[Box], bool]
) -> Grid | None:
    """The block as a grid if its cells are those of a table; rows of the header are one."""
    if not _are_short(_texts(block, text_in)):
        return None
    block = _with_whole_rows(block, text_in)
    cells = _texts(block, text_in)
    numeric = _columns_of_numbers(block, cells)
    header = _header(cells, numeric)
    if not numeric or not header or len(cells) - header < _FEWEST_ROWS - 1:
        return None
    if _is_something_else(cells[header:], numeric):
        return None
    if not all(_is_aligned(block, cells, column, header) for column in numeric):
        return None
    if any(is_code(row[0]) for row in block.rows[header:]):
        return None
    return _grid(block, header)


def _texts(block: _Block, text_in: Callable[[Box], str]) -> Cells:
    cells = [[""] * len(block.columns) for _ in block.rows]
    for row, texts in zip(block.rows, cells, strict=True):
        for box in row:
            column = block.column_of(box)
            texts[column] = f"{texts[column]} {text_in(box)}".strip()
    return cells


def _columns_of_numbers(block: _Block, cells: Cells) -> list[int]:
    """Those after the first that are of numbers, header aside."""
    found = []
    for column in range(1, len(block.columns)):
        below = [row[column] for row in cells[1:]]
        below = list(itertools.dropwhile(lambda cell: not _NUMBER.fullmatch(cell), below))
        filled = [cell for cell in below if cell]
        told = [cell for cell in filled if not _NOTHING.fullmatch(cell)]
        numbers = sum(bool(_NUMBER.fullmatch(cell)) for cell in told)
        if numbers >= max(2, _NUMBERS * len(told)) and len(filled) >= _FILLED * len(below):
            found.append(column)
    return found


def _header(cells: Cells, numeric: Sequence[int]) -> int:
    """How many rows the header has; 0 without one."""
    for n, row in enumerate(cells):
        values = [row[column] for column in numeric if row[column]]
        if any(_NUMBER.fullmatch(value) and not _YEAR.fullmatch(value) for value in values):
            named = any(cells[m][column] for m in range(n) for column in numeric)
            return n if named and n <= _MOST_HEADER_ROWS else 0
    return 0


def _are_short(cells: Cells) -> bool:
    """Whether the cells of each column are; what has only unreadable ones is no column."""
    for column in zip(*cells, strict=True):
        lengths = [len(cell) for cell in column if cell]
        if not lengths or max(lengths) > _LONGEST or statistics.median(lengths) > _USUAL:
            return False
    return True


def _is_something_else(rows: Cells, numeric: Sequence[int]) -> bool:
    """Whether the rows are of contents, an index, a numbered list, code or formulas."""
    flat = [cell for row in rows for cell in row if cell]
    if sum(bool(_CODE.search(cell)) for cell in flat) * 10 > len(flat):
        return True
    if any(LEADERS.search(cell) for cell in flat):
        return True
    last = [row[-1] for row in rows if row[-1]]
    pages = [int(cell) for cell in last if _PLAIN.fullmatch(cell)]
    rising = len(pages) == len(last) and pages == sorted(pages)
    marked = all(_MARKER.fullmatch(row[0]) for row in rows if row[0])
    return rising and (len(rows[0]) == 2 or (marked and len(numeric) == 1))


def _is_aligned(block: _Block, cells: Cells, column: int, header: int) -> bool:
    """Whether the cells of a column are, below the header."""
    boxes = [
        (box, texts[column])
        for row, texts in zip(block.rows[header:], cells[header:], strict=True)
        for box in row
        if block.column_of(box) == column
    ]
    return are_aligned(boxes, block.height)


def _grid(block: _Block, header: int) -> Grid:
    columns = block.columns
    xs = [columns[0][0] - 1, *_middles(columns), columns[-1][1] + 1]
    lines = [(min(b.top for b in row), max(b.bottom for b in row)) for row in block.rows]
    lines = [(lines[0][0], lines[header - 1][1]), *lines[header:]]
    ys = [lines[0][0] - 1, *_middles(lines), lines[-1][1] + 1]
    return Grid(
        tuple(
            tuple(
                (n, Box(left, top, right, bottom, ""))
                for n, (left, right) in enumerate(itertools.pairwise(xs))
            )
            for top, bottom in itertools.pairwise(ys)
        ),
        len(columns),
    )


def _middles(spans: Sequence[tuple[float, float]]) -> Iterator[float]:
    return ((a[1] + b[0]) / 2 for a, b in itertools.pairwise(spans))
