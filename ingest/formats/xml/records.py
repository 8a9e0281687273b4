"""Records of XML data that are alike: a table, whose rows are told whole. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ingest.formats.xml.tree import elements

_FEWEST = 2  # records
_MOST_COLUMNS = 20
_LONGEST_CELL = 120  # characters
_LONGEST_ROW = 400

Values = Callable[[Any], list[tuple[str, str]] | None]
"""What a record says, names and values; None of one that holds more than values."""


def as_table(records: Sequence[Any], values: Values) -> list[list[str]]:
    """The rows of a table, its header first; none where these make no good one.

    Args:
        records: Elements of one name.
        values: Gives what a record says.
    """
    if len(records) < _FEWEST:
        return []
    columns: dict[str, int] = {}
    rows = []
    for record in records:
        row: dict[str, list[str]] = {}
        told = values(record) if elements(record) else None
        for column, value in told or ():
            row.setdefault(column, []).append(value)
            columns.setdefault(column, len(columns))
        cells = {column: ", ".join(filter(None, said)) for column, said in row.items()}
        if told is None or not _fits(cells.values()) or len(columns) > _MOST_COLUMNS:
            return []
        rows.append(cells)
    return [list(columns), *([row.get(column, "") for column in columns] for row in rows)]


def _fits(cells: Any) -> bool:
    lengths = [len(cell) for cell in cells]
    return bool(lengths) and max(lengths) <= _LONGEST_CELL and sum(lengths) <= _LONGEST_ROW
