"""Charts that Office has since 2016: histograms, treemaps, waterfalls, funnels and others."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from ingest.formats.blocks import Blocks, one_line
from ingest.formats.office.points import MOST_SERIES, add_points
from ingest.formats.packed import zipped
from ingest.formats.pages.clean import scrub

CX = "{http://schemas.microsoft.com/office/drawing/2014/chartex}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"

_Column = dict[int, str]


def write_chartex(data: bytes, blocks: Blocks) -> None:
    """A chart as its title and, of each series, a table of its numbers with their labels.

    Raises:
        DocumentError: It is damaged.
    """
    root = zipped.xml(data)
    for title in root.iterfind(f"{CX}chart/{CX}title"):
        blocks.text(_text(title))
    named: dict[str, str] = {}
    for series in itertools.islice(root.iter(f"{CX}series"), MOST_SERIES):
        of = series.find(f"{CX}dataId")
        name = series.find(f"{CX}tx")
        if of is not None and name is not None:
            named.setdefault(of.get("val", ""), _text(name))
    for held in itertools.islice(root.iterfind(f"{CX}chartData/{CX}data"), MOST_SERIES):
        blocks.table(_rows(held, named.get(held.get("id", ""), "")))


def _text(element: Any) -> str:
    tags = (f"{_A}t", f"{CX}v")
    return one_line(scrub("".join(node.text or "" for node in element.iter(*tags))))


def _rows(held: Any, name: str) -> Iterator[list[str]]:
    labels = [
        _points(level) for words in held.iter(f"{CX}strDim") for level in words.iter(f"{CX}lvl")
    ]
    labels.reverse()  # the outermost first
    values = [
        _points(level) for numbers in held.iter(f"{CX}numDim") for level in numbers.iter(f"{CX}lvl")
    ]
    yield [*("" for _ in labels), *(name for _ in values)]
    above = [""] * len(labels)
    for at in sorted({at for column in (*labels, *values) for at in column}):
        # The file tells what stands over several with the first of them alone.
        above = [level.get(at, before) for level, before in zip(labels, above, strict=True)]
        yield [*above, *(column.get(at, "") for column in values)]


def _points(level: Any) -> _Column:
    found: _Column = {}
    is_number = level.getparent().tag == f"{CX}numDim"
    form = level.get("formatCode", "") if is_number else None
    told = ((point.get("idx", ""), point.text or "") for point in level.iterchildren(f"{CX}pt"))
    add_points(found, told, form)
    return found
