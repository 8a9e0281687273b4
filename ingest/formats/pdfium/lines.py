"""The lines of a PDF page with the size and the font of their letters."""

from __future__ import annotations

import ctypes
import math
import re

from ingest.formats.pdf.looks import Line
from ingest.formats.pdfium.calls import Handle, calls, every_character

_FIXED_PITCH = 1  # in the flags of a font, which not all fonts have right
_TYPEWRITER = re.compile(rb"mono(?!type)|monl|courier|consol|typewriter|menlo|tt\d", re.IGNORECASE)
_LONGEST_NAME = 128  # bytes of a font's name
_MOST_LINES = 2_000  # of a page
_UNEVEN = 0.05  # of a size


def lines_on(text: Handle, characters: int) -> list[Line]:
    """The lines in the order of the file; none where their places are not clear.

    Args:
        text: PDFium's handle of the page's text.
        characters: How many PDFium counts.
    """
    every = every_character(text, characters)
    if len(every) != characters:
        return []
    lines: list[Line] = []
    at = 0
    for piece in every.split("\r\n")[:_MOST_LINES]:
        if shown := piece.strip():
            first = at + len(piece) - len(piece.lstrip())
            lines.append(_line(text, shown, first))
        at += len(piece) + 2
    return lines


def size_of(text: Handle, index: int) -> float:
    """The size of a character in points of the page: of its font, as the matrix makes it."""
    matrix = (ctypes.c_float * 6)()
    size: float = calls().font_size(text, index)
    if not calls().matrix(text, index, matrix):
        return size
    return size * math.hypot(matrix[2], matrix[3])


def is_typewritten(text: Handle, index: int) -> bool:
    """Whether a character is in a font of one width, as code is."""
    name, flags = ctypes.create_string_buffer(_LONGEST_NAME), ctypes.c_int()
    size = calls().font(text, index, name, len(name), ctypes.byref(flags))
    return bool(size and (flags.value & _FIXED_PITCH or _TYPEWRITER.search(name.value)))


def font_of(text: Handle, index: int) -> str:
    """The name of the font of a character, without the mark of one that the file has a part of."""
    buffer = ctypes.create_string_buffer(_LONGEST_NAME)
    calls().font(text, index, buffer, _LONGEST_NAME, None)
    name = buffer.value.decode("utf-8", "replace")
    return name.partition("+")[2] or name


def _line(text: Handle, shown: str, first: int) -> Line:
    last = first + len(shown) - 1
    size = size_of(text, first)
    if abs(size - size_of(text, last)) > _UNEVEN * size:
        return Line(shown, 0.0)
    font = font_of(text, first)
    return Line(shown, size, font if font == font_of(text, last) else "")
