"""Images as text, by text recognition: photographs and scans; each page of a TIFF is a page."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.formats import ocr
from ingest.formats.blocks import Blocks
from ingest.parsed import Parsed
from ragqa.errors import DocumentError

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

MAX_PIXELS = 100_000_000
"""Of one page; a sheet of A3 at 600 dpi has 70 million."""

MAX_PAGES = 200
_BROKEN = (OSError, SyntaxError, TypeError, ValueError, EOFError, struct.error)
_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP")


def load_image(path: Path, on_page: Callable[[], None] = lambda: None) -> Parsed:
    """The text in an image; of an animation in its first picture.

    Args:
        path: The file.
        on_page: Called after each page.

    Raises:
        DocumentError: It is no image or damaged, has too many pixels or pages, or text recognition
            failed.
    """
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # ``_check`` has a message of its own
    blocks = Blocks()
    failed: list[int] = []
    try:
        with Image.open(path, formats=_FORMATS) as image:
            _check(image)
            pages = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
            if pages > MAX_PAGES:
                raise DocumentError(
                    f"has {pages} pages, more than the {MAX_PAGES} of an image that are read; "
                    "split it.",
                    f"共 {pages} 页，超过图片上限 {MAX_PAGES} 页；请拆分。",
                )
            for page in range(pages):
                if pages > 1:
                    image.seek(page)
                    _check(image)
                    blocks.page()
                try:
                    blocks.text(ocr.read_image(ImageOps.exif_transpose(image)))
                except ocr.RecognitionError:
                    if pages == 1:
                        raise
                    failed.append(page + 1)
                on_page()
    except _BROKEN as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise _damaged() from error
    parsed = blocks.parsed("", ocr.unrecognised(failed))
    if failed and not parsed.text:
        raise ocr.RecognitionError
    return replace(parsed, pages_by_ocr=tuple(page.number for page in parsed.pages))


def read_picture(data: bytes) -> str:
    """The text in a picture that is part of a document; of several frames in the first.

    Args:
        data: The picture as a file.

    Raises:
        DocumentError: It is no such image or damaged, has too many pixels, or text recognition
            failed.
    """
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            _check(image)
            return ocr.read_image(ImageOps.exif_transpose(image))
    except _BROKEN as error:
        raise _damaged() from error


def _damaged() -> DocumentError:
    return DocumentError("is damaged, or is not an image.", "已损坏，或不是图片。")


def _check(image: Picture) -> None:
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise DocumentError(
            f"has {width} x {height} pixels, more than {MAX_PIXELS // 10**6} million; "
            "make it smaller.",
            f"有 {width} x {height} 像素，超过 {MAX_PIXELS // 10**8} 亿；请缩小。",
        )
