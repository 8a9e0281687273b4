"""Excel workbooks opened with openpyxl, as far as they can be."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from ingest.formats.office import ooxml
from ingest.formats.packed import zipped
from ingest.formats.sheets.parts import BOOK, Row, references
from ingest.formats.sheets.styles import with_formats_alone
from ingest.formats.sheets.values import know_dates, shown
from ingest.names import listed
from ingest.parsed import Remark
from ragqa.text.counted import counted

_LAST_ROW = 1_048_576  # of any sheet; a file may claim more


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook that is open.

    Attributes:
        book: As openpyxl reads it, row by row.
        archive: Its parts.
        remarks: What is to be told of what is damaged or missing.
    """

    book: Any
    archive: zipfile.ZipFile
    remarks: tuple[Remark, ...]


@contextmanager
def opened(path: Path) -> Iterator[Book]:
    """Check a workbook and open it.

    Raises:
        DocumentError: It is no Excel workbook, is encrypted or damaged.
    """
    # As a stream: openpyxl would judge a path by its ending.
    with warnings.catch_warnings(), ExitStack() as stack:
        warnings.simplefilter("ignore")  # of styles and extensions that only matter for writing
        office = stack.enter_context(ooxml.opened(path, mend_relations=False))
        stream = office.stream
        try:
            book = _loaded(stream)
        except KeyError as error:  # a part that all sheets need
            raise zipped.damaged() from error
        except (AttributeError, IndexError, TypeError, ValueError):
            stream = stack.enter_context(with_formats_alone(stream))
            book = _loaded(stream)
        stack.enter_context(closing(book))
        know_dates(book)
        archive = stack.enter_context(zipfile.ZipFile(stream))
        yield Book(book, archive, (*office.remarks(), *_missing(book, archive)))


def _loaded(stream: IO[bytes]) -> Any:
    import openpyxl  # type: ignore[import-untyped]

    return openpyxl.load_workbook(
        stream, read_only=True, data_only=True, keep_links=False, rich_text=True
    )


def _missing(book: Any, archive: zipfile.ZipFile) -> tuple[Remark, ...]:
    """What is told of sheets that the workbook names and that are not in the file."""
    there = frozenset(book.sheetnames)
    gone = [name for name, _ in references(archive, BOOK, "sheet") if name not in there]
    if not gone:
        return ()
    names, names_zh = listed(gone)
    en = counted("{count} sheet is|{count} sheets are", len(gone))
    return (
        Remark(
            f"{en} missing from the file: {names}.",
            f"文件中缺少 {len(gone)} 个工作表：{names_zh}。",
        ),
    )


def rows(sheet: Any) -> Iterator[Row]:
    """The rows of a sheet, their cells as Excel shows them.

    Raises:
        DocumentError: There are more than a sheet may have.
    """
    from openpyxl.styles.numbers import BUILTIN_FORMATS  # type: ignore[import-untyped]

    # Where a file names a currency by number alone, openpyxl has dollars for that of any place.
    dollars = frozenset(form for form in BUILTIN_FORMATS.values() if "$" in form)
    for number, row in enumerate(sheet.iter_rows(), 1):
        if number > _LAST_ROW:
            raise zipped.damaged(sheet.title[:60])
        forms = ((cell.value, _form(cell)) for cell in row)
        yield number, [shown(value, "" if form in dollars else form) for value, form in forms]


def _form(cell: Any) -> str:
    """The number format of a cell, "" where the file has none of the number that the cell names."""
    try:
        return str(cell.number_format)
    except IndexError:
        return ""
