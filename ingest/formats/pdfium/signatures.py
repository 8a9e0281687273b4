"""What a signed field of a PDF page shows: who signed it, when, and what for.

It is drawn over the page and is no part of its text; only a copy of the page that is flattened has
it, so that the page itself stays as it is.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager

from ingest.formats.pages.layout import Box
from ingest.formats.pdfium.calls import Handle, calls

_AS_SHOWN = 0  # FLAT_NORMALDISPLAY


def shown_in(document: int, index: int, box: Box, height: float) -> str:
    """The lines that a signature shows, "" where it shows none.

    Args:
        document: Its handle.
        index: Of the page, 0-based.
        box: Where the signature is, in points from the upper left corner.
        height: Of the page, in points.
    """
    with _copy(document, index) as copy:
        printed = _lines(copy, box, height)
        lines = _lines(copy, box, height, flat=True)
    return "\n".join(line for line in lines if line not in printed)


@contextmanager
def _copy(document: int, index: int) -> Iterator[int]:
    """Another document, of that page alone."""
    copy = calls().new_document()
    try:
        calls().import_pages(copy, document, (ctypes.c_int * 1)(index), 1, 0)
        yield copy
    finally:
        calls().close_document(copy)


def _lines(document: int, box: Box, height: float, *, flat: bool = False) -> list[str]:
    """The lines of the first page in a place, as they are or with what lies on it made part."""
    if flat:
        _flatten(document)
    if not (page := calls().load_page(document, 0)):
        return []
    try:
        if not (text := calls().load_text(page)):
            return []
        found = _within(text, box, height)
        calls().close_text(text)
        return [line.strip() for line in found.splitlines() if line.strip()]
    finally:
        calls().close_page(page)


def _flatten(document: int) -> None:
    if page := calls().load_page(document, 0):
        calls().flatten(page, _AS_SHOWN)
        calls().close_page(page)


def _within(text: Handle, box: Box, height: float) -> str:
    place = box.left, height - box.top, box.right, height - box.bottom
    size = calls().text_within(text, *place, None, 0)
    units = (ctypes.c_ushort * max(1, size))()
    got = calls().text_within(text, *place, units, size)
    return bytes(units)[: 2 * got].decode("utf-16-le", "ignore").replace("\0", "")
