"""What is written on a PDF page but is no part of its text: filled-in fields, remarks.

Forms hold what was filled in beside the page; so does a program that lets one type onto a page, and
readers who comment.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ingest.formats.pages.layout import Box
from ingest.formats.pdfium.calls import Handle, calls

_MOST = 2_000  # of a page
_LONGEST = 1 << 20  # bytes of one, in UTF-16; PDFium gives nothing of what is longer
_FREE_TEXT, _WIDGET = 3, 20  # FPDF_ANNOT_…
_REMARKS = frozenset((1, 8, 9, 10, 11, 12, 13, 14))  # on text, in notes, stamps
_MOST_OPTIONS = 400  # of a field that are looked at; what is chosen of more is told as it is kept
# FPDF_FORMFIELD_…
_PUSH_BUTTON, _CHECK_BOX, _RADIO, _SIGNATURE = 1, 2, 3, 7
_CHOICES = (4, 5)
_PASSWORD = 1 << 13  # in the flags of a field
_HIDDEN = 1 << 1 | 1 << 5  # in those of an annotation: hidden, not to be seen

FIELD, CHECKED, TYPED, REMARK = "field", "checked", "typed", "remark"


@dataclass(frozen=True, slots=True)
class Note:
    """A filled-in field or another text that lies on a page.

    Attributes:
        kind: ``FIELD``, ``CHECKED`` for a ticked box, ``TYPED`` onto the page, ``REMARK``.
        box: Where it is, in points from the upper left corner.
        name: What the file calls the field, or the author; "" where it does not say.
        told: What the field is called for people, "" where the file does not say.
        text: What was filled in or written; of one of several buttons what the file calls it.
    """

    kind: str
    box: Box
    name: str
    told: str
    text: str


def notes_on(page: Handle, height: float, form: int, signature: Callable[[Box], str]) -> list[Note]:
    """The notes of a page, in the order of the file.

    Args:
        page: Its handle.
        height: Of the page, in points.
        form: Handle of that of the document, 0 where it has none.
        signature: Gives what a signature in a place shows.
    """
    count = min(calls().count_annotations(page), _MOST)
    if _are_links(page, count):
        return []
    return [note for n in range(count) for note in _note(page, n, height, form, signature)]


def _are_links(page: Handle, count: int) -> bool:
    """Whether the first annotations are nothing but links, as on most pages that have any.

    To open one as an annotation takes ten times as long as to go on to the next link.
    """
    following, place, link = calls().next_link, ctypes.c_int(), Handle()
    places = ctypes.byref(place), ctypes.byref(link)
    return all(following(page, *places) and place.value == n + 1 for n in range(count))


def _note(
    page: Handle, index: int, height: float, form: int, signature: Callable[[Box], str]
) -> Iterator[Note]:
    if not (annotation := calls().annotation(page, index)):
        return
    try:
        kind = calls().kind_of_annotation(annotation)
        is_field = form and kind == _WIDGET
        if not is_field and kind != _FREE_TEXT and kind not in _REMARKS:
            return
        if calls().flags_of_annotation(annotation) & _HIDDEN:
            return
        box = _box(annotation, height)
        if is_field:
            yield from _field(annotation, box, form, signature)
        elif text := _told(calls().text_of_annotation, annotation, b"Contents"):
            typed = kind == _FREE_TEXT
            yield Note(
                TYPED if typed else REMARK,
                box,
                _told(calls().text_of_annotation, annotation, b"T"),
                "",
                text,
            )
    finally:
        calls().close_annotation(annotation)


def _field(
    annotation: Handle, box: Box, form: int, signature: Callable[[Box], str]
) -> Iterator[Note]:
    call = calls()
    names = (
        _told(call.name_of_field, form, annotation),
        _told(call.title_of_field, form, annotation),
    )
    kind = call.kind_of_field(form, annotation)
    if kind in (_CHECK_BOX, _RADIO):
        state = _told(call.text_of_annotation, annotation, b"AS")
        if state not in ("", "Off"):
            yield Note(CHECKED, box, *names, state if kind == _RADIO else "")
    elif kind == _SIGNATURE:
        if call.has_key(annotation, b"V") and (text := signature(box)):
            yield Note(FIELD, box, *names, text)
    elif kind != _PUSH_BUTTON:
        secret = call.flags_of_field(form, annotation) & _PASSWORD
        chosen = _chosen(annotation, form) if kind in _CHOICES else ""
        if not secret and (text := chosen or _told(call.text_of_field, form, annotation)):
            yield Note(FIELD, box, *names, text)


def _chosen(annotation: Handle, form: int) -> str:
    """The chosen options as they are shown; what is kept of them may be a code."""
    of, call = (form, annotation), calls()
    options = range(min(call.count_options(*of), _MOST_OPTIONS))
    return ", ".join(_told(call.option, *of, n) for n in options if call.is_chosen(*of, n))


def _told(get: Any, *of: Any) -> str:
    """The text that a function of PDFium writes into a buffer."""
    size = min(get(*of, None, 0), _LONGEST)
    buffer = ctypes.create_string_buffer(size + 2)
    get(*of, buffer, size)
    return buffer.raw.decode("utf-16-le", "ignore").partition("\0")[0].strip()


def _box(annotation: Handle, height: float) -> Box:
    sides = (ctypes.c_float * 4)()  # left, top, right, bottom
    calls().box_of_annotation(annotation, sides)
    left, top, right, bottom = sides
    return Box(
        min(left, right), height - max(top, bottom), max(left, right), height - min(top, bottom), ""
    )
