"""One page of a PDF as a picture, with the places of a quote on it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.formats.pages.layout import Box
from ingest.formats.pdf import marks as pdf_marks
from ingest.formats.pdfium.page import Page
from ingest.formats.pdfium.pdfium import open_document
from ragqa.errors import DocumentError

Mark = tuple[float, float, float, float]
"""Left, top, width and height as parts of the page's width and height, 0 to 1."""

_QUICK = 3  # level of compression: the next ones take twice as long for a tenth less


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page as it looks.

    Attributes:
        png: The picture; of 200 dpi, or what a giant page allows.
        width: In pixels.
        height: In pixels.
        pages: How many the document has.
        marks: Where the quote stands, line by line; empty where it is not found.
    """

    png: bytes
    width: int
    height: int
    pages: int
    marks: tuple[Mark, ...] = ()


def picture(
    path: Path, number: int, *, quote: str = "", before: str = "", passwords: Sequence[str] = ()
) -> PagePicture:
    """Paint a page.

    Args:
        path: The PDF file.
        number: Of the page, 1-based.
        quote: What is to be marked; "" for nothing.
        before: What stands before the quote in the text that was read.
        passwords: Tried if the file is encrypted.

    Raises:
        DocumentError: The file is damaged or encrypted, or has no such page.
    """
    with open_document(path, passwords) as document:
        if not 1 <= number <= len(document):
            raise DocumentError(f"has no page {number}.", f"没有第 {number} 页。")
        with document.page(number - 1) as page:
            image = page.picture()
            marks = _marks(page, quote, before) if quote else ()
            pages = len(document)
    png = io.BytesIO()
    image.save(png, "PNG", compress_level=_QUICK)
    return PagePicture(png.getvalue(), image.width, image.height, pages, marks)


def _marks(page: Page, quote: str, before: str) -> tuple[Mark, ...]:
    spans = pdf_marks.find(quote, page.characters(), before=before)
    boxes = (_within(box) for span in spans for box in page.places(*span))
    return tuple(
        (box.left, box.top, box.width, box.height) for box in boxes if box.width > 0 < box.height
    )


def _within(box: Box) -> Box:
    """The part that is on the page."""
    left, top, right, bottom = (
        min(1.0, max(0.0, side)) for side in (box.left, box.top, box.right, box.bottom)
    )
    return Box(left, top, right, bottom, "")
