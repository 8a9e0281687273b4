"""What a signed field of a PDF page shows: who signed it, when, and what for.

It is drawn over the page and is no part of its text; only a copy of the page that is flattened has
it, so that the page itself stays as it is.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache

from ingest.formats.pages.layout import Box
from ingest.formats.pdfium.calls import Handle, calls

_AS_SHOWN = 0  # FLAT_NORMALDISPLAY


@contextmanager
def signatures_on(document: int, index: int, height: float) -> Iterator[Callable[[Box], str]]:
    """What gives the lines that the signature in a place shows, "" where it shows none.

    The copy is made with the first one.

    Args:
        document: Its handle.
        index: Of the page, 0-based.
        height: Of the page, in points. Places are in points from its upper left corner.
    """
    with ExitStack() as opened:

        @cache
        def texts() -> list[Handle | None]:
            copy = calls().new_document()
            opened.callback(calls().close_document, copy)
            calls().import_pages(copy, document, (ctypes.c_int * 1)(index), 1, 0)
            printed = _text(copy, opened)
            _flatten(copy)
            return [printed, _text(copy, opened)]

        def shown(box: Box) -> str:
            printed, flat = (_within(text, box, height) for text in texts())
            for line in _lines(printed):  # a line to sign on may come before the signature's first
                flat = flat.replace(line, "", 1)
            return "\n".join(_lines(flat))

        yield shown


def _text(document: int, opened: ExitStack) -> Handle | None:
    """That of its first page, None where it cannot be read; it is closed with ``opened``."""
    if not (page := calls().load_page(document, 0)):
        return None
    opened.callback(calls().close_page, page)
    text: Handle | None = calls().load_text(page)
    if text:
        opened.callback(calls().close_text, text)
    return text


def _flatten(document: int) -> None:
    """Make what lies on the first page a part of it."""
    if page := calls().load_page(document, 0):
        calls().flatten(page, _AS_SHOWN)
        calls().close_page(page)


def _within(text: Handle | None, box: Box, height: float) -> str:
    if not text:
        return ""
    place = box.left, height - box.top, box.right, height - box.bottom
    size = calls().text_within(text, *place, None, 0)
    units = (ctypes.c_ushort * max(1, size))()
    got = calls().text_within(text, *place, units, size)
    return bytes(units)[: 2 * got].decode("utf-16-le", "ignore").replace("\0", "")


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
