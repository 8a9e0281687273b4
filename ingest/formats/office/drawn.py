"""Charts and SmartArt of Office files: their titles, numbers and texts."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from ingest.formats.blocks import Blocks, one_line
from ingest.formats.office.chartex import CX, write_chartex
from ingest.formats.office.points import MOST_SERIES, add_points
from ingest.formats.packed import zipped
from ingest.formats.pages.clean import scrub
from ingest.parsed import Remark
from ragqa.errors import DocumentError
from ragqa.text.counted import counted

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def write_drawn(element: Any, part: Any, blocks: Blocks) -> int:
    """Write the charts and diagrams in an element; returns how many could not be read.

    Args:
        element: Of a part that python-docx or python-pptx has read.
        part: That part.
        blocks: What is written into.
    """
    unread = 0
    for tag, key, write in (
        (f"{_C}chart", f"{_RELATED}id", write_chart),
        (f"{CX}chart", f"{_RELATED}id", write_chartex),
        (f"{_DIAGRAM}relIds", f"{_RELATED}dm", write_diagram),
    ):
        for reference in element.iter(tag):
            try:
                write(part.rels[reference.get(key)].target_part.blob, blocks)
            except (KeyError, ValueError, DocumentError):  # ValueError: it is outside of the file
                unread += 1
    return unread


def unread_drawn(number: int) -> tuple[Remark, ...]:
    """What is told of charts and diagrams that could not be read."""
    if not number:
        return ()
    en = counted("{count} chart or diagram|{count} charts or diagrams", number)
    return (Remark(f"{en} could not be read.", f"{number} 个图表无法读取。"),)


def write_chart(data: bytes, blocks: Blocks) -> None:
    """A chart as its title and, of each kind of lines or bars in it, a table of their numbers.

    Raises:
        DocumentError: It is damaged.
    """
    root = zipped.xml(data)
    for title in root.iterfind(f"{_C}chart/{_C}title"):
        paragraphs = title.iter(f"{_A}p")
        blocks.text(scrub("\n".join(map(_paragraph, paragraphs))))
    for area in root.iterfind(f"{_C}chart/{_C}plotArea"):
        for plot in area:
            if series := list(itertools.islice(plot.iterchildren(f"{_C}ser"), MOST_SERIES)):
                blocks.table(_rows(series))


def write_diagram(data: bytes, blocks: Blocks) -> None:
    """SmartArt: its texts as points.

    Raises:
        DocumentError: It is damaged.
    """
    for paragraph in zipped.xml(data).iter(f"{_A}p"):
        blocks.item(scrub(_paragraph(paragraph)))


def _paragraph(paragraph: Any) -> str:
    return "".join(node.text or "" for node in paragraph.iter(f"{_A}t"))


def _rows(series: list[Any]) -> Iterator[list[str]]:
    yield ["", *(_name(one) for one in series)]
    values = [_points(one, "val", "yVal") for one in series]
    labels: dict[int, str] = {}
    for one in reversed(series):
        labels |= _points(one, "cat", "xVal")
    for at in sorted({at for column in (labels, *values) for at in column}):
        yield [labels.get(at, ""), *(column.get(at, "") for column in values)]


def _name(series: Any) -> str:
    told = (
        node.text or "" for name in series.iterchildren(f"{_C}tx") for node in name.iter(f"{_C}v")
    )
    return one_line(scrub(next(told, "")))


def _points(series: Any, *places: str) -> dict[int, str]:
    """What is at each number of a series; of labels in several levels the innermost."""
    found: dict[int, str] = {}
    for place in series.iterchildren(*(f"{_C}{name}" for name in places)):
        level = next(place.iter(f"{_C}lvl"), place)
        numbers = next(place.iter(f"{_C}numCache", f"{_C}numLit"), None)
        form = None if numbers is None else numbers.findtext(f"{_C}formatCode") or ""
        points = level.iter(f"{_C}pt")
        told = ((point.get("idx", ""), point.findtext(f"{_C}v") or "") for point in points)
        add_points(found, told, form)
    return found
