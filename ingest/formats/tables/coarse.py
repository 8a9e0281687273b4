"""Cells that hold a table of their own, as those of invoices do: without lines within. Pure.

Of a form whose items stand in one large cell, and of a table with one upright line behind its first
column, the lines say where the table is, and white space where its columns are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ingest.formats.pages.layout import Box, rows_of
from ingest.formats.tables.block import Block, columns_in, is_prose
from ingest.formats.tables.names import are_names, over_columns, with_names
from ingest.formats.tables.ruled import Grid

_TALL, _WIDE = 24.0, 80.0  # points: a cell with rows and columns is so high and wide, at least

Cells = Sequence[tuple[int, Box]]
Row = tuple[Box, ...]


def may_be_coarse(grid: Grid) -> bool:
    """Whether a cell has room for a table."""
    return any(cell.height >= _TALL and cell.width >= _WIDE for row in grid.rows for _, cell in row)


def refined(grid: Grid, pieces: Sequence[Box], is_number: Callable[[Box], bool]) -> list[Grid]:
    """The grid, or what is above the cells with a table, that table, and what is below.

    Args:
        grid: With lines.
        pieces: Of the page, words that follow each other closely as one.
        is_number: Whether a piece is one.
    """
    for at, cells in enumerate(grid.rows):
        if not _is_coarse(cells, pieces):
            continue
        inner = _inner(grid, at, pieces, is_number)
        if inner is not None:
            above, below = grid.rows[: at - inner.taken], grid.rows[at + 1 :]
            return [
                *([_part(above)] if above else []),
                inner.grid,
                *(refined(_part(below), pieces, is_number) if below else []),
            ]
    return [grid]


def _part(rows: Sequence[Cells]) -> Grid:
    """Some rows of a grid, without the walls that only others have."""
    begins = sorted({column for row in rows for column, _ in row})
    numbers = {column: n for n, column in enumerate(begins)}
    cells = (tuple((numbers[column], cell) for column, cell in row) for row in rows)
    return Grid(tuple(cells), len(begins), is_ruled=True)


@dataclass(frozen=True, slots=True)
class _Inner:
    """A table within a row, and how many of the rows above have its names."""

    grid: Grid
    taken: int


def _is_coarse(cells: Cells, pieces: Sequence[Box]) -> bool:
    """Whether in one cell several rows have several pieces."""
    return any(
        sum(len(row) > 1 for row in rows_of([box for box in pieces if box.is_within(cell)])) > 1
        for _, cell in cells
        if cell.height >= _TALL and cell.width >= _WIDE
    )


def _inner(
    grid: Grid, at: int, pieces: Sequence[Box], is_number: Callable[[Box], bool]
) -> _Inner | None:
    body = _rows(grid.rows[at], pieces)
    columns = columns_in(body)
    if columns is None or len(columns) < 3:
        return None
    walls = [[column for column, _ in row] for row in grid.rows[max(0, at - 1) : at + 1]]
    has_names = len(walls) > 1 and walls[0] == walls[1]
    above = _rows(grid.rows[at - 1], pieces) if has_names else []
    names = over_columns(above, columns, []) if len(above) == 1 else []
    if names and are_names(names, columns) and len(names[0]) > 2:
        block = Block(tuple(body), tuple(with_names(columns, names)))
        if not block.is_apart() or is_prose(block):
            return None
        block = block.with_whole_rows(is_number)
        return _Inner(replace(block, rows=(*names, *block.rows)).grid(1), 1)
    block = Block(tuple(body), tuple(columns))
    if not block.is_apart() or is_prose(block):
        return None
    block = block.with_whole_rows(is_number)
    first, *rest = block.rows
    if any(map(is_number, first)) or not any(is_number(box) for row in rest for box in row):
        return None
    return _Inner(block.grid(1), 0)


def _rows(cells: Cells, pieces: Sequence[Box]) -> list[Row]:
    """The rows of pieces in a row of cells."""
    inside = [box for box in pieces if any(box.is_within(cell) for _, cell in cells)]
    return [tuple(row) for row in rows_of(inside)]
