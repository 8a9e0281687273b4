"""Takes what is in layers that are off from a PDF page: PDFium reads it as if it were seen."""

from __future__ import annotations

import ctypes
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from ingest.formats.pdfium_calls import Handle, calls

_FORM_OBJECT = 5  # FPDF_PAGEOBJ_FORM: what is drawn as one thing, as a page within a page is
_DEEPEST = 10
_MOST_OBJECTS = 200_000
_NAME = 512  # bytes of a layer's name
_LAYER = "OC\0".encode("utf-16-le")  # how what is in a layer is marked


def hide(page: Handle, layers: Collection[bytes]) -> bool:
    """Take what is in layers from a page, in memory; whether there was any.

    Its text must be loaded again then.

    Args:
        page: Its handle.
        layers: Their names, as they are written in the file.
    """
    call = calls()
    parts = (call.object(page, n) for n in range(call.objects(page)))
    return _hide(parts, layers, iter(range(_MOST_OBJECTS)), 0)


def _hide(
    parts: Iterable[Handle], layers: Collection[bytes], budget: Iterator[int], deep: int
) -> bool:
    call = calls()
    changed = False
    for part, _ in zip(parts, budget):  # noqa: B905 -- the budget is what ends it early
        if any(name in layers for name in _layers_of(part)):
            changed = bool(call.set_active(part, 0)) or changed
        elif call.kind(part) == _FORM_OBJECT and deep < _DEEPEST:
            inner = (call.inner_object(part, n) for n in range(call.inner_objects(part)))
            changed = _hide(inner, layers, budget, deep + 1) or changed
    return changed


def _layers_of(part: Handle) -> Iterator[bytes]:
    """The names of the layers that an object is in, as they are written in the file."""
    call = calls()
    for number in range(call.marks_on(part)):
        mark = call.mark_on(part, number)
        if _told(call.name_of_mark, mark) == _LAYER:
            yield _told(call.bytes_of_mark, mark, b"Name")


def _told(get: Any, *of: Handle | bytes) -> bytes:
    room, size = ctypes.create_string_buffer(_NAME), ctypes.c_ulong()
    found = get(*of, room, _NAME, ctypes.byref(size)) and size.value <= _NAME
    return room.raw[: size.value] if found else b""
