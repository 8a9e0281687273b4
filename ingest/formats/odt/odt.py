"""OpenDocument texts, sheets, slides and drawings, read from their XML."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ingest.formats.blocks import BULLET, Blocks, one_line
from ingest.formats.odt import files as odt_files
from ingest.formats.odt.numbers import labels
from ingest.formats.odt.text import (
    ANNOTATION,
    SKIPPED,
    asides,
    count,
    odt_text,
    remarks_in,
    repeated,
    told,
)
from ingest.formats.pages.clean import scrub
from ingest.formats.pictures import Pictures
from ingest.formats.sheets.parts import MOST_SPANS, Row, Span, filled_down
from ingest.formats.sheets.remarks import Remarks, add_remark
from ingest.formats.sheets.sheets import MAX_ROWS, write_sheet
from ingest.parsed import Parsed

_ODF = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TEXT, _TABLE = _ODF % "text", _ODF % "table"
_DRAW, _SHOW = _ODF % "drawing", _ODF % "presentation"
_DESCRIPTIONS = tuple(f"{_ODF % 'svg-compatible'}{name}" for name in ("title", "desc"))


def load_odt(path: Path, pictures: Pictures | None = None) -> Parsed:
    """Paragraphs, headings, lists and tables in document order.

    Notes, text boxes and the text of pictures come below the paragraph they hang on. Running heads
    and feet come once, at the end.

    Args:
        path: The file.
        pictures: Reads pictures; None leaves them out.

    Raises:
        DocumentError: It is no OpenDocument text, is encrypted or damaged.
    """
    document = odt_files.opened(path, "text")
    blocks = Blocks()
    pictures = pictures or Pictures(ocr=False)
    numbers = labels(document.body, list(document.roots))
    _odt_blocks(document.body, blocks, odt_files.reader(document, pictures), numbers)
    blocks.running(_text_of(place) for place in document.running())
    return blocks.parsed(document.title, pictures.remarks())


def load_ods(path: Path) -> Parsed:
    """Every sheet as a heading and its tables.

    Raises:
        DocumentError: It is no OpenDocument sheet, is encrypted or damaged, or has too many rows.
    """
    document = odt_files.opened(path, "spreadsheet")
    blocks = Blocks()
    for sheet in document.body.iterchildren(f"{_TABLE}table"):
        name = sheet.get(f"{_TABLE}name", "")
        write_sheet(blocks, name, _rows(sheet), _cell_remarks(sheet))
    return blocks.parsed(document.title)


def load_odp(path: Path, pictures: Pictures | None = None) -> Parsed:
    """Each slide as a page, its notes last. The arguments as in ``load_odt``.

    Raises:
        DocumentError: It is no OpenDocument presentation, is encrypted or damaged.
    """
    return _pages(path, "presentation", pictures)


def load_odg(path: Path, pictures: Pictures | None = None) -> Parsed:
    """Each page of a drawing. The arguments as in ``load_odt``.

    Raises:
        DocumentError: It is no OpenDocument drawing, is encrypted or damaged.
    """
    return _pages(path, "drawing", pictures)


def _pages(path: Path, kind: str, pictures: Pictures | None) -> Parsed:
    document = odt_files.opened(path, kind)
    blocks = Blocks()
    pictures = pictures or Pictures(ocr=False)
    read = odt_files.reader(document, pictures)
    for page in document.body.iterchildren(f"{_DRAW}page"):
        blocks.page()
        blocks.part()
        heading = next((e for e in page if e.get(f"{_SHOW}class") == "title"), None)
        blocks.mark("", 1)  # a slide without a title is not under that of the one before
        if heading is not None:
            blocks.heading(1, _whole_text(heading))
        for element in page:
            if element.tag == f"{_SHOW}notes":
                _write_notes(element, blocks, read)
            elif element is not heading:
                _odt_blocks([element], blocks, read)
    return blocks.parsed(document.title, pictures.remarks())


def _write_notes(element: Any, blocks: Blocks, read: Callable[[Any], str]) -> None:
    """What the speaker says, called as of PowerPoint's slides."""
    inner = Blocks()
    _odt_blocks([element], inner, read)
    if said := inner.parsed().text:
        blocks.text(f"Notes: {said}")


def _odt_blocks(
    body: Sequence[Any],
    blocks: Blocks,
    read: Callable[[Any], str],
    numbers: Mapping[Any, str] = MappingProxyType({}),
) -> None:
    waiting: list[tuple[Any, int]] = [(child, 0) for child in reversed(body)]
    while waiting:
        element, depth = waiting.pop()
        if element.tag in SKIPPED or element.get(f"{_SHOW}class") == "page-number":
            continue
        if element.tag in (f"{_TEXT}h", f"{_TEXT}p"):
            _write_paragraph(element, depth, blocks, numbers.get(element, BULLET))
            hanging = [*asides(element), *remarks_in(element)]
            waiting.extend((one, 0) for one in reversed(hanging))
        elif element.tag == ANNOTATION:
            blocks.text(told(element))
        elif element.tag == f"{_TABLE}table":
            blocks.table([cells for _, cells in _rows(element)])
            for annotation in remarks_in(element):
                blocks.text(told(annotation))
            for image in element.iter(f"{_DRAW}image"):
                blocks.text(read(image))
        elif element.tag == f"{_DRAW}image":
            blocks.text(read(element))
        elif element.tag in _DESCRIPTIONS:
            blocks.text(one_line(scrub(element.text or "")))
        else:
            inner = depth + (element.tag == f"{_TEXT}list")
            waiting.extend((child, inner) for child in reversed(element))


def _write_paragraph(element: Any, depth: int, blocks: Blocks, label: str) -> None:
    text = odt_text(element)
    if element.tag == f"{_TEXT}h":
        level = element.get(f"{_TEXT}outline-level", "1")
        number = label if text and label != BULLET else ""
        blocks.heading(int(level) if level.isdigit() else 1, f"{number} {text}")
    elif depth:
        blocks.item(text, depth - 1, label or " ")
    else:
        blocks.text(text)


def _whole_text(element: Any) -> str:
    """The text of a small place, that of what hangs on it below."""
    texts = [odt_text(element), *(_text_of([aside]) for aside in asides(element))]
    return "\n".join(filter(None, texts))


def _text_of(body: Sequence[Any]) -> str:
    """The text of some elements, without that of pictures."""
    blocks = Blocks()
    _odt_blocks(body, blocks, lambda _image: "")
    return blocks.parsed().text


def _rows(table: Any) -> Iterator[Row]:
    """The rows of a table, the text of a cell that spans several in each of them."""
    spans = list(itertools.islice(_spans(table), MOST_SPANS))
    return filled_down(_numbered(table), spans)


def _numbered(table: Any) -> Iterator[Row]:
    for number, row in _elements(table):
        cells: list[str] = []
        for cell in _cells(row):
            cells += [_whole_text(cell)] * count(cell, f"{_TABLE}number-columns-repeated")
        times = repeated(row, f"{_TABLE}number-rows-repeated")
        if any(cells):
            for k in range(min(times, MAX_ROWS + 1)):
                yield number + k, list(cells)
        elif times:
            yield number, []


def _cell_remarks(table: Any) -> Remarks:
    remarks: Remarks = {}
    for number, row in _elements(table) if next(table.iter(ANNOTATION), None) is not None else ():
        column = 0
        for cell in _cells(row):
            for annotation in cell.iterchildren(ANNOTATION):
                if text := told(annotation):
                    add_remark(remarks, number, column, text)
            column += count(cell, f"{_TABLE}number-columns-repeated")
    return remarks


def _spans(table: Any) -> Iterator[Span]:
    for number, row in _elements(table):
        column = 0
        for cell in _cells(row):
            if (rows := repeated(cell, f"{_TABLE}number-rows-spanned")) > 1:
                yield Span(number, number + rows - 1, column)
            column += count(cell, f"{_TABLE}number-columns-repeated")


def _elements(table: Any) -> Iterator[tuple[int, Any]]:
    """The rows of a table, not those of tables in it, each with its 1-based number."""
    number = 1
    for row in table.iter(f"{_TABLE}table-row"):
        if next(row.iterancestors(f"{_TABLE}table")) is table:
            yield number, row
            number += repeated(row, f"{_TABLE}number-rows-repeated")


def _cells(row: Any) -> Iterator[Any]:
    yield from row.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
