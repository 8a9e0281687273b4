"""Takes what is not seen from a PDF page: PDFium reads what is in layers that are off, too."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator

from ingest.formats.pdf.update import OFF
from ingest.formats.pdfium.calls import Handle, calls

_FORM_OBJECT = 5  # FPDF_PAGEOBJ_FORM: what is drawn as one thing, as a page within a page is
_DEEPEST = 10
_MOST_OBJECTS = 200_000
_MARKED = OFF.removeprefix("/").encode()


def hide(page: Handle) -> bool:
    """Take what is marked as off from a page, in memory; whether there was any.

    Its text must be loaded again then.

    Args:
        page: Its handle.
    """
    call = calls()
    parts = (call.object(page, n) for n in range(call.objects(page)))
    return _hide(parts, iter(range(_MOST_OBJECTS)), 0)


def _hide(parts: Iterable[Handle], budget: Iterator[int], deep: int) -> bool:
    call = calls()
    changed = False
    for part, _ in zip(parts, budget):  # noqa: B905 -- the budget is what ends it early
        if _is_off(part):
            changed = bool(call.set_active(part, 0)) or changed
        elif call.kind(part) == _FORM_OBJECT and deep < _DEEPEST:
            inner = (call.inner_object(part, n) for n in range(call.inner_objects(part)))
            changed = _hide(inner, budget, deep + 1) or changed
    return changed


def _is_off(part: Handle) -> bool:
    call, value = calls(), ctypes.c_int()
    marks = (call.mark_on(part, number) for number in range(call.marks_on(part)))
    return any(call.number_of_mark(mark, _MARKED, ctypes.byref(value)) for mark in marks)
