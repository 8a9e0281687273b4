"""Tables that a PDF is tagged with, as grids of cells. Pure.

The tags say what the rows and cells are, the places of their texts where. Places are in points
from the upper left corner.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from ingest.formats.pages.layout import Box
from ingest.formats.tables.ruled import Grid

_MOST_COLUMNS, _MOST_ROWS = 60, 500
_OVERLAP = 1.5  # points: texts of neighbours may be so far in one another
_MARGIN = 1.0

Row = Sequence[Box | None]


def tagged_grid(table: Sequence[Row]) -> Grid | None:
    """The grid of a table; None where its columns or rows cannot be told apart.

    Args:
        table: Of each row its cells from left to right, where their text stands; None for an empty
            one. A row of fewer cells than others has some that span columns.
    """
    rows = [row for row in table if any(cell is not None for cell in row)]
    width = max(map(len, rows), default=0)
    if not 2 <= width <= _MOST_COLUMNS or not 2 <= len(rows) <= _MOST_ROWS:
        return None
    columns = _columns([row for row in rows if len(row) == width], width)
    lines = [_extent([(b.top, b.bottom) for b in row if b is not None]) for row in rows]
    if len(columns) < 2 or not _are_apart(columns) or not _are_apart(lines):
        return None
    xs, ys = _between(columns), _between(lines)
    return Grid(
        tuple(
            _cells([box for box in row if box is not None], xs, top, bottom)
            for row, (top, bottom) in zip(rows, itertools.pairwise(ys), strict=True)
        ),
        len(columns),
    )


def _columns(rows: Sequence[Row], width: int) -> list[tuple[float, float]]:
    """From where to where the texts of each column reach; those without any are left out."""
    found = []
    for n in range(width):
        boxes = [box for row in rows if (box := row[n]) is not None]
        if boxes:
            found.append(_extent([(box.left, box.right) for box in boxes]))
    return found


def _extent(spans: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return min(begin for begin, _ in spans), max(end for _, end in spans)


def _are_apart(spans: Sequence[tuple[float, float]]) -> bool:
    return all(a[1] <= b[0] + _OVERLAP and a[0] < b[0] for a, b in itertools.pairwise(spans))


def _between(spans: Sequence[tuple[float, float]]) -> list[float]:
    inner = [(a[1] + b[0]) / 2 for a, b in itertools.pairwise(spans)]
    return [spans[0][0] - _MARGIN, *inner, spans[-1][1] + _MARGIN]


def _cells(
    boxes: Sequence[Box], xs: Sequence[float], top: float, bottom: float
) -> tuple[tuple[int, Box], ...]:
    """The cells of a row; there is no wall where a text goes through."""
    walls = [
        n
        for n in range(1, len(xs) - 1)
        if not any(box.left + _OVERLAP < xs[n] < box.right - _OVERLAP for box in boxes)
    ]
    return tuple(
        (left, Box(xs[left], top, xs[right], bottom, ""))
        for left, right in itertools.pairwise([0, *walls, len(xs) - 1])
    )
