"""PDF files by pypdf, for what PDFium does not tell or tells badly."""

from __future__ import annotations

import logging
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from pypdf import PdfReader


def open_reader(stream: IO[bytes], password: str) -> PdfReader:
    """A reader of an open file.

    Args:
        stream: The file.
        password: "" where it needs none.
    """
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it logs each oddity of a file
    return pypdf.PdfReader(stream, password=password or None)


def foreign_errors() -> tuple[type[Exception], ...]:
    """What pypdf may raise of a file that PDFium has opened.

    It is stricter than PDFium, and raises whatever its own code trips over on odd files.
    """
    from pypdf.errors import PyPdfError

    errors: tuple[type[Exception], ...] = (PyPdfError, LookupError, ValueError, TypeError)
    return (*errors, AttributeError, ArithmeticError, AssertionError, RuntimeError, OSError)
