"""A second opinion on pages whose text PDFium gives is doubtful: the text that pypdf extracts."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from ingest.formats.pdf import pypdf_layers
from ingest.formats.pdf.pypdf_reader import foreign_errors, open_reader


def page_texts(path: Path, password: str, pages: Iterable[int]) -> dict[int, str]:
    """The text of some pages by their 0-based index, without those that pypdf cannot read."""
    texts: dict[int, str] = {}
    with suppress(*foreign_errors()), path.open("rb") as stream:
        reader = open_reader(stream, password)
        for index in sorted(pages):
            with suppress(*foreign_errors()):
                page = reader.pages[index]
                pypdf_layers.hide(reader, page)
                texts[index] = page.extract_text()
    return texts
