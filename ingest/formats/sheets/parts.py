"""What the XML of an Excel sheet says that openpyxl does not give row by row.

Read as a stream and by pattern, since a sheet may have hundreds of megabytes.
"""

from __future__ import annotations

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.formats.office import ooxml
from ingest.formats.packed import zipped
from ragqa.errors import DocumentError

BOOK = "xl/workbook.xml"

MOST_SPANS = 20_000
"""Merged cells of a sheet that are told in each of their rows."""

_REFERENCES = ("}id", "}embed")  # attributes that hold the id of a relation
_BLOCK, _OVERLAP = 1 << 20, 12_000  # bytes; no match is longer than the overlap
_LONGEST_REPEATED = 200  # characters
_MERGED = re.compile(rb'<mergeCell\b[^>]{0,60}?\bref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"')
_FORMULA = re.compile(
    rb"<c\b([^>]{0,200})>\s{0,9}<f\b(?:[^>]{0,300}/>|[^>]{0,300}>[^<]{0,9000}</f>)\s{0,9}"
    rb"(?:<v\s?/>|<v></v>)?\s{0,9}</c>"
)

Row = tuple[int, list[str]]
"""The 1-based number of a row, and its cells."""


@dataclass(frozen=True, slots=True)
class Span:
    """A merged cell over several rows: 1-based ``first`` to ``last``, in a 0-based ``column``."""

    first: int
    last: int
    column: int


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The name in the archive of each sheet, by its title; those that are damaged are left out."""
    parts = ooxml.targets(archive, BOOK)
    there = frozenset(archive.namelist())
    named = ((title, parts.get(key, "")) for title, key in references(archive, BOOK, "sheet"))
    return {title: part for title, part in named if part in there}


def references(archive: zipfile.ZipFile, part: str, tag: str) -> Iterator[tuple[str, str]]:
    """Name, "" for none, and relation of each element with a tag, whatever its namespace."""
    try:
        root = zipped.xml(zipped.read(archive, part))
    except DocumentError:
        return
    for element in root.iter(f"{{*}}{tag}"):
        for attribute, value in element.items():
            if attribute.endswith(_REFERENCES):
                yield element.get("name", ""), value


def spans_and_unanswered(archive: zipfile.ZipFile, part: str) -> tuple[list[Span], int]:
    """The cells of a sheet that span rows, and how many formulas have no result stored.

    A program that writes a workbook without working it out leaves such formulas.
    """
    spans: list[Span] = []
    unanswered = 0
    for text, end in _blocks(archive, part):
        for match in _MERGED.finditer(text):
            first, last = int(match[2]), int(match[3])
            if match.start() < end and last > first and len(spans) < MOST_SPANS:
                spans.append(Span(first, last, column_number(match[1])))
        unanswered += sum(
            # An empty text is a result.
            match.start() < end and b't="str"' not in match[1]
            for match in _FORMULA.finditer(text)
        )
    return spans, unanswered


def filled_down(rows: Iterable[Row], spans: Sequence[Span]) -> Iterator[Row]:
    """The rows, the text of a cell that spans several in each of them that has other cells."""
    begin: dict[int, list[Span]] = defaultdict(list)
    for span in spans:
        begin[span.first].append(span)
    going: list[tuple[Span, str]] = []
    for number, cells in rows:
        going = [(span, text) for span, text in going if number <= span.last]
        if any(cells):
            for span, text in going:
                cells += [""] * (span.column + 1 - len(cells))
                cells[span.column] = cells[span.column] or text
        for span in begin.get(number, ()):
            text = cells[span.column] if span.column < len(cells) else ""
            if 0 < len(text) <= _LONGEST_REPEATED:
                going.append((span, text))
        yield number, cells


def _blocks(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[bytes, int]]:
    """The part in overlapping blocks, each with the place up to which matches begin in it."""
    try:
        with archive.open(part) as stream:
            text = b""
            while block := stream.read(_BLOCK):
                text += block
                end = max(0, len(text) - _OVERLAP)
                yield text, end
                text = text[end:]
            yield text, len(text)
    except (KeyError, *zipped.BROKEN):
        return  # openpyxl tells it


def column_number(letters: bytes) -> int:
    """The 0-based column that Excel calls by letters."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
