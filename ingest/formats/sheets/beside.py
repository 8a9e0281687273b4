"""Tables that stand side by side on a sheet, parted by an empty column. Pure.

Told as one, the rows of one would be told as of the other. An empty column may as well be within a
table; so only what begins or ends at other rows, and has names of its own, is a table of its own.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from ingest.formats.sheets.parts import Row
from ingest.formats.tables.head import is_value

_MOST_ROWS = 5_000  # of a part that is looked through
_FEWEST = 2  # rows and columns of each


def side_by_side(rows: Sequence[Row]) -> list[Sequence[Row]]:
    """The tables of a part, from left to right; their cells stay in their columns.

    Args:
        rows: None of them empty, with their numbers.
    """
    if len(rows) > _MOST_ROWS:
        return [rows]
    used = sorted({k for _, cells in rows for k, cell in enumerate(cells) if cell})
    gaps = [(before + 1, k) for before, k in itertools.pairwise(used) if k > before + 1]
    for end, begin in gaps:
        left = [(n, cells[:end]) for n, cells in rows if any(cells[:end])]
        right = [(n, [""] * begin + list(cells[begin:])) for n, cells in rows if any(cells[begin:])]
        if _are_apart(left, right):
            return [left, *side_by_side(right)]
    return [rows]


def _are_apart(left: Sequence[Row], right: Sequence[Row]) -> bool:
    if not (_is_table(left) and _is_table(right)):
        return False
    ends = [(rows[0][0], rows[-1][0]) for rows in (left, right)]
    return ends[0] != ends[1] and (_has_names(right) or _are_pairs(right))


def _is_table(rows: Sequence[Row]) -> bool:
    columns = {k for _, cells in rows for k, cell in enumerate(cells) if cell}
    return len(rows) >= _FEWEST and len(columns) >= _FEWEST


def _has_names(rows: Sequence[Row]) -> bool:
    """Whether the first row names columns, and the first cells of the others name the rows."""
    header = [cell for cell in rows[0][1] if cell]
    if len(set(header)) < len(header) or any(map(is_value, header)) or len(header) < _FEWEST:
        return False
    firsts = [next(cell for cell in cells if cell) for _, cells in rows[1:]]
    return 2 * sum(map(is_value, firsts)) <= len(firsts) and not any(
        char.isdigit() for cell in header for char in cell
    )


def _are_pairs(rows: Sequence[Row]) -> bool:
    """Whether each row is a name and a number."""
    pairs = [[cell for cell in cells if cell] for _, cells in rows]
    return all(len(pair) == 2 and not is_value(pair[0]) and is_value(pair[1]) for pair in pairs)
