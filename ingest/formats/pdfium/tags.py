"""The tables and headings that a tagged PDF page says it has.

Word, LibreOffice and Chromium write what they knew.
"""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from ingest.formats.pages.layout import Box
from ingest.formats.pdfium.calls import Handle, calls

_MOST_ELEMENTS = 20_000  # of a page's tags
_DEEPEST = 40
_MOST_OBJECTS = 20_000
_MOST_PIECES = 5_000  # of marked content, of one cell
_TEXT_OBJECT = 1  # FPDF_PAGEOBJ_TEXT
_NAME = 64  # bytes of a tag's name, in UTF-16
_CELLS = ("TD", "TH")
_LEVELS = {"Title": 1, "H": 1, **{f"H{level}": level for level in range(1, 7)}}

Table = list[list[Box | None]]
"""Of each row its cells from left to right, where their text stands; None for an empty one."""


class Tagged(NamedTuple):
    """What a page says it has.

    Attributes:
        tables: Those that hold others left out.
        headings: In order, the level of each and where its text stands; none within tables.
    """

    tables: list[Table]
    headings: list[tuple[int, Box]]


class _Tag(NamedTuple):
    element: int
    deep: int


class _Found(NamedTuple):
    """The marks of the content of each cell of tables, and of headings with their level."""

    tables: list[list[list[list[int]]]]
    headings: list[tuple[int, list[int]]]


def tagged_on(page: Handle, height: float) -> Tagged:
    """The tables and headings of a page.

    Args:
        page: Its handle.
        height: Of the page, in points.
    """
    found = _Found([], [])
    if not (tree := calls().tags(page)):
        return Tagged([], [])
    try:
        budget = iter(range(_MOST_ELEMENTS))
        count = calls().count_tags(tree)
        for n in range(count):
            if element := calls().tag(tree, n):
                _gather(_Tag(element, 0), budget, found)
    finally:
        calls().close_tags(tree)
    if not any(found):
        return Tagged([], [])
    places = _places(page, height)
    tables = [[[_around(cell, places) for cell in row] for row in table] for table in found.tables]
    headings = ((level, _around(marks, places)) for level, marks in found.headings)
    return Tagged(tables, [(level, box) for level, box in headings if box is not None])


def _gather(tag: _Tag, budget: Iterator[int], found: _Found) -> None:
    """Append the tables and headings at and below a tag."""
    kind = _kind(tag.element)
    if kind == "Table":
        rows: list[list[list[int]]] = []
        if _read_rows(tag, budget, rows):
            found.tables.append(rows)
            return
    elif kind in _LEVELS:
        marks: list[int] = []
        if _read_marks(tag, budget, marks):
            found.headings.append((_LEVELS[kind], marks))
            return
    for child in _children(tag, budget):
        _gather(child, budget, found)


def _read_rows(tag: _Tag, budget: Iterator[int], rows: list[list[list[int]]]) -> bool:
    """Append the rows below a tag; False when a table is in one of them."""
    for child in _children(tag, budget):
        kind = _kind(child.element)
        if kind == "TR":
            cells: list[list[int]] = []
            for cell in _children(child, budget):
                if _kind(cell.element) in _CELLS:
                    marks: list[int] = []
                    if not _read_marks(cell, budget, marks):
                        return False
                    cells.append(marks)
            rows.append(cells)
        elif kind == "Table" or not _read_rows(child, budget, rows):
            return False
    return True


def _read_marks(tag: _Tag, budget: Iterator[int], marks: list[int]) -> bool:
    count = calls().count_marks(tag.element)
    marks.extend(calls().mark(tag.element, n) for n in range(min(count, _MOST_PIECES)))
    return all(
        _kind(child.element) != "Table" and _read_marks(child, budget, marks)
        for child in _children(tag, budget)
    )


def _children(tag: _Tag, budget: Iterator[int]) -> Iterator[_Tag]:
    if tag.deep >= _DEEPEST:
        return
    for n in range(calls().count_children(tag.element)):
        if next(budget, None) is None:
            return
        if child := calls().child(tag.element, n):
            yield _Tag(child, tag.deep + 1)


def _kind(element: int) -> str:
    name = ctypes.create_string_buffer(_NAME)
    size = calls().kind_of_tag(element, name, _NAME)
    return name.raw[: size - 2].decode("utf-16-le", "ignore") if 2 < size <= _NAME else ""


def _places(page: Handle, height: float) -> dict[int, list[Box]]:
    """Where the text of each mark stands."""
    call = calls()
    west, south, east, north = sides = [ctypes.c_float() for _ in range(4)]
    bounds = [ctypes.byref(side) for side in sides]
    places: dict[int, list[Box]] = defaultdict(list)
    for n in range(min(call.objects(page), _MOST_OBJECTS)):
        part = call.object(page, n)
        if call.kind(part) != _TEXT_OBJECT or (mark := call.mark_of(part)) < 0:
            continue
        if call.bounds(part, *bounds) and east.value > west.value:
            box = Box(west.value, height - north.value, east.value, height - south.value, "")
            places[mark].append(box)
    return places


def _around(marks: list[int], places: dict[int, list[Box]]) -> Box | None:
    boxes = [box for mark in marks for box in places.get(mark, ())]
    if not boxes:
        return None
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
        "",
    )
