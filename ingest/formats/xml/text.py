"""XML of any kind: a text by its sections, data by the names of its elements."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ingest.formats.blocks import Blocks
from ingest.formats.declared import declared_in
from ingest.formats.encodings import decode_as
from ingest.formats.packed import zipped
from ingest.formats.pictures import Pictures
from ingest.formats.web import web
from ingest.formats.xml.data import write_data
from ingest.formats.xml.prose import PARAGRAPHS, write_prose
from ingest.formats.xml.tree import name, rows, text, title_of
from ingest.parsed import Parsed

_DECLARATION = re.compile(r"\s*<\?xml\b[^>]{0,1000}\?>")
_WORD = ("wordDocument", "package")
"""Roots of what Word saves as XML: its text stands in a body, beside much that is not shown."""

_SHEETS = "urn:schemas-microsoft-com:office:spreadsheet"


def load_xml(path: Path, pictures: Pictures | None = None) -> Parsed:
    """What the elements say, in order.

    Raises:
        DocumentError: It is no XML, is nested too deeply, or declares entities.
    """
    root = root_of(path)
    if name(root).lower() == "html":
        return web.load_html(path, pictures)
    blocks = Blocks()
    title = title_of(root)
    if root.tag == f"{{{_SHEETS}}}Workbook":
        _write_sheets(root, blocks)
    elif any(name(element).lower() in PARAGRAPHS for element in root.iter("{*}*")):
        body = root.find(".//{*}body") if name(root) in _WORD else None
        write_prose(root if body is None else body, blocks)
    else:
        write_data(root, blocks)
    return blocks.parsed("" if title is None else text(title))


def root_of(path: Path) -> Any:
    """The root element of a file in whatever encoding it is.

    Raises:
        DocumentError: It is no XML, or declares entities.
    """
    data = path.read_bytes()
    source = _DECLARATION.sub("", decode_as(data, declared_in(data) or "utf-8"), count=1)
    return zipped.xml(source.strip().encode("utf-8", "replace"), is_huge=True)


def _write_sheets(root: Any, blocks: Blocks) -> None:
    """The sheets of what Excel calls an XML spreadsheet (2003)."""
    for sheet in root.iterchildren(f"{{{_SHEETS}}}Worksheet"):
        blocks.part()
        blocks.heading(1, sheet.get(f"{{{_SHEETS}}}Name", ""))
        for table in sheet.iterchildren(f"{{{_SHEETS}}}Table"):
            blocks.table(rows(table))
