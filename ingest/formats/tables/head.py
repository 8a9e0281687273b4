"""Where the header of a table is: below what an export says of itself first, if it does.

A bank's or a survey's export begins with lines such as "Account;123" and "Exported at …". They are
told apart by what they are: narrower than the table, over the row that names the columns, under
which numbers and dates stand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.formats.sheets.parts import Row

_MOST_ABOVE = 60  # rows in which a header is looked for
_MOST_AS_WIDE = 3  # of those, as wide as the header is
_SAMPLED = 50  # rows below it that are looked at
_MOST_COLUMNS = 250  # that are looked at
_COVERED = 0.95  # share of the cells below a header that it names
_WORD, _YEAR, _VALUE, _DATE = "word", "year", "value", "date"
_MONTHS = r"[^\W\d_]{3,9}\.?"
_VALUE_FORM = re.compile(  # a number, an amount, a date or a time
    r"(?:[^\w\s]|[A-Z]{3}\s)?\s?[+\-−(]?\s?[^\w\s]?\d[\d.,'’\s:/T+\-−年月日时分秒]*"
    r"(?:e[+-]?\d+)?\)?Z?\s?(?:[^\w\s]|[A-Z]{3}|[AaPp][Mm]|万?元)?"
    rf"|\d{{1,2}}\.?[\s-]{_MONTHS},?[\s-]\d{{2,4}}|{_MONTHS}\s\d{{1,2}},?\s\d{{4}}"
)
_YEAR_FORM = re.compile(r"(?:19|20)\d\d")
_DATE_FORM = re.compile(r"\d{1,4}[-./年]\d{1,2}[-./月]\d{1,4}")
_DASHES = re.compile(r"[-=_*—─~ ]{5,}")
_FEWEST_ABOVE_END, _MOST_BELOW_END = 2, 30  # rows: a header and one more; what is added
_LONGEST_VALUE = 40  # characters


def rows_above(rows: Sequence[Row]) -> int:
    """How many rows stand above the header of a table; 0 when its first row is the header.

    Args:
        rows: Those of one table, none of them empty, with their numbers.
    """
    if len(rows) < 3:
        return 0
    rows = [(n, cells[:_MOST_COLUMNS]) for n, cells in rows[: _MOST_ABOVE + _SAMPLED]]
    columns = [_columns(cells) for _, cells in rows]
    widest = len(columns[0])
    for at in range(1, min(_MOST_ABOVE, len(rows) - 1)):
        here = len(columns[at])
        wide = here > widest or _begins_another(rows, at) or _names_columns(rows, columns, at)
        if here > 1 and wide and _is_header(rows, columns, at):
            return at - 1 if _groups(rows, columns, at) else at
        widest = max(widest, here)
    return 0


def with_one_header(rows: Sequence[Row]) -> Sequence[Row]:
    """A table whose first row names groups of columns, with that and the next row as one.

    "2023" over "Sales" and "Costs" becomes "2023 Sales" and "2023 Costs": a long table is cut, and
    only its first row is told again.
    """
    if len(rows) < 3:
        return rows
    (number, groups), (_, names) = rows[0], rows[1]
    kinds = {k: _kind(name) for k, name in enumerate(names) if name}
    below = range(2, min(len(rows), 2 + _SAMPLED))
    if any(map(is_value, (*groups, *names))) or not _name_groups(groups, names):
        return rows
    if not _over_values(
        [(n, cells[:_MOST_COLUMNS]) for n, cells in rows[: below.stop]], below, kinds
    ):
        return rows
    header: list[str] = []
    group = ""
    for k in range(max(len(groups), len(names))):
        own, name = (cells[k] if k < len(cells) else "" for cells in (groups, names))
        group = own or group
        header.append(f"{group} {name}" if name and group and name != own else name or own)
    return [(number, header), *rows[2:]]


def _name_groups(groups: Sequence[str], names: Sequence[str]) -> bool:
    """Whether two cells or more of a row stand over all, some of them over several, of the next.

    A cell over one other cell alone is rather a name over a value, and its row the header.
    """
    named = [k for k, group in enumerate(groups) if group]
    bare = {k for k, name in enumerate(names) if name and (k >= len(groups) or not groups[k])}
    if len(named) < 2 or named[0] > 0 or len(bare) * 3 < len(named):
        return False
    wide = [k for k in named if k + 1 in bare]
    over_one = [
        k for k in named if k + 1 not in bare and k < len(names) and names[k] not in ("", groups[k])
    ]
    return len(over_one) < len(wide)


def told_above(rows: Sequence[Row], following: Sequence[Row]) -> bool:
    """Whether rows that a gap parts from a table say something of it: "Account", "123".

    They are pairs of a name and a value, not a small table with a header of its own: its first row
    holds a value, its names end with a colon, or its values are of more than one kind.
    """
    if len(rows) > _MOST_ABOVE:
        return False
    names = [(cells[0], cells[1]) for _, cells in rows if len(cells) > 1 and all(cells[:2])]
    if not names or any(len(_columns(cells)) > 2 or any(cells[2:]) for _, cells in rows):
        return False
    kinds = [_DATE if _DATE_FORM.match(value) else _kind(value) for _, value in names]
    colons = sum(name.endswith((":", "：")) for name, _ in names)
    if kinds[0] in (_WORD, _YEAR) and colons * 2 <= len(names) and len(set(kinds[1:])) < 2:
        return False
    return rows_above([*rows, *following[: _MOST_ABOVE + _SAMPLED]]) >= len(rows)


def ended(rows: Sequence[Row]) -> int:
    """How many rows of a table stand above a line of dashes; all where there is none.

    What exports of banks add below such a line (sums, when it was made) keeps to no column.
    """
    for at, (_, cells) in enumerate(rows[_FEWEST_ABOVE_END:], _FEWEST_ABOVE_END):
        if len(rows) - at > _MOST_BELOW_END:
            continue
        filled = [cell for cell in cells if cell]
        if len(filled) == 1 and _DASHES.fullmatch(filled[0]):
            widest = max((len(_columns(below)) for _, below in rows[at:]), default=0)
            return at if 2 * widest <= len(_columns(rows[0][1])) + 1 else len(rows)
    return len(rows)


def as_line(cells: Sequence[str]) -> str:
    """A row above a table as a line: "Account: 123"."""
    filled = [cell for cell in cells if cell]
    if len(filled) == 2 and not any(mark in f"{filled[0]} " for mark in (": ", "：")):
        return ": ".join(filled)
    return " ".join(filled)


def is_value(cell: str) -> bool:
    """Whether a cell is a number, an amount, a date or a time, but no year, which names columns."""
    return _kind(cell) == _VALUE


def _columns(cells: Sequence[str]) -> frozenset[int]:
    return frozenset(k for k, cell in enumerate(cells) if cell)


def _is_header(rows: Sequence[Row], columns: Sequence[frozenset[int]], at: int) -> bool:
    cells = rows[at][1]
    kinds = {k: _kind(cells[k]) for k in columns[at]}
    if _VALUE in kinds.values():
        return False
    below = range(at + 1, min(len(columns), at + 1 + _SAMPLED))
    covers = _share(columns, below, columns[at])
    if covers < _COVERED:
        return False
    apart = _apart(rows, at)
    if not (apart or _narrow_above(columns, at) or _over_values(rows, below, kinds)):
        return False
    return apart or any(
        _share(columns, below, columns[above]) * 2 <= covers or _has_value(rows[above])
        for above in range(at)
    )


def _begins_another(rows: Sequence[Row], at: int) -> bool:
    """Whether a row below a gap is the header of a table, not one more row of what is above.

    It is no wider than that, but what is above has no header, and this one stands over values.
    """
    cells = [cell for cell in rows[at][1] if cell]
    if not (_apart(rows, at) and _has_value(rows[0]) and len(set(cells)) == len(cells)):
        return False
    kinds = {k: _kind(cell) for k, cell in enumerate(rows[at][1]) if cell}
    return _over_values(rows, range(at + 1, min(len(rows), at + 1 + _SAMPLED)), kinds)


def _names_columns(rows: Sequence[Row], columns: Sequence[frozenset[int]], at: int) -> bool:
    """Whether a row as wide as those above names the columns, for each of those holds a value.

    "Exported,2024-05-01,10:00" stands so above "Name,Joined,Amount".
    """
    if at > _MOST_AS_WIDE or not all(map(_has_value, rows[:at])):
        return False
    cells = [cell for cell in rows[at][1] if cell]
    if len(set(cells)) < len(cells) or len(cells) < max(map(len, columns)):
        return False
    kinds = dict(enumerate(map(_kind, rows[at][1])))
    below = range(at + 1, min(len(rows), at + 1 + _SAMPLED))
    return set(kinds.values()) == {_WORD} and _over_values(rows, below, kinds)


def _apart(rows: Sequence[Row], at: int) -> bool:
    """Whether there are empty rows above one."""
    return rows[at][0] > rows[at - 1][0] + 1


def _has_value(row: Row) -> bool:
    """Whether a row holds a number or a date, as no header does."""
    return any(map(is_value, row[1]))


def _share(columns: Sequence[frozenset[int]], below: range, named: frozenset[int]) -> float:
    """Of the cells in some rows, how many stand in columns that are named."""
    filled = sum(len(columns[k]) for k in below)
    return sum(len(columns[k] & named) for k in below) / filled if filled else 0.0


def _narrow_above(columns: Sequence[frozenset[int]], at: int) -> bool:
    """Whether single cells stand over three columns or more."""
    return len(columns[at]) > 2 and all(len(above) == 1 for above in columns[:at])


def _over_values(rows: Sequence[Row], below: range, kinds: dict[int, str]) -> bool:
    """Whether numbers or dates stand in some column that has a word or a year as its name."""
    for column, kind in kinds.items():
        cells = [rows[k][1][column] for k in below if column < len(rows[k][1])]
        under = [_kind(cell) for cell in cells if cell]
        others = sum(one not in (kind, _WORD) for one in under)
        if others * 2 > len(under):
            return True
    return False


def _groups(rows: Sequence[Row], columns: Sequence[frozenset[int]], at: int) -> bool:
    """Whether the row above names groups of the columns: "2023" over four, "2024" over four."""
    above = columns[at - 1]
    gaps = max(above) - min(above) + 1 > len(above)
    values = {_kind(rows[at - 1][1][k]) == _VALUE for k in above}
    wide = (max(above) + 1) * 2 > max(columns[at]) + 1
    return not _apart(rows, at) and gaps and wide and len(values) == 1


def _kind(cell: str) -> str:
    if _YEAR_FORM.fullmatch(cell):
        return _YEAR
    short = len(cell) <= _LONGEST_VALUE
    return _VALUE if short and _VALUE_FORM.fullmatch(cell) else _WORD
