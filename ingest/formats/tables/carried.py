"""Tables without upright lines that go on on the next page, which says nothing of it. Pure.

There are their rows alone, without names and maybe without any line. They keep to the columns of
the page before. Places are in points from the upper left corner.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingest.formats.pages.layout import Box, rows_of
from ingest.formats.tables.block import Block, is_far
from ingest.formats.tables.ruled import Grid, names_of

_EDGE = 2  # rows of a running head or foot between the two parts of a table
_FEWEST_ROWS = 2

Row = tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Carried:
    """What is known of a table that ends a page: its names, and the edges of its columns."""

    names: tuple[str, ...]
    edges: tuple[float, ...]


def carried(
    grids: Sequence[Grid], pieces: Sequence[Box], text_in: Callable[[Box], str]
) -> Carried | None:
    """The table that a page ends with, but for its running feet.

    Args:
        grids: Those without upright lines.
        pieces: Of the page.
        text_in: Gives the text within a place.
    """
    last = max(grids, key=lambda grid: grid.frame.bottom, default=None)
    if last is None or not last.header:
        return None
    whole = next((row for row in last.rows[last.header :] if len(row) == last.columns), None)
    if whole is None or not ends_with(last.frame, pieces):
        return None
    edges = (*(cell.left for _, cell in whole), whole[-1][1].right)
    return Carried(tuple(names_of(last, text_in)), edges)


def ends_with(frame: Box, pieces: Sequence[Box]) -> bool:
    """Whether a page ends with what is within ``frame``, but for its running feet."""
    return len(rows_of([box for box in pieces if box.top > frame.bottom])) <= _EDGE


def going_on(before: Carried, pieces: Sequence[Box], is_cell: Callable[[Box], bool]) -> Grid | None:
    """The rows of it that begin the next page, without a header; None where it does not go on.

    Args:
        before: The table.
        pieces: Of the page, that are in no other table.
        is_cell: Whether a piece is a cell of its own for sure.
    """
    columns = tuple(itertools.pairwise(before.edges))
    rows = [tuple(row) for row in rows_of(pieces)]
    for first in range(min(_EDGE + 1, len(rows))):
        taken = list(itertools.takewhile(lambda row: _keeps(row, columns), rows[first:]))
        taken = taken[: _near(taken)]
        if len(taken) >= _FEWEST_ROWS and all(2 * len(row) > len(columns) for row in taken[:2]):
            return Block(tuple(taken), columns).with_whole_rows(is_cell).grid(0)
    return None


def _keeps(row: Row, columns: Sequence[tuple[float, float]]) -> bool:
    """Whether each piece is within one column, and no two are within the same."""
    within = [
        n
        for box in row
        for n, (left, right) in enumerate(columns)
        if left <= box.left and box.right <= right
    ]
    return len(within) == len(row) == len(set(within))


def _near(rows: Sequence[Row]) -> int:
    """How many rows there are until one that stands far below the one before."""
    for n, (above, row) in enumerate(itertools.pairwise(rows), 1):
        if is_far(row, above):
            return n
    return len(rows)
