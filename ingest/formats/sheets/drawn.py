"""What is written on the sheets of an Excel workbook beside its cells: boxes, shapes, SmartArt, and
the titles of charts, whose numbers stand in cells.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Any

from ingest.formats.office import ooxml
from ingest.formats.office.alternate import FALLBACK
from ingest.formats.packed import zipped
from ingest.formats.pages.clean import scrub
from ragqa.errors import DocumentError

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def sheet_texts(archive: zipfile.ZipFile, part: str) -> Iterator[str]:
    """The texts on a sheet, none of them empty; those of damaged parts are left out.

    Args:
        archive: The workbook.
        part: The name of the sheet in it.
    """
    for drawing in ooxml.targets(archive, part, "drawing").values():
        for body in _elements(archive, drawing, "{*}txBody"):
            yield from _text(body)
        for chart in ooxml.targets(archive, drawing, "chart").values():
            for title in _elements(archive, chart, "{*}title"):
                if title.getparent().tag == title.tag.replace("}title", "}chart"):
                    yield from _text(title)  # others are of axes
        for diagram in ooxml.targets(archive, drawing, "diagramData").values():
            for text in _elements(archive, diagram, "{*}t"):
                if text.tag != f"{_A}t":
                    yield from _text(text)


def _elements(archive: zipfile.ZipFile, part: str, tag: str) -> Iterator[Any]:
    try:
        root = zipped.xml(zipped.read(archive, part))
    except DocumentError:
        return
    for element in root.iter(tag):
        if next(element.iterancestors(FALLBACK), None) is None:  # said before, for older programs
            yield element


def _text(element: Any) -> Iterator[str]:
    lines = ("".join(_runs(paragraph)).strip() for paragraph in element.iter(f"{_A}p"))
    if text := scrub("\n".join(filter(None, lines))):
        yield text


def _runs(paragraph: Any) -> Iterator[str]:
    for node in paragraph.iter(f"{_A}t", f"{_A}br"):
        yield "\n" if node.tag == f"{_A}br" else node.text or ""
