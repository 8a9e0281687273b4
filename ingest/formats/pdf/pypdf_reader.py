"""PDF files by pypdf, for what PDFium does not tell or tells badly."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable, Mapping
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pypdf import PdfReader

_PACKING = ("/Filter", "/DecodeParms", "/Length")


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


def operations(holder: Any, reader: Any) -> list[tuple[Any, bytes]]:
    """What is drawn on a page or in a form, step by step: operands and operator."""
    return list(_content(holder, reader).operations)


def set_operations(holder: Any, reader: Any, steps: Iterable[tuple[Any, bytes]]) -> Any:
    """The page, or a form like that one, on which other things are drawn; in memory alone."""
    from pypdf.generic import DecodedStreamObject, NameObject, StreamObject

    content = _content(holder, reader)
    content.operations = list(steps)
    if not isinstance(holder, StreamObject):
        holder[NameObject("/Contents")] = content
        return holder
    form = DecodedStreamObject()
    form.update({key: value for key, value in holder.items() if key not in _PACKING})
    form.set_data(content.get_data())
    return form


def _content(holder: Any, reader: Any) -> Any:
    from pypdf.generic import ContentStream, StreamObject

    drawn = holder if isinstance(holder, StreamObject) else holder["/Contents"].get_object()
    return drawn if isinstance(drawn, ContentStream) else ContentStream(drawn, reader)
