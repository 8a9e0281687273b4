"""The pictures on the sheets of an Excel workbook, which openpyxl does not give row by row."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator

from ingest.formats.office import ooxml
from ingest.formats.sheets.parts import references, sheet_parts


def sheet_pictures(archive: zipfile.ZipFile) -> dict[str, list[str]]:
    """The names in the archive of the pictures on each sheet, by its title, in their order.

    What is damaged, or only linked, is left out.
    """
    if not any(name.startswith("xl/media/") for name in archive.namelist()):
        return {}
    return {
        title: list(dict.fromkeys(_on_sheet(archive, part)))
        for title, part in sheet_parts(archive).items()
    }


def _on_sheet(archive: zipfile.ZipFile, sheet: str) -> Iterator[str]:
    there = frozenset(archive.namelist())
    for drawing in ooxml.targets(archive, sheet).values():
        if drawing.rpartition("/")[0] == "xl/drawings" and drawing.endswith(".xml"):
            pictures = ooxml.targets(archive, drawing)
            for _, key in references(archive, drawing, "blip"):
                if (name := pictures.get(key)) in there:
                    yield name
