"""Tables of names and their values, as forms and data sheets are: "Name | Ann | Born | 1990". Pure.

They have no header. Taken for a table that has one, each value would be told under the value above
it; so each is told with its own name, on a line: "Name: Ann". What is not clearly so stays a table.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.formats.tables import parties
from ingest.formats.tables.fields import is_field, is_title_of_values

_LONGEST_NAME = 24  # characters
_LONGEST_LONE = 60  # characters of what stands alone in its row
_FEWEST_ROWS, _MOST_ROWS = 2, 500
_FEWEST_MIXED = 3  # rows, where nothing but the values tells
_DATE = re.compile(
    r"\d{4}[-./年]\d{1,2}(?:[-./月]\d{1,2}日?|月)?|\d{1,2}[-./]\d{1,2}[-./]\d{2,4}"
    r"|\d{1,2}\.? [^\W\d_]{3,9}\.? \d{4}|[^\W\d_]{3,9}\.? \d{1,2}, \d{4}"
)
_AMOUNT = re.compile(
    r"[-+±≤≥<>~≈约]?\s?[$€£¥￥]?\s?\d[\d.,:×x*/\-–~ ]*(?P<unit>[^\W\d_].{0,7}|[%‰°].{0,3})?"
)
_MAIL = re.compile(r"\S+@\S+\.\S+")
_WORD = "word"


@dataclass(frozen=True, slots=True)
class _Row:
    """A row: its names with their values, and what stands without one."""

    pairs: tuple[tuple[str, str], ...]
    lone: tuple[str, ...]
    all: tuple[tuple[str, str], ...]
    """Both in order, with "" for no value."""


def told(rows: Iterable[Sequence[str]]) -> list[str]:
    """Of each of the first rows its pairs, a line for each; as many as are rows of pairs.

    Args:
        rows: Cells of one line each; "" for an empty one, and for those that one reaches over.
    """
    rows = list(itertools.islice(rows, _MOST_ROWS))
    if of_two := parties.told(rows):
        return of_two
    parsed = _first_rows(map(_parsed, rows))
    while parsed and not parsed[-1].pairs and len(parsed[-1].lone) > 1:
        parsed.pop()
    if sum(bool(row.pairs) for row in parsed) < _FEWEST_ROWS or not _are_pairs(parsed):
        return []
    return ["\n".join(_without_repeated(parsed, n)) for n in range(len(parsed))]


def told_alone(cells: Sequence[str]) -> list[str]:
    """The cells of a row that is no table, a line each; "Buyer" is told with what it is of."""
    names, values = cells[::2], cells[1::2]
    titled = len(names) == len(values) and all(map(_may_be_name, names))
    if titled and all(map(_is_labelled, values)) and not any(map(_is_labelled, names)):
        return [_line(*pair) for pair in zip(names, values, strict=True)]
    return list(cells)


def _is_labelled(cell: str) -> bool:
    return ":" in cell or "：" in cell


def unfolded(rows: Sequence[Sequence[str]]) -> Sequence[Sequence[str]]:
    """A table whose header stands twice or more side by side, as one below another."""
    header = rows[0] if rows else ()
    for width in range(2, len(header) // 2 + 1):
        times, rest = divmod(len(header), width)
        names = list(header[:width])
        if not rest and all(names) and len(set(names)) == width and names * times == list(header):
            starts = range(0, len(header), width)
            parts = [list(row[start : start + width]) for start in starts for row in rows[1:]]
            return [names, *(part for part in parts if any(part))]
    return rows


def _parsed(row: Sequence[str]) -> _Row:
    cells = [(column, cell) for column, cell in enumerate(row) if cell]
    pairs: list[tuple[str, str]] = []
    lone: list[str] = []
    both: list[tuple[str, str]] = []
    at = 0
    while at < len(cells):
        column, name = cells[at]
        following = cells[at + 1] if at + 1 < len(cells) else None
        at += 1
        if following and (
            following[0] == column + 1 or (is_field(name) and not is_field(following[1]))
        ):
            pairs.append((name, following[1]))
            both.append(pairs[-1])
            at += 1
        else:
            lone.append(name)
            both.append((name, ""))
    return _Row(tuple(pairs), tuple(lone), tuple(both))


def _line(name: str, value: str) -> str:
    if not value:
        return name
    return f"{name} {value}" if name.endswith((":", "：")) else f"{name}: {value}"


def _first_rows(rows: Iterable[_Row]) -> list[_Row]:
    """Those until one that names again what was named, or names fields as values."""
    names: set[str] = set()
    taken: list[_Row] = []
    for row in rows:
        own = [name for name, _ in row.pairs]
        fresh = len(set(own)) == len(own) and names.isdisjoint(own)
        sound = all(map(_may_be_name, own)) and not any(is_field(value) for _, value in row.pairs)
        if not fresh or not sound or any(len(cell) > _LONGEST_LONE for cell in row.lone):
            break
        if taken and not row.pairs and len(row.lone) > 1 and not all(map(is_field, row.lone)):
            break
        names.update(own)
        taken.append(row)
    return taken


def _may_be_name(text: str) -> bool:
    is_short = len(text) <= _LONGEST_NAME
    return is_short and any(map(str.isalpha, text)) and _form(text) == _WORD


def _are_pairs(rows: Sequence[_Row]) -> bool:
    """Whether the names tell, or else values that no column of a table would have."""
    pairs = [pair for row in rows for pair in row.pairs]
    blank = sum(is_field(cell) for row in rows for cell in row.lone)
    if blank > len(pairs) or is_title_of_values(pairs[0][1]):
        return False
    if all(name.endswith((":", "：")) for name, _ in pairs):
        return True
    most = max(len(row.pairs) for row in rows)
    later = [[is_field(name) for name, _ in row.all] for row in rows[1:]]
    if sum(map(sum, later)) >= 2 and (
        is_field(pairs[0][0]) if most < 2 else any(sum(row[1:]) for row in later)
    ):
        return True
    return most > 1 and len(rows) >= _FEWEST_MIXED and all(map(_is_mixed, _columns(rows[1:])))


def _columns(rows: Sequence[_Row]) -> list[list[str]]:
    """The forms of the values of each pair of columns."""
    most = max(len(row.pairs) for row in rows)
    return [[_form(row.pairs[n][1]) for row in rows if n < len(row.pairs)] for n in range(most)]


def _is_mixed(forms: Sequence[str]) -> bool:
    """Whether values are of more than one unit or kind, words aside."""
    return len({form for form in forms if form != _WORD}) > 1


def _form(value: str) -> str:
    """What kind of value it is; of an amount, its unit."""
    if _DATE.fullmatch(value):
        return "date"
    if _MAIL.fullmatch(value):
        return "mail"
    amount = _AMOUNT.fullmatch(value)
    return _WORD if amount is None else f"in {amount['unit'] or 'nothing'}"


def _without_repeated(rows: Sequence[_Row], n: int) -> list[str]:
    """The lines of a row, without what a cell over several rows said in the one above."""
    above = rows[n - 1].lone if n else ()
    return [_line(*both) for both in rows[n].all if both[1] or both[0] not in above]
