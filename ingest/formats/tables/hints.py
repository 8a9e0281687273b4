"""A first look at a page's text for tables without lines, which must cost hardly anything. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.formats.tables.fields import begins_with_field

LEADERS = re.compile(r"(?:\.\s?){4}|…{2}|·{4}")
"""The dots of a list of contents."""

_ENDS = frozenset("0123456789%)")
_SIGN = "[-+−<>~≈$€£¥]{0,3}"
_LAST_NUMBER = re.compile(
    rf"(?:^| )(?:{_SIGN}\d[\d.,]*%?|\({_SIGN}\d[\d.,]*%?\))(?: [^\s\d]{{1,6}})?$"
)
_LONGEST_ROW = 150  # characters
_UNIT = 7  # characters that a unit may have behind the last number, the space before it too


def likely_rows(text: str) -> Iterator[int]:
    """Where in a page's text lines end that may be of such a table: two below one another do.

    Args:
        text: Its lines parted by "\\r\\n"; the offsets of the numbers at the ends are given.
    """
    end = -2
    before = ""
    for line in text.rstrip("0123456789\r\n").split("\r\n"):  # without the number of the page
        end += len(line) + 2
        unit = line.rfind(" ", -_UNIT)  # the space before one; any place where there is none
        if line and (line[-1] in _ENDS or (len(line) > 1 and line[unit - 1] in _ENDS)):
            if before and _is_row(line) and _is_row(before):
                yield end - 1
            before = line
        else:
            before = ""


def has_fields(text: str) -> bool:
    """Whether two lines below one another begin with what fields of forms are called."""
    lines = ["", *text.split("\r\n"), ""]
    # Of two lines below one another one is looked at.
    return any(
        _is_field(lines[at]) and (_is_field(lines[at - 1]) or _is_field(lines[at + 1]))
        for at in range(1, len(lines) - 1, 2)
    )


def _is_field(line: str) -> bool:
    return len(line) < _LONGEST_ROW and begins_with_field(line)


def _is_row(line: str) -> bool:
    return bool(_LAST_NUMBER.search(line)) and not LEADERS.search(line)
