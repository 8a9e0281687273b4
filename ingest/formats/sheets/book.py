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
from ingest.formats.sheets.parts import BOOK, references
from ingest.formats.sheets.styles import with_formats_alone
from ingest.formats.sheets.values import know_eastern_dates
from ingest.names import shown
from ingest.parsed import Remark
from ragqa.text.counted import counted

_MOST_NAMED = 5


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
        know_eastern_dates(book)
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
    names = [shown(name)[:60] for name in gone[:_MOST_NAMED]]
    etc = ", …" if len(gone) > _MOST_NAMED else ""
    en = counted("{count} sheet is|{count} sheets are", len(gone))
    return (
        Remark(
            f"{en} missing from the file: {', '.join(names)}{etc}.",
            f"文件中缺少 {len(gone)} 个工作表：{'、'.join(names)}{etc}。",
        ),
    )
