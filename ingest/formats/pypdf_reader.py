"""PDF files by pypdf, for what PDFium does not tell or tells badly."""

from __future__ import annotations

import io
import logging
from collections.abc import Mapping
from typing import IO, TYPE_CHECKING, Any

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


def changed(reference: Any, values: Mapping[str, int]) -> bytes:
    """The dictionary that a reference leads to, as it is written with other values."""
    from pypdf.generic import DictionaryObject, NameObject, NumberObject

    said = DictionaryObject(reference.get_object())
    said.update({NameObject(key): NumberObject(value) for key, value in values.items()})
    return written(said)


def written(value: Any) -> bytes:
    """An object as it is written in a file."""
    out = io.BytesIO()
    value.write_to_stream(out)
    return out.getvalue()
