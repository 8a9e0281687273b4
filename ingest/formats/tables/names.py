"""Which columns of a table the names above it are for. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.formats.pages.layout import Box
from ingest.formats.tables.block import Span, under
from ingest.formats.tables.ruled import Rule

_ALIGNED = 0.5  # line heights between a name and what it stands over
_BELOW = 2.0  # the same between a name for several columns and the line below it


def over_columns(
    rows: Sequence[Sequence[Box]], columns: Sequence[Span], lines: Sequence[Rule]
) -> list[tuple[Box, ...]]:
    """The names, each as wide as the columns that it is for.

    Args:
        rows: Names, from the top.
        columns: Of the table.
        lines: Each of them below a name, as long as the columns that this is for.
    """
    last = len(rows) - 1
    return [_over(row, columns, lines, several=n < last) for n, row in enumerate(rows)]


def with_names(columns: Sequence[Span], rows: Sequence[Sequence[Box]]) -> list[Span]:
    """The columns, each as wide as the names that it has alone."""
    wider = list(columns)
    for name in (name for row in rows for name in row):
        over = under(name, wider)
        if len(over) == 1:
            left, right = wider[over[0]]
            wider[over[0]] = min(left, name.left), max(right, name.right)
    return wider


def are_names(rows: Sequence[Sequence[Box]], columns: Sequence[Span]) -> bool:
    """Whether most columns have one; a title that stands over the first alone names none."""
    named = {n for row in rows for name in row for n in under(name, columns)}
    several = any(len(row) > 1 for row in rows) or named == {1}
    return several and 2 * len(named) >= len(columns)


def _over(
    row: Sequence[Box], columns: Sequence[Span], lines: Sequence[Rule], *, several: bool
) -> tuple[Box, ...]:
    below = [under(name, columns) for name in row]
    found = []
    for n, name in enumerate(row):
        first = max((k + 1 for other in below[:n] for k in other), default=0)
        end = min((k for other in below[n + 1 :] for k in other), default=len(columns))
        over = _underlined(name, columns, lines) or below[n]
        if not over or (several and len(over) == 1 and not _is_aligned(name, columns[over[0]])):
            over = _centred(name, columns, range(first, end), over)
        found.append(_as_wide(name, [columns[k] for k in over]))
    return tuple(found)


def _underlined(name: Box, columns: Sequence[Span], lines: Sequence[Rule]) -> list[int]:
    """The columns that the line below a name is as long as; none without one."""
    for line in lines:
        near = 0 <= line.place - name.top <= _BELOW * name.height
        if near and line.left <= _middle((name.left, name.right)) <= line.right:
            return [n for n, span in enumerate(columns) if line.left <= _middle(span) <= line.right]
    return []


def _is_aligned(name: Box, column: Span) -> bool:
    """Whether it begins, ends or has its middle where the column does."""
    left, right = column
    offs = (
        name.left - left,
        name.right - right,
        _middle((name.left, name.right)) - _middle(column),
    )
    return any(abs(off) <= _ALIGNED * name.height for off in offs)


def _centred(name: Box, columns: Sequence[Span], free: range, over: Sequence[int]) -> list[int]:
    """The columns next to each other among ``free`` that a name is in the middle of."""
    runs = [range(a, b) for a in free for b in range(a + 1, free.stop + 1)]
    runs = [run for run in runs if all(n in run for n in over)]
    middle = _middle((name.left, name.right))
    if not runs:
        return list(over)
    offs = [abs(_middle((columns[run[0]][0], columns[run[-1]][1])) - middle) for run in runs]
    return list(runs[offs.index(min(offs))])


def _as_wide(name: Box, columns: Sequence[Span]) -> Box:
    if len(columns) < 2:
        return name
    left, right = columns[0][0], columns[-1][1]
    return replace(name, left=min(left, name.left), right=max(right, name.right))


def _middle(span: Span) -> float:
    return (span[0] + span[1]) / 2
