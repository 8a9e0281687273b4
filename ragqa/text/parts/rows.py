"""Rows of Markdown tables as people read them: "name: Ann · age: 30" for "| Ann | 30 |". Pure.

Lines of configuration files (``keyed``) are read with their keys so, too, and source code without
the marks of its comments (``commented``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ragqa.text.language import is_cjk
from ragqa.text.parts.commented import commented, is_code, said
from ragqa.text.parts.keyed import keyed, told
from ragqa.types import Passage

_BAR = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"\|(?:\s*:?-+:?\s*\|)+")
_TITLE = re.compile(
    r"^[ \t]*(?=\|[^\n]*\|[ \t]*\n[ \t]*\|(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*$)", re.MULTILINE
)
_NUMBER = re.compile(r"[-+]?[\d.,]+%?")
_BETWEEN = " · "  # no mark that ends a sentence or parts of one


def readable(passage: Passage, start: int, end: int) -> str:
    """``passage.text[start:end]``; a row of a table, and only a whole one, with its header."""
    text = passage.text[start:end]
    if not is_row(text):
        lines = (told(passage, line) for line in keyed(passage) if line[:2] == (start, end))
        return said(text) if is_code(passage.source) else next(lines, text)
    header = next((h for s, e, h in _rows(passage) if (s, e) == (start, end)), None)
    return text if header is None else _paired(text, header)


def readable_rows(passage: Passage) -> dict[str, tuple[int, int]]:
    """Each row of the passage's tables as ``readable`` gives it, and where it stands.

    Offsets are in the passage's text, 0-based; of equal rows the first is told.
    """
    found: dict[str, tuple[int, int]] = {}
    for start, end, header in _rows(passage):
        found.setdefault(_paired(passage.text[start:end], header), (start, end))
    for start, end in commented(passage):
        found.setdefault(said(passage.text[start:end]), (start, end))
    for line in keyed(passage):
        found.setdefault(told(passage, line), (line.start, line.end))
    return found


def headers(passage: Passage) -> dict[int, str]:
    """The names of a row's columns, by where the row begins in the passage's text, 0-based."""
    found = ((start, " ".join(cells(header)).strip()) for start, _, header in _rows(passage))
    return {start: names for start, names in found if names}


def header_rows(passage: Passage) -> dict[int, str]:
    """By where it begins, the header of each row's table as a row of Markdown.

    Offsets are in the passage's text, 0-based; a header itself is not among them.
    """
    return {start: header for start, _, header in _rows(passage) if header}


def titles(text: str) -> frozenset[int]:
    """Where the headers of the tables in a text begin, 0-based."""
    return frozenset(match.end() for match in _TITLE.finditer(text))


def is_header(heading: str, row: str) -> bool:
    """Whether a heading is the header of the table that ``row`` is from, as pieces have it."""
    return is_row(row) and len(cells(f"|{heading}|")) > 1


def header_of(headings: Sequence[str], text: str) -> str:
    """The header of the table within which a piece begins, as its innermost heading has it; or "".

    It belongs to what the piece says, as no other heading does: it is what its rows are asked by.
    """
    first, _, _ = text.partition("\n")
    return headings[-1] if headings and is_header(headings[-1], first.strip()) else ""


def _rows(passage: Passage) -> Iterator[tuple[int, int, str]]:
    """Start, end and header of each row; "" where no header is known."""
    lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", passage.text)]
    header, last = "", -2
    for number, (start, end) in enumerate(lines):
        line = passage.text[start:end]
        if not is_row(line.strip()):
            continue
        if number != last + 1 or passage.text[start - 2 : start] == "\n\n":
            header = _from_headings(passage, start, line)
        last = number
        if _RULE.fullmatch(line.strip()):
            above = lines[number - 1] if number else (0, 0)
            row = passage.text[above[0] : above[1]].strip()
            header = row if is_row(row) else header
            continue
        start += len(line) - len(line.lstrip())
        yield start, start + len(line.strip()), header


def _from_headings(passage: Passage, start: int, row: str) -> str:
    """The header that a piece beginning within a table has as its innermost heading."""
    [*_, heading] = ("", *passage.headings_at(passage.start + start))
    return f"| {heading} |" if is_header(heading, row.strip()) else ""


def is_row(text: str) -> bool:
    """Whether a text is one row of a table and nothing else."""
    return len(text) > 1 and text[0] == "|" == text[-1] and "\n" not in text


def cells(row: str) -> list[str]:
    """What a row of a table says in each column."""
    return [cell.replace("\\|", "|").strip() for cell in _BAR.split(row)[1:-1]]


def _paired(row: str, header: str) -> str:
    names, values = cells(header), cells(row)
    if all(_NUMBER.fullmatch(name) for name in names):
        names = []  # a row of values: the table has no header
    names += [""] * (len(values) - len(names))
    return _BETWEEN.join(
        value if not name or name == value else f"{name}{'：' if is_cjk(name[-1]) else ': '}{value}"
        for name, value in zip(names, values, strict=False)
        if value
    )
