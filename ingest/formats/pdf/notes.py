"""Filled-in fields and remarks of a PDF page as lines below its text. Pure.

A field is told by what the file calls it for people, else by what is printed beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ingest.formats.blocks import comment, one_line
from ingest.formats.pages.clean import scrub
from ingest.formats.pages.layout import Box
from ingest.formats.pdfium.notes import CHECKED, FIELD, REMARK, Note

_NEAR = 12.0  # heights of a line: so far from a field its name may be
_BESIDE_TICK = 3.0
_LONGEST_NAME = 120
_INDEX = re.compile(r"\[\d+\]$")


def told(notes: Sequence[Note], pieces: Sequence[Box], text_of: Callable[[Box], str]) -> str:
    """The lines for the notes of a page, "" for none.

    Args:
        notes: Of the page.
        pieces: Where the runs of its text are; looked at for fields without a name.
        text_of: Gives the text in a place of the page.
    """
    fields = [_field(note, pieces, text_of) for note in notes if note.kind in (FIELD, CHECKED)]
    others = [_other(note) for note in notes if note.kind not in (FIELD, CHECKED)]
    if fields:
        fields.insert(0, "Filled in (表单内容):")
    return "\n".join([*fields, *filter(None, others)])


def _field(note: Note, pieces: Sequence[Box], text_of: Callable[[Box], str]) -> str:
    ticked = note.kind == CHECKED
    one_of_several = bool(ticked and note.told and note.text)
    look = one_of_several or not note.told
    beside = (_after if ticked else _before)(note.box, pieces) if look else None
    printed = _name(text_of(beside)) if beside else ""
    name = _name(note.told) or printed or _INDEX.sub("", one_line(scrub(note.name)).split(".")[-1])
    if one_of_several:
        return f"- [x] {name}: {printed or _name(note.text)}"
    if ticked:
        return f"- [x] {name}"
    text = one_line(scrub(note.text))
    return f"- {name}: {text}" if name else f"- {text}"


def _name(text: str) -> str:
    return one_line(scrub(text))[:_LONGEST_NAME].rstrip(" :：_.…")


def _other(note: Note) -> str:
    text = scrub(note.text).strip()
    if note.kind != REMARK or not text:
        return text
    return comment(text, one_line(scrub(note.name)))


def _before(box: Box, pieces: Sequence[Box]) -> Box | None:
    """What is printed left of a field, else right above it."""
    row = [p for p in pieces if _is_beside(p, box) and p.left < box.left]
    near = [p for p in row if box.left - p.right < _NEAR * p.height]
    if near:
        return max(near, key=lambda piece: piece.right)
    above = [p for p in pieces if p.bottom <= box.top + p.height / 2 and _is_over(p, box)]
    above = [p for p in above if box.top - p.bottom < p.height]
    return max(above, key=lambda piece: piece.bottom, default=None)


def _after(box: Box, pieces: Sequence[Box]) -> Box | None:
    """What is printed right of a box to be ticked, else left of it."""
    row = [p for p in pieces if _is_beside(p, box)]
    right = [p for p in row if p.right > box.right and p.left - box.right < _BESIDE_TICK * p.height]
    if right:
        return min(right, key=lambda piece: piece.left)
    left = [p for p in row if p.left < box.left and box.left - p.right < _BESIDE_TICK * p.height]
    return max(left, key=lambda piece: piece.right, default=None)


def _is_beside(piece: Box, box: Box) -> bool:
    middle = (piece.top + piece.bottom) / 2
    return box.top - piece.height / 2 < middle < box.bottom + piece.height / 2


def _is_over(piece: Box, box: Box) -> bool:
    return piece.left < box.right and piece.right > box.left
