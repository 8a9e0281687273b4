"""Tables without lines on a page: columns of numbers under a header, parted by white space. Pure.

Much else stands in columns: prose, lists of contents, indexes, code, numbered lists. So only what
is clearly a table is taken for one: a header, rows of short cells right below it, and columns that
are apart, aligned and, one of them at least, of numbers; or names with their values (``pairs``). A
table of words alone stays text. Places are in points from the upper left corner.
"""

from __future__ import annotations

import itertools
import re
import statistics
from collections.abc import Callable, Sequence
from functools import cache

from ingest.formats.pages.layout import Box, columns_of, rows_of
from ingest.formats.tables import pairs
from ingest.formats.tables.alignment import are_aligned
from ingest.formats.tables.block import Block, Cells, Span, joined, named_by, widened
from ingest.formats.tables.hints import LEADERS
from ingest.formats.tables.ruled import Grid

_FEWEST_ROWS = 3
_MOST_COLUMNS, _MOST_ROWS = 30, 200
_MOST_HEADER_ROWS = 3
_ROW_GAP = 2.5  # line heights between two rows
_NUMBERS = 0.8  # of the cells of a column of numbers are some
_FILLED = 0.5  # of the rows have a cell in it
_LONGEST, _USUAL = 60, 32  # characters of a cell, and of most cells of a column

_AMOUNT = r"[-+−–(<>≤≥±~≈]{0,2}\s?[$€£¥]?\s?\d[\d.,:/  ]*"
_NUMBER = re.compile(rf"{_AMOUNT}(?:[%‰°]?\w{{0,3}}\)?|e[-+]?\d+)[*†‡]*", re.IGNORECASE)
_NOTHING = re.compile(r"[-–—.…]*|n/?a|nil|无|否|是|yes|no|[✓✔✗×√○●]", re.IGNORECASE)
_YEAR = re.compile(r"(?:FY\s?)?(?:19|20)\d\d(?:\s?[-–/]\s?\d\d(?:\d\d)?)?(?:\s?年.{0,3}|E|A)?")
_PLAIN = re.compile(r"\d{1,4}")
_MARKER = re.compile(r"[\[(]?(?:\d{1,3}(?:\.\d{1,3})*|[a-zA-Z])[\]).、:]?")
_CODE = re.compile(r"[{}\\;=#]|->|::|\(\)|&&|\|\|")


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


def is_number(cell: str) -> bool:
    """Whether a cell is a number, an amount or a share."""
    return bool(_NUMBER.fullmatch(cell))


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


def _block(rows: Sequence[tuple[Box, ...]]) -> Block | None:
    """The longest run of rows from the first on that keep to columns, if they may be a table."""
    if len(rows[0]) < 2:
        return None
    columns: list[Span] = []
    taken: list[tuple[Box, ...]] = []
    for row in rows:
        if taken and row[0].top - taken[-1][0].bottom > _ROW_GAP * taken[-1][0].height:
            break
        wider = widened(columns, row)
        if wider is None or len(wider) > _MOST_COLUMNS:
            break
        if len(row) == 1 and wider[0][0] > row[0].left:
            break
        columns = wider
        taken.append(row)
    while taken and len(taken[-1]) < 2:
        taken.pop()
    if len(columns) > len(taken[0]) and (body := joined([], taken[1:])):
        columns = named_by(taken[0], body) or columns
    block = Block(tuple(taken), tuple(columns))
    return block if len(taken) >= _FEWEST_ROWS and block.is_apart() else None


def _table(
    block: Block, text_in: Callable[[Box], str], is_code: Callable[[Box], bool]
) -> Grid | None:
    """The block as a grid if its cells are those of a table; rows of the header are one."""
    if not _are_short(block.texts(text_in)):
        return None
    form = block.with_whole_rows(lambda _: False)
    if _are_pairs(form.texts(text_in)) and not any(is_code(row[0]) for row in form.rows):
        return form.grid(1)
    block = block.with_whole_rows(lambda box: is_number(text_in(box)))
    cells = block.texts(text_in)
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
    return block.grid(header)


def _are_pairs(cells: Cells) -> bool:
    """Whether all of it is names with their values."""
    return len(pairs.told(cells)) == len(cells)


def _columns_of_numbers(block: Block, cells: Cells) -> list[int]:
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


def _is_aligned(block: Block, cells: Cells, column: int, header: int) -> bool:
    """Whether the cells of a column are, below the header."""
    boxes = [
        (box, texts[column])
        for row, texts in zip(block.rows[header:], cells[header:], strict=True)
        for box in row
        if block.column_of(box) == column
    ]
    return are_aligned(boxes, block.height)
