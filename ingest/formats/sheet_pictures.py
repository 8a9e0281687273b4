"""The pictures on the sheets of an Excel workbook, which openpyxl does not give row by row."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator

from ingest.formats import ooxml, zipped
from ragqa.errors import DocumentError

_BOOK = "xl/workbook.xml"
_REFERENCES = ("}id", "}embed")  # attributes that hold the id of a relation


def sheet_pictures(archive: zipfile.ZipFile) -> dict[str, list[str]]:
    """The names in the archive of the pictures on each sheet, by its title, in their order.

    What is damaged, or only linked, is left out.
    """
    if not any(name.startswith("xl/media/") for name in archive.namelist()):
        return {}
    parts = ooxml.relations(archive, _BOOK)
    return {
        title: list(dict.fromkeys(_on_sheet(archive, parts[key])))
        for title, key in _references(archive, _BOOK, "sheet")
        if key in parts
    }


def _on_sheet(archive: zipfile.ZipFile, sheet: str) -> Iterator[str]:
    there = frozenset(archive.namelist())
    for drawing in ooxml.relations(archive, sheet).values():
        if drawing.rpartition("/")[0] == "xl/drawings" and drawing.endswith(".xml"):
            pictures = ooxml.relations(archive, drawing)
            for _, key in _references(archive, drawing, "blip"):
                if (name := pictures.get(key)) in there:
                    yield name


def _references(archive: zipfile.ZipFile, part: str, tag: str) -> Iterator[tuple[str, str]]:
    """Name, "" for none, and relation of each element with a tag, whatever its namespace."""
    try:
        root = zipped.xml(zipped.read(archive, part))
    except DocumentError:
        return
    for element in root.iter(f"{{*}}{tag}"):
        for attribute, value in element.items():
            if attribute.endswith(_REFERENCES):
                yield element.get("name", ""), value
