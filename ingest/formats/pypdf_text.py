"""A second opinion on pages whose text PDFium gives is doubtful: the text that pypdf extracts."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def page_texts(path: Path, password: str, pages: Iterable[int]) -> dict[int, str]:
    """The text of some pages by their 0-based index, without those that pypdf cannot read."""
    import pypdf
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it logs each oddity of a file
    # pypdf is stricter than PDFium, and raises whatever its own code trips over on odd files.
    foreign: tuple[type[Exception], ...] = (PyPdfError, LookupError, ValueError, TypeError)
    foreign += (AttributeError, ArithmeticError, AssertionError, RuntimeError, OSError)
    texts: dict[int, str] = {}
    with suppress(*foreign), path.open("rb") as stream:
        reader = pypdf.PdfReader(stream, password=password or None)
        for index in sorted(pages):
            with suppress(*foreign):
                texts[index] = reader.pages[index].extract_text()
    return texts
