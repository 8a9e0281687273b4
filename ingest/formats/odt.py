"""OpenDocument texts, sheets, slides and drawings, read from their XML."""

from __future__ import annotations

import itertools
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ingest.formats import zipped
from ingest.formats.blocks import Blocks, one_line
from ingest.formats.clean import scrub
from ingest.formats.formulas import math_formula
from ingest.formats.odt_numbers import BULLET, labels
from ingest.formats.pictures import Pictures
from ingest.formats.sheet_parts import MOST_SPANS, Row, Span, filled_down
from ingest.formats.sheets import MAX_ROWS, write_sheet
from ingest.parsed import Parsed
from ragqa.errors import DocumentError

_ODF = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TEXT, _TABLE, _OFFICE = _ODF % "text", _ODF % "table", _ODF % "office"
_DRAW, _SHOW = _ODF % "drawing", _ODF % "presentation"
_MATH = "{http://www.w3.org/1998/Math/MathML}math"
_HREF = "{http://www.w3.org/1999/xlink}href"
_ASIDE = (f"{_TEXT}note", f"{_DRAW}frame", f"{_DRAW}custom-shape", f"{_DRAW}g")
_DESCRIPTIONS = tuple(f"{_ODF % 'svg-compatible'}{name}" for name in ("title", "desc"))
_MOST_REPEATED = 100  # cells and spaces that OpenDocument writes once with a count


def load_odt(path: Path, pictures: Pictures | None = None) -> Parsed:
    """Paragraphs, headings, lists and tables in document order.

    Notes, text boxes and the text of pictures come below the paragraph they hang on.

    Args:
        path: The file.
        pictures: Reads pictures; None leaves them out.

    Raises:
        DocumentError: It is no OpenDocument text, is encrypted or damaged.
    """
    body, title = _opened(path, "text")
    blocks = Blocks()
    pictures = pictures or Pictures(ocr=False)
    numbers = labels(body, [body.getroottree().getroot(), *_styles(path)])
    _odt_blocks(body, blocks, _reader(path, pictures), numbers)
    return blocks.parsed(title, pictures.remarks())


def load_ods(path: Path) -> Parsed:
    """Every sheet as a heading and its tables.

    Raises:
        DocumentError: It is no OpenDocument sheet, is encrypted or damaged, or has too many rows.
    """
    body, title = _opened(path, "spreadsheet")
    blocks = Blocks()
    for sheet in body.iterchildren(f"{_TABLE}table"):
        write_sheet(blocks, sheet.get(f"{_TABLE}name", ""), _rows(sheet))
    return blocks.parsed(title)


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
    body, title = _opened(path, kind)
    blocks = Blocks()
    pictures = pictures or Pictures(ocr=False)
    read = _reader(path, pictures)
    for page in body.iterchildren(f"{_DRAW}page"):
        blocks.page()
        blocks.part()
        heading = next((e for e in page if e.get(f"{_SHOW}class") == "title"), None)
        if heading is not None:
            blocks.heading(1, _whole_text(heading))
        for element in page:
            if element is not heading:
                _odt_blocks([element], blocks, read)
    return blocks.parsed(title, pictures.remarks())


def _reader(path: Path, pictures: Pictures) -> Callable[[Any], str]:
    """What gives the text of a ``draw:image``; one that is only linked has none."""

    def read(image: Any) -> str:
        name = image.get(_HREF, "").removeprefix("./")
        with zipfile.ZipFile(path) as archive:
            if name not in archive.namelist():
                return ""
            try:
                return scrub(pictures.text(archive.read(name)))
            except zipped.BROKEN:
                return ""

    return read


def _styles(path: Path) -> Iterator[Any]:
    """The root of the file of styles, if there is one that can be read."""
    with zipfile.ZipFile(path) as archive:
        if (root := _or_none(archive, "styles.xml")) is not None:
            yield root


def _opened(path: Path, kind: str) -> tuple[Any, str]:
    """The body of a document of a kind, and its title."""
    with zipped.opened(path) as archive:
        manifest = _or_none(archive, "META-INF/manifest.xml")
        if manifest is not None and next(manifest.iter("{*}encryption-data"), None) is not None:
            raise DocumentError(
                "is encrypted; save it without a password.", "已加密；请去掉密码后保存。"
            )
        root = zipped.xml(zipped.read(archive, "content.xml"))
        meta = _or_none(archive, "meta.xml")
        body = root.find(f"{_OFFICE}body/{_OFFICE}{kind}")
        if body is None:
            raise zipped.damaged("content.xml")
        _write_formulas(archive, body)
    title = (
        None if meta is None else next(meta.iter("{http://purl.org/dc/elements/1.1/}title"), None)
    )
    return body, "" if title is None else scrub(title.text or "")


def _write_formulas(archive: zipfile.ZipFile, body: Any) -> None:
    """Put the text of each formula, which is a file of its own, where its frame stands."""
    for object_ in list(body.iter(f"{_DRAW}object")):
        frame, formula = object_.getparent(), object_.find(_MATH)
        if formula is None:
            inner = _or_none(archive, f"{object_.get(_HREF, '').removeprefix('./')}/content.xml")
            formula = inner if inner is not None and inner.tag == _MATH else None
        if formula is not None and frame.tag == f"{_DRAW}frame":
            tail = frame.tail
            frame.clear()
            frame.tag, frame.text, frame.tail = f"{_TEXT}span", math_formula(formula), tail


def _or_none(archive: zipfile.ZipFile, name: str) -> Any:
    """A part without which a document can be read; None when it is missing or damaged."""
    if name not in archive.namelist():
        return None
    try:
        return zipped.xml(zipped.read(archive, name))
    except DocumentError:
        return None


_ODT_SKIPPED = frozenset(
    f"{_TEXT}{name}" for name in ("tracked-changes", "table-of-content", "note-citation")
) | {f"{_OFFICE}annotation"}


def _odt_blocks(
    body: Sequence[Any],
    blocks: Blocks,
    read: Callable[[Any], str],
    numbers: Mapping[Any, str] = MappingProxyType({}),
) -> None:
    waiting: list[tuple[Any, int]] = [(child, 0) for child in reversed(body)]
    while waiting:
        element, depth = waiting.pop()
        if element.tag in _ODT_SKIPPED:
            continue
        if element.tag in (f"{_TEXT}h", f"{_TEXT}p"):
            _write_paragraph(element, depth, blocks, numbers.get(element, BULLET))
            waiting.extend((aside, 0) for aside in reversed(list(_asides(element))))
        elif element.tag == f"{_TABLE}table":
            blocks.table([cells for _, cells in _rows(element)])
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
    text = _odt_text(element)
    if element.tag == f"{_TEXT}h":
        level = element.get(f"{_TEXT}outline-level", "1")
        number = label if text and label != BULLET else ""
        blocks.heading(int(level) if level.isdigit() else 1, f"{number} {text}")
    elif depth:
        blocks.item(text, depth - 1, label or " ")
    else:
        blocks.text(text)


def _asides(element: Any) -> Iterator[Any]:
    """Notes and drawings that hang on a place within an element, the outermost ones."""
    waiting = list(reversed(element))
    while waiting:
        node = waiting.pop()
        if node.tag in _ASIDE:
            yield node
        elif node.tag not in _ODT_SKIPPED:
            waiting.extend(reversed(node))


def _whole_text(element: Any) -> str:
    """The text of a small place, that of what hangs on it below."""
    texts = [_odt_text(element)]
    for aside in _asides(element):
        blocks = Blocks()
        _odt_blocks([aside], blocks, lambda _image: "")
        texts.append(blocks.parsed().text)
    return "\n".join(filter(None, texts))


def _odt_text(element: Any) -> str:
    """All text within but what hangs on a place; counted spaces and line breaks made real."""
    parts: list[str] = []
    waiting: list[Any] = [element]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            parts.append(node)
            continue
        if node is not element and node.tail:
            waiting.append(_one_space(node.tail))
        if not isinstance(node.tag, str) or node.tag in _ODT_SKIPPED:
            continue
        if node.tag in _ASIDE and node is not element:
            continue
        if node.tag == f"{_TEXT}s":
            parts.append(" " * _count(node, f"{_TEXT}c"))
        elif node.tag == f"{_TEXT}tab":
            parts.append(" ")
        elif node.tag in (f"{_TEXT}line-break", f"{_TEXT}p") and node is not element:
            parts.append("\n")
        waiting.extend(reversed(node))
        if node.text:
            waiting.append(_one_space(node.text))
    return scrub("".join(parts)).strip()


def _one_space(text: str) -> str:
    """Runs of white space in OpenDocument's XML stand for one space."""
    ends = (" " if text[:1].isspace() else "", " " if text[-1:].isspace() else "")
    inner = one_line(text)
    return f"{ends[0]}{inner}{ends[1]}" if inner else " "


def _rows(table: Any) -> Iterator[Row]:
    """The rows of a table, the text of a cell that spans several in each of them."""
    spans = list(itertools.islice(_spans(table), MOST_SPANS))
    return filled_down(_numbered(table), spans)


def _numbered(table: Any) -> Iterator[Row]:
    for number, row in _elements(table):
        cells: list[str] = []
        for cell in _cells(row):
            cells += [_whole_text(cell)] * _count(cell, f"{_TABLE}number-columns-repeated")
        times = _repeated(row, f"{_TABLE}number-rows-repeated")
        if any(cells):
            for k in range(min(times, MAX_ROWS + 1)):
                yield number + k, list(cells)
        elif times:
            yield number, []


def _spans(table: Any) -> Iterator[Span]:
    for number, row in _elements(table):
        column = 0
        for cell in _cells(row):
            if (rows := _repeated(cell, f"{_TABLE}number-rows-spanned")) > 1:
                yield Span(number, number + rows - 1, column)
            column += _count(cell, f"{_TABLE}number-columns-repeated")


def _elements(table: Any) -> Iterator[tuple[int, Any]]:
    """The rows of a table, not those of tables in it, each with its 1-based number."""
    number = 1
    for row in table.iter(f"{_TABLE}table-row"):
        if next(row.iterancestors(f"{_TABLE}table")) is table:
            yield number, row
            number += _repeated(row, f"{_TABLE}number-rows-repeated")


def _cells(row: Any) -> Iterator[Any]:
    yield from row.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")


def _count(element: Any, attribute: str) -> int:
    return min(_MOST_REPEATED, _repeated(element, attribute))


def _repeated(element: Any, attribute: str) -> int:
    value = element.get(attribute, "1")
    return int(value) if value.isdecimal() and len(value) < 10 else 1
