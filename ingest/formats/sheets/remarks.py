"""What people remarked on the cells of a sheet: notes, and threads, which Excel calls comments."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ingest.formats.blocks import comment, one_line
from ingest.formats.office import ooxml
from ingest.formats.packed import zipped
from ingest.formats.pages.clean import scrub
from ingest.formats.sheets.parts import BOOK, Row, column_number
from ragqa.errors import DocumentError

Remarks = dict[int, dict[int, list[str]]]
"""What is told of cells, by the 1-based number of the row and the 0-based one of the column."""

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_COPY_OF_THREAD = "tc="  # what begins the author of the note that older programs show for a thread
_READINGS = "{*}rPh"  # of Chinese and Japanese, beside the text


def sheet_remarks(archive: zipfile.ZipFile, part: str) -> Remarks:
    """What is told of each cell that somebody remarked on; what is damaged is left out."""
    people = {
        person.get("id", ""): one_line(scrub(person.get("displayName", "")))
        for root in _roots(archive, BOOK, "person")
        for person in root.iter("{*}person")
    }
    remarks: Remarks = {}
    for root in _roots(archive, part, "threadedComment"):
        for one in root.iter("{*}threadedComment"):
            text = "".join(node.text or "" for node in one.iterchildren("{*}text"))
            _tell(remarks, one, text, people.get(one.get("personId", ""), ""))
    for root in _roots(archive, part, "comments"):
        authors = [one_line(scrub(author.text or "")) for author in root.iter("{*}author")]
        for note in root.iter("{*}comment"):
            number = note.get("authorId", "")
            known = number.isdecimal() and len(number) < 9 and int(number) < len(authors)
            author = authors[int(number)] if known else ""
            if not author.startswith(_COPY_OF_THREAD):
                _tell(remarks, note, _text(note), author)
    return remarks


def with_remarks(rows: Iterable[Row], remarks: Remarks) -> Iterator[Row]:
    """The rows, each remark beside the text of its cell; these are taken out of ``remarks``."""
    for number, cells in rows:
        of_row = remarks.get(number, {})
        yield number, [_beside(cell, of_row.pop(k, ())) for k, cell in enumerate(cells)]


def remaining(rows: Iterable[Row], remarks: Remarks) -> Iterator[str]:
    """What else was remarked on some rows, with the text of the cell; taken out of ``remarks``."""
    for number, cells in rows:
        for column, told in remarks.pop(number, {}).items():
            text = cells[column] if column < len(cells) else ""
            yield _beside(text, told) if text else "; ".join(told)


def add_remark(remarks: Remarks, row: int, column: int, told: str) -> None:
    """One more remark on a cell."""
    remarks.setdefault(row, {}).setdefault(column, []).append(told)


def _beside(cell: str, told: Sequence[str]) -> str:
    return f"{cell} [{'; '.join(told)}]".lstrip() if told else cell


def _roots(archive: zipfile.ZipFile, part: str, kind: str) -> Iterator[Any]:
    for name in dict.fromkeys(ooxml.targets(archive, part, kind).values()):
        try:
            yield zipped.xml(zipped.read(archive, name))
        except DocumentError:
            continue


def _tell(remarks: Remarks, one: Any, text: str, author: str) -> None:
    place = _REFERENCE.fullmatch(one.get("ref", ""))
    text = one_line(scrub(text))
    if author:  # Excel writes who it is into the note itself
        text = text.removeprefix(f"{author}:").lstrip()
    if place and text:
        column = column_number(place[1].encode())
        add_remark(remarks, int(place[2]), column, comment(text, author))


def _text(note: Any) -> str:
    return "".join(
        node.text or ""
        for node in note.iter("{*}t")
        if next(node.iterancestors(_READINGS), None) is None
    )
