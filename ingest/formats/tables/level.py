"""Tables with level lines alone: above and below the names of the columns, and at the end. Pure.

Theses, papers and reports have hardly any other (booktabs of LaTeX, 三线表). The lines say what the
white space between words does not: that it is a table, which row names the columns, and where it
ends; so columns of words are told, too. Places are in points from the upper left corner.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.formats.pages.layout import Box, rows_of
from ingest.formats.tables.block import (
    Block,
    Span,
    columns_in,
    is_far,
    is_prose,
    joined,
    named_by,
    widened,
)
from ingest.formats.tables.names import are_names, over_columns, with_names
from ingest.formats.tables.ruled import Grid, Rule

_NEAR = 4.0  # points between the ends of lines that are as long, or parts of one; a double line
_SHORTEST = 40.0  # points: a table is at least as wide
_LEVEL = 1.5  # points between lines at one height, at most
_THICKER = 1.25  # times as thick as the line below the names are those around the table, if at all
_MOST_LINES = 500  # of a page
_MOST_NAMES = 5  # rows that name columns
_MOST_ROWS = 200
# A table that goes on on the next page has rows down to the feet of this one.
_HIGHEST_NAMES, _FEWEST_OPEN, _MOST_FEET = 90.0, 4, 2  # points, rows

Row = tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Stack:
    """Level lines that are as long and stand below one another, from the top.

    There are three at least; two where a table may go on on the next page.

    Attributes:
        lines: Maybe of several tables, and of what is none.
        shorter: Those that stand between these and are not as long: below a name that is for
            several columns.
    """

    lines: tuple[Rule, ...]
    shorter: tuple[Rule, ...]


def stacks(rules: Sequence[Rule], tables: Sequence[Box]) -> list[Stack]:
    """The stacks among the lines of a page, outside of the ``tables`` that are known."""
    level = [rule for rule in rules if not rule.upright and not _is_known(rule, tables)]
    whole = _whole(level) if len(level) > 1 else []
    if len(whole) > _MOST_LINES:
        return []
    found: list[list[Rule]] = []
    for line in whole:
        if line.right - line.left >= _SHORTEST:
            stack = next((stack for stack in found if _are_near(stack[0], line)), None)
            if stack is None:
                found.append([line])
            elif line.place - stack[-1].place > _NEAR:  # else it is a double one
                stack.append(line)
    upright = [rule for rule in rules if rule.upright]
    return [
        Stack(tuple(stack), tuple(line for line in whole if _is_between(line, stack)))
        for stack in found
        if (len(stack) > 2 or _may_be_open(stack)) and not _are_boxes(stack, upright)
    ]


def level_grids(
    found: Sequence[Stack], pieces: Sequence[Box], is_cell: Callable[[Box], bool]
) -> list[Grid]:
    """The tables between the lines of stacks, from the top.

    Args:
        found: As of ``stacks``.
        pieces: Of lines of text, words that follow each other closely as one (``layout.runs``).
        is_cell: Whether a piece is a cell of its own for sure, as a number is, and not the second
            line of the one above it.
    """
    found = [_closed(stack, pieces) for stack in found]
    grids = [grid for stack in found for grid in _tables(stack, pieces, is_cell)]
    return sorted(grids, key=lambda grid: (grid.frame.top, grid.frame.left))


def _is_known(rule: Rule, tables: Sequence[Box]) -> bool:
    middle = (rule.left + rule.right) / 2
    return any(
        table.left - _NEAR <= middle <= table.right + _NEAR
        and table.top - _NEAR <= rule.place <= table.bottom + _NEAR
        for table in tables
    )


def _may_be_open(stack: Sequence[Rule]) -> bool:
    """Whether the last two lines may be those around the names of columns."""
    return len(stack) > 1 and stack[-1].place - stack[-2].place <= _HIGHEST_NAMES


def _are_boxes(stack: Sequence[Rule], upright: Sequence[Rule]) -> bool:
    """Whether they are the upper and lower sides of boxes, as notes and warnings stand in."""
    pairs = zip(stack[::2], stack[1::2], strict=False)
    return len(stack) % 2 == 0 and all(
        any(_closes(side, end, top, bottom) for side in upright)
        for top, bottom in pairs
        for end in (top.left, top.right)
    )


def _closes(side: Rule, end: float, top: Rule, bottom: Rule) -> bool:
    """Whether a line runs at one end of two level ones from the upper to the lower, no further."""
    ends = (side.place - end, side.top - top.place, side.bottom - bottom.place)
    return all(abs(apart) <= _NEAR for apart in ends)


def _closed(stack: Stack, pieces: Sequence[Box]) -> Stack:
    """With a line where the page ends a table that goes on on the next one."""
    last = stack.lines[-1]
    if not _may_be_open(stack.lines):
        return stack
    below = [
        box
        for box in pieces
        if box.top > last.place
        and last.left - _NEAR <= box.left
        and box.right <= last.right + _NEAR
    ]
    rows = [tuple(row) for row in rows_of(below)]
    taken = _kept(rows)
    feet = [row for row in rows_of(pieces) if taken and row[0].top > taken[-1][0].bottom]
    if len(taken) < _FEWEST_OPEN or len(feet) > _MOST_FEET:
        return stack
    end = max(box.bottom for box in taken[-1]) + 1
    like = stack.lines[-2]  # the first of the table
    closing = like._replace(top=end, bottom=end + like.bottom - like.top)
    return replace(stack, lines=(*stack.lines, closing))


def _kept(rows: Sequence[Row]) -> list[Row]:
    """The first rows that keep to columns; what stands alone far below them is none."""
    columns: list[Span] = []
    taken: list[Row] = []
    for row in rows:
        wider = widened(columns, row)
        if wider is None or (taken and is_far(row, taken[-1])):
            break
        columns = wider
        taken.append(row)
    return taken


def _whole(level: Sequence[Rule]) -> list[Rule]:
    """Lines, from the top; one that is drawn cell by cell is one."""
    whole: list[Rule] = []
    for rule in sorted(level, key=lambda rule: (round(rule.place / _LEVEL), rule.left)):
        last = whole[-1] if whole else rule
        near = abs(last.place - rule.place) <= _LEVEL and rule.left - last.right <= _NEAR
        if whole and near:
            top, bottom = min(last.top, rule.top), max(last.bottom, rule.bottom)
            whole[-1] = Rule(last.left, top, max(last.right, rule.right), bottom)
        else:
            whole.append(rule)
    return sorted(whole, key=lambda rule: rule.place)


def _are_near(one: Rule, other: Rule) -> bool:
    return abs(one.left - other.left) <= _NEAR and abs(one.right - other.right) <= _NEAR


def _is_between(line: Rule, stack: Sequence[Rule]) -> bool:
    inside = stack[0].left - _NEAR <= line.left and line.right <= stack[0].right + _NEAR
    below = stack[0].place + _LEVEL < line.place < stack[-1].place - _LEVEL
    return inside and below and not _are_near(stack[0], line)


def _tables(stack: Stack, pieces: Sequence[Box], is_cell: Callable[[Box], bool]) -> Iterator[Grid]:
    parts = _parts(stack.lines, pieces)
    top = 0
    while top + 2 < len(stack.lines):
        for bottom in _ends(stack.lines, parts, top):
            grid = _table(parts[top:bottom], stack.shorter, is_cell)
            if grid is not None:
                yield grid
                top = bottom - 1
                break
        top += 1


def _parts(lines: Sequence[Rule], pieces: Sequence[Box]) -> list[list[Row]]:
    """The rows between each line and the next one; none where a piece reaches out of the lines."""
    left, right = lines[0].left - _NEAR, lines[0].right + _NEAR
    places = [line.place for line in lines]
    within: list[list[Box]] = [[] for _ in range(len(lines) + 1)]
    for box in pieces:
        if box.right >= left and box.left <= right:
            within[bisect.bisect(places, (box.top + box.bottom) / 2)].append(box)
    return [
        [tuple(row) for row in rows_of(part)]
        if all(left <= box.left and box.right <= right for box in part)
        else []
        for part in within[1:-1]
    ]


def _ends(lines: Sequence[Rule], parts: Sequence[list[Row]], top: int) -> Iterator[int]:
    """The lines that a table which begins with the one at ``top`` may end with, likelier first."""
    last = _last(parts, top + 1)
    inner = _THICKER * _thickness(lines[top + 1])
    ends: Iterable[int] = (last, top + 2)
    if _thickness(lines[top]) >= inner:
        ends = (n for n in range(top + 2, last + 1) if _thickness(lines[n]) >= inner)
        ends = itertools.islice(ends, 1)
    yield from dict.fromkeys(end for end in ends if top + 2 <= end <= last)


def _last(parts: Sequence[list[Row]], first: int) -> int:
    """The last line until which all, from the part ``first`` on, keeps to the same columns.

    Each part has a row of several cells: the caption of the next table stands alone.
    """
    columns: list[Span] = []
    for n in range(first, len(parts)):
        several = [row for row in parts[n] if len(row) > 1]
        wider = joined(columns, several) if several else None
        if wider is None:
            return n
        columns = wider
    return len(parts)


def _thickness(line: Rule) -> float:
    return max(line.bottom - line.top, 0.01)


def _table(
    parts: Sequence[list[Row]], lines: Sequence[Rule], is_cell: Callable[[Box], bool]
) -> Grid | None:
    """The cells, if they are those of a table: names, and below these what keeps to columns."""
    body = [row for part in parts[1:] for row in part]
    if not 1 <= len(parts[0]) <= _MOST_NAMES or len(body) > _MOST_ROWS:
        return None
    columns = columns_in(body)
    if columns is None:
        return None
    if len(parts[0]) == 1:
        columns = named_by(parts[0][0], columns) or columns
    if _are_items(parts[0], columns, is_cell):
        return None
    names = over_columns(parts[0], columns, lines)
    columns = with_names(columns, names)
    block = Block(tuple(body), tuple(columns))
    if not block.is_apart() or is_prose(block) or not are_names(names, columns):
        return None
    block = block.with_whole_rows(is_cell)
    return replace(block, rows=(*names, *block.rows)).grid(len(names))


def _are_items(
    names: Sequence[Row], columns: Sequence[Span], is_cell: Callable[[Box], bool]
) -> bool:
    """Whether what should name the columns are rows of their own: what was bought, and for what."""
    items = [row for row in names if len(row) > 1 and row[0].left <= columns[0][1]]
    return sum(any(map(is_cell, row[1:])) for row in items) > 1
