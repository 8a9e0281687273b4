"""The tables of an OFD page: by the lines drawn on it, or by columns of numbers. Pure.

What finds tables measures in points, as places of a PDF are; the lines stay as they are drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from ingest.formats.pages import layout
from ingest.formats.pages.clean import one_paragraph
from ingest.formats.pages.layout import Box
from ingest.formats.tables import ruled, spaced
from ingest.formats.tables.coarse import may_be_coarse, refined
from ingest.formats.tables.ruled import Grid, Rule

_POINTS = 72 / 25.4  # of a millimetre
_MOST_PIECES = 3_000  # of a page with tables: all are looked at for each cell
_MOST_LOOKS = 10_000_000
_SUMS = frozenset(("合计", "小计", "总计"))
_SPREAD = 8.0  # line heights between the characters of one
_PLACE = "\ue000{}\ue001"  # of a table among the lines; no text has these characters


def lines_and_tables(pieces: Sequence[Box], rules: Sequence[Rule]) -> list[str]:
    """The lines of a page in reading order, each table in one of them as Markdown.

    Args:
        pieces: Of lines, in millimetres.
        rules: Straight lines, in millimetres.
    """
    pieces = _closed_up(pieces)
    points = [_scaled(piece, _POINTS) for piece in pieces]
    told: list[str] = []
    for grid in _grids(points, [Rule(*(side * _POINTS for side in rule)) for rule in rules]):
        frame = grid.frame
        inside = [piece for piece in points if piece.is_within(frame)]
        text = _text_in(frame, inside)
        table = ruled.with_table(text, grid, partial(_text_in, pieces=inside))
        if table == text:
            continue
        place = Box(frame.left, frame.top, frame.right, frame.top + 1, _PLACE.format(len(told)))
        frame = _scaled(frame, 1 / _POINTS)
        pieces = [piece for piece in pieces if not piece.is_within(frame)]
        pieces.append(_scaled(place, 1 / _POINTS))
        told.append(table)
    lines = "\n".join(layout.lines_of(pieces))
    for number, table in enumerate(told):
        before, _, after = lines.partition(_PLACE.format(number))
        lines = "\n\n".join(filter(None, (before.rstrip(), table, after.lstrip())))
    return lines.split("\n")


def _scaled(piece: Box, by: float) -> Box:
    return Box(piece.left * by, piece.top * by, piece.right * by, piece.bottom * by, piece.text)


def _closed_up(pieces: Sequence[Box]) -> list[Box]:
    """The pieces; the two characters of a word for a sum, which forms set apart, as one."""
    found: list[Box] = []
    for row in layout.rows_of(pieces):
        for number, piece in enumerate(row):
            last = found[-1] if number else piece
            near = piece.left - last.right < _SPREAD * piece.height
            if number and near and last.text + piece.text in _SUMS:
                top, bottom = min(last.top, piece.top), max(last.bottom, piece.bottom)
                found[-1] = Box(last.left, top, piece.right, bottom, last.text + piece.text)
            else:
                found.append(piece)
    return found


def _grids(pieces: Sequence[Box], rules: Sequence[Rule]) -> list[Grid]:
    if len(pieces) > _MOST_PIECES:
        return []

    def is_number(box: Box) -> bool:
        return spaced.is_number(_text_in(box, pieces))

    found = [
        part
        for grid in ruled.grids(rules)
        if sum(map(len, grid.rows)) * len(pieces) < _MOST_LOOKS
        for part in (refined(grid, pieces, is_number) if may_be_coarse(grid) else [grid])
    ]
    outside = [p for p in pieces if not any(p.is_within(grid.frame) for grid in found)]
    found += spaced.spaced_grids(outside, lambda box: _text_in(box, outside), lambda _: False)
    return sorted(found, key=lambda grid: (grid.frame.top, grid.frame.left))


def _text_in(box: Box, pieces: Sequence[Box]) -> str:
    inside = [piece for piece in pieces if piece.is_within(box)]
    return one_paragraph("\n".join(layout.lines_of(inside)))
