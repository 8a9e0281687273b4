"""Tables that go on on the next page of a PDF, given their header there. Pure.

A page that only goes on with a table begins with a row like all others, which would be taken for
the names of the columns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.formats.tables.head import is_value
from ragqa.text.parts.rows import cells

_RULE = re.compile(r"\|(?: --- \|)+")
_DIGITS = re.compile(r"\d+")
_EDGE = 2  # lines of a running head or foot between the two parts of a table


def with_headers(pages: Sequence[str]) -> list[str]:
    """The pages; a table that only goes on from the page before has its header on each.

    Args:
        pages: The text of each, tables as Markdown.
    """
    told = list(pages)
    for n in range(1, len(told)):
        if "\n| --- |" in told[n - 1] and "\n| --- |" in told[n]:
            told[n] = _continued(told[n - 1].split("\n"), told[n].split("\n"))
    return told


def _continued(before: Sequence[str], page: list[str]) -> str:
    last = _ends_with(before, page)
    first = _begins_with(page, before)
    if last is not None and first is not None and _goes_on(before[last:], page[first:]):
        page[first : first + 2] = [*before[last : last + 2], page[first]]
    return "\n".join(page)


def _ends_with(page: Sequence[str], following: Sequence[str]) -> int | None:
    """The line with which the table begins that ends a page, but for its running feet."""
    feet = _edge([*reversed(following)])
    at, passed = len(page) - 1, 0
    while at >= 0 and not page[at].startswith("|"):
        if page[at].strip():
            passed += 1
            if passed > _EDGE or _alike(page[at]) not in feet:
                return None
        at -= 1
    while at > 0 and page[at - 1].startswith("|"):
        at -= 1
    return at if 0 <= at < len(page) - 1 and _RULE.fullmatch(page[at + 1]) else None


def _begins_with(page: Sequence[str], before: Sequence[str]) -> int | None:
    """The line with which the table begins that begins a page, but for its running heads."""
    heads = _edge(before)
    passed = 0
    for at, line in enumerate(page[:-1]):
        if line.startswith("|"):
            return at if _RULE.fullmatch(page[at + 1]) else None
        if line.strip():
            passed += 1
            if passed > _EDGE or _alike(line) not in heads:
                return None
    return None


def _goes_on(table: Sequence[str], following: Sequence[str]) -> bool:
    """Whether the second one has as many columns and begins with a row of values."""
    header, first = cells(table[0]), cells(following[0])
    if _is_rest_of_row(first) and len(following) > 2:
        first = cells(following[2])
    if len(header) != len(first) or any(map(is_value, header)):
        return False
    rows = [cells(line) for line in table[2:] if line.startswith("|")]
    return any(
        is_value(cell) and any(is_value(row[k]) for row in rows if len(row) > k)
        for k, cell in enumerate(first)
    )


def _is_rest_of_row(row: Sequence[str]) -> bool:
    """Whether a row may be what the last one on the page before had no room for."""
    return not row[0] and sum(map(bool, row)) < len(row) - 1 and not any(map(is_value, row))


def _edge(lines: Sequence[str]) -> list[str]:
    """The first lines that are not empty, their digits counting as equal."""
    return [_alike(line) for line in lines if line.strip()][:_EDGE]


def _alike(line: str) -> str:
    return _DIGITS.sub("0", line.strip())
