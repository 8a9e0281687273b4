"""Tables drawn with ruled lines on a page: where their cells are. Pure.

Tables without lines are found elsewhere (``spaced``). Places are in points
from the upper left corner.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ingest.formats.blocks import table_rows
from ingest.formats.pages.layout import Box
from ingest.formats.tables import pairs

_NEAR = 4.0  # points: lines that come this near each other touch
_MOST_RULES, _MOST_COLUMNS, _MOST_ROWS = 3_000, 60, 500
_KEPT = 0.95  # of the characters in a table must be in its cells
_IGNORED = " \t\r\n\x02\ufffe-"
_WITHOUT_IGNORED = str.maketrans("", "", _IGNORED)


class Rule(NamedTuple):
    """A straight line along one of the axes, or a thin rectangle.

    A page may have thousands; a tuple is made in a third of the time of a dataclass.
    """

    left: float
    top: float
    right: float
    bottom: float

    @property
    def upright(self) -> bool:
        """Whether it runs downwards."""
        return self.bottom - self.top > self.right - self.left

    @property
    def place(self) -> float:
        """Where it is across its direction."""
        return (self.left + self.right) / 2 if self.upright else (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells between crossing lines.

    Attributes:
        rows: Of each row its cells from left to right, each with the 0-based column it begins in.
        columns: How many there are.
        header: How many of the first rows name the columns; they are told as one.
        is_ruled: Whether lines are between the columns.
    """

    rows: tuple[tuple[tuple[int, Box], ...], ...]
    columns: int
    header: int = 1
    is_ruled: bool = False

    @property
    def frame(self) -> Box:
        """All of it."""
        first, last = self.rows[0], self.rows[-1]
        return Box(first[0][1].left, first[0][1].top, last[-1][1].right, last[-1][1].bottom, "")


def grids(rules: Sequence[Rule]) -> list[Grid]:
    """The grids of at least two rows and two columns that the lines draw, from the top."""
    upright = sum(rule.upright for rule in rules)
    if not upright or len(rules) - upright < 3 or len(rules) > _MOST_RULES:
        return []
    found = [grid for group in _groups(rules) if (grid := _grid(group)) is not None]
    return sorted(found, key=lambda grid: (grid.frame.top, grid.frame.left))


def with_table(
    page: str, grid: Grid, text_in: Callable[[Box], str], names: Sequence[str] = ()
) -> str:
    """The page with the text in a grid as a Markdown table; unchanged where that would lose any.

    Args:
        page: Its text.
        grid: On that page.
        text_in: Gives the text within a place.
        names: Of its columns, where another page has them.
    """
    rows = [_texts(row, grid.columns, text_in) for row in grid.rows]
    several = sum(sum(bool(cell.strip()) for cell in row) > 1 for row in rows)
    if len(rows) > 1 and several < 2:
        return page
    inside = _solid(text_in(grid.frame))
    kept = sum(len(_solid(cell)) for row in rows for cell in row)
    if not _KEPT * len(inside) <= kept <= len(inside) / _KEPT:
        return page
    # The text of a table stands together in the page, else it cannot be told what goes.
    places = [place for place, char in enumerate(page) if char not in _IGNORED]
    begin = _solid(page).find(inside)
    if not inside or begin < 0:
        return page
    first, last = places[begin], places[begin + len(inside) - 1]
    before, after = page[:first].rstrip(), page[last + 1 :].lstrip()
    return "\n\n".join(part for part in (before, *_told(grid, rows, names), after) if part)


def names_of(grid: Grid, text_in: Callable[[Box], str]) -> list[str]:
    """What the rows of the header say of each column."""
    rows = grid.rows[: grid.header]
    return _names(grid, [_texts(row, grid.columns, text_in) for row in rows])


def _told(grid: Grid, rows: Sequence[Sequence[str]], names: Sequence[str]) -> Iterator[str]:
    """Its names with their values if that is what it begins with, and the rest as a table."""
    if names:
        yield "\n".join(table_rows([names, *rows]))
        return
    if len(rows) == 1:
        yield "\n".join(pairs.told_alone([cell for cell in rows[0] if cell]))
        return
    cells = (
        [texts[column] for column, _ in row] for row, texts in zip(grid.rows, rows, strict=True)
    )
    if told := pairs.told(cells):
        yield "\n".join(filter(None, told))
        yield "\n".join(table_rows(rows[len(told) :]))
        return
    names = _names(grid, rows[: grid.header])
    yield "\n".join(table_rows(pairs.unfolded([names, *rows[grid.header :]])))


def _texts(
    row: Sequence[tuple[int, Box]], columns: int, text_in: Callable[[Box], str]
) -> list[str]:
    texts = [""] * columns
    for column, cell in row:
        texts[column] = text_in(cell)
    return texts


def _names(grid: Grid, rows: Sequence[Sequence[str]]) -> list[str]:
    """What the rows of the header say of each column; a cell over several says it of all."""
    names: list[list[str]] = [[] for _ in range(grid.columns)]
    for cells, texts in zip(grid.rows, rows, strict=False):
        begin = [column for column, _ in cells]
        for first, end in itertools.pairwise([*begin, grid.columns]):
            for name in names[first:end]:
                name.append(texts[first])
    return [" ".join(filter(None, name)) for name in names]


def _solid(text: str) -> str:
    return text.translate(_WITHOUT_IGNORED)


def _groups(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    """Lines that hang together."""
    rest = list(rules)
    while rest:
        group, fresh = [], [rest.pop()]
        while fresh:
            group.append(fresh.pop())
            apart: list[Rule] = []
            begin, top, end, bottom = group[-1]
            for rule in rest:
                touches = (
                    begin <= rule[2] + _NEAR
                    and rule[0] <= end + _NEAR
                    and top <= rule[3] + _NEAR
                    and rule[1] <= bottom + _NEAR
                )
                (fresh if touches else apart).append(rule)
            rest = apart
        yield group


def _grid(group: Sequence[Rule]) -> Grid | None:
    upright = [rule for rule in group if rule.upright]
    level = [rule for rule in group if not rule.upright]
    if not upright or not level:
        return None
    begin, end = min(rule.left for rule in level), max(rule.right for rule in level)
    xs = _places([*(rule.place for rule in upright), begin, end])
    ys = _places([rule.place for rule in level])
    if not 3 <= len(xs) <= _MOST_COLUMNS + 1 or not 3 <= len(ys) <= _MOST_ROWS + 1:
        return None
    walls = [(rule.place, rule.top, rule.bottom) for rule in upright]
    rows = tuple(_row(top, bottom, xs, walls) for top, bottom in itertools.pairwise(ys))
    several = any(len(row) > 1 for row in rows)
    return Grid(rows, len(xs) - 1, is_ruled=True) if several else None


def _row(
    top: float, bottom: float, xs: Sequence[float], walls: Sequence[tuple[float, float, float]]
) -> tuple[tuple[int, Box], ...]:
    middle = (top + bottom) / 2
    places = {place for place, begin, end in walls if begin < middle < end}
    inner = [n for n in range(1, len(xs) - 1) if any(abs(xs[n] - x) <= _NEAR for x in places)]
    cuts = [0, *inner, len(xs) - 1]
    return tuple(
        (left, Box(xs[left], top, xs[right], bottom, ""))
        for left, right in itertools.pairwise(cuts)
    )


def _places(values: Sequence[float]) -> list[float]:
    """The distinct ones in order; near ones are one."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > _NEAR:
            places.append(value)
    return places
