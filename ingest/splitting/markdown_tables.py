"""The Markdown tables in a text: what names their columns, and where their rows are."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.formats.blocks import one_line

_LONGEST_HEADER = 300  # characters of a table's header row that go with each part
_TABLE = re.compile(
    r"^ {0,3}\|(?P<header>.+)\|[ \t]*\n"
    r" {0,3}\|(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*\n"
    r"(?P<body>(?: {0,3}\|.*\n?)+)",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Table:
    """A Markdown table: the header's cells, and where the rows below it begin and end."""

    header: str
    start: int
    end: int


def tables_in(text: str) -> list[Table]:
    """Those that name a column, in order."""
    tables = []
    for match in _TABLE.finditer(text):
        if header := one_line(match["header"])[:_LONGEST_HEADER]:
            tables.append(Table(header, *match.span("body")))
    return tables


def around(tables: Sequence[Table], place: int) -> Table | None:
    """The one among whose rows an offset is; None where there is none."""
    index = bisect.bisect_right(tables, place, key=lambda table: table.start) - 1
    return tables[index] if index >= 0 and place < tables[index].end else None
