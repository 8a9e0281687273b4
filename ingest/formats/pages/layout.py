"""Pieces of text with their places on a page, put in reading order. Pure.

Columns are read one after the other, and vertical writing from right to left. Places are in any
unit; y grows downwards.
"""

from __future__ import annotations

import itertools
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ragqa.text.language import is_cjk

_TALL = 1.5  # times as high as wide: a line of vertical writing
_LEAST_LENGTH = 3.0  # times as long as the usual piece is thick; single letters are shorter
_FEWEST_LINES = 4  # of each column
_MOST_ACROSS = 0.5  # of the boxes may stand across the gap between columns: titles, figures
_FILLED = 0.6  # of its column's width a line fills, in the median: cells of a table do not
_NARROWEST = 0.2  # of the whole width is a column
_LEAST_WIDTH = 8.0  # line heights that a line of prose is long, in the median: words of a table not
_TRIES = 6  # places looked at for a gap, those where the most pieces begin
_WORD_GAP = 0.9  # line heights: words of one line stand nearer
_MOST_JUMPS = 0.25  # of the pieces may change the column
_BETWEEN_WORDS = 1.8  # times the gap between letters that are set apart
_WIDE_GAP = 2.0  # line heights: a gap that is shown by two spaces


@dataclass(frozen=True, slots=True)
class Box:
    """A piece of a line: ``left`` < ``right``, ``top`` < ``bottom``."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    def is_within(self, other: Box) -> bool:
        """Whether its middle is."""
        across, down = (self.left + self.right) / 2, (self.top + self.bottom) / 2
        return other.left <= across <= other.right and other.top <= down <= other.bottom


def lines_of(boxes: Sequence[Box]) -> list[str]:
    """The lines of a page in reading order.

    Boxes at one height are one line, parted by a space, or by two where the gap is wide; a column
    of vertical writing is a line.
    """
    boxes = [box for box in boxes if box.text.strip()]
    if is_vertical(boxes):
        boxes = [_turned(box) for box in boxes]
    return _read(boxes)


def is_vertical(boxes: Sequence[Box]) -> bool:
    """Whether most of the text stands in lines that run downwards; it needs no text."""
    tall = every = 0.0
    for box in boxes:
        width, height = box.right - box.left, box.bottom - box.top
        # About how many letters there are in a line: its length over its thickness.
        letters = max(width, height) / max(min(width, height), 0.1)
        every += letters
        if height > _TALL * width:
            tall += letters
    return 2 * tall > every and _are_lines(boxes, every / 2)


def _are_lines(boxes: Sequence[Box], least: float) -> bool:
    """Whether more than ``least`` letters stand in tall pieces that are no single letters.

    Where letters are set apart, each is a piece, and an i or l is a tall one.
    """
    usual = sorted(min(box.width, box.height) for box in boxes)[3 * len(boxes) // 4]
    tall = (box for box in boxes if box.height > _TALL * box.width)
    lines = (box for box in tall if box.height >= _LEAST_LENGTH * usual)
    return sum(box.height / max(box.width, 0.1) for box in lines) > least


def runs(boxes: Sequence[Box]) -> list[Box]:
    """Words that follow each other closely as one piece; they have no text."""
    found: list[Box] = []
    left = top = right = bottom = 0.0
    for n, box in enumerate(boxes):
        thick = max(box.bottom - box.top, bottom - top, 1.0)  # a hyphen or point is thin
        beside = top < _middle(box) < bottom or box.top < (top + bottom) / 2 < box.bottom
        if n and beside and -0.5 < (box.left - right) / thick < _WORD_GAP:
            left, top = min(left, box.left), min(top, box.top)
            right, bottom = max(right, box.right), max(bottom, box.bottom)
            continue
        if n:
            found.append(Box(left, top, right, bottom, ""))
        left, top, right, bottom = box.left, box.top, box.right, box.bottom
    return [*found, Box(left, top, right, bottom, "")] if boxes else []


def closed_up(letters: Sequence[Box]) -> list[str]:
    """The lines of pieces that are letters set apart, in the order of the file.

    A word ends at a gap that is much wider than that between most letters of the page.
    """
    pairs = list(itertools.pairwise(letters))
    gaps = [b.left - a.right for a, b in pairs if b.left > a.left and not _is_below(b, a)]
    usual = max(statistics.median(gaps), 0.1) if gaps else 0.0
    lines = [letter.text for letter in letters[:1]]
    for before, letter in pairs:
        if letter.left <= before.left or _is_below(letter, before):
            lines.append(letter.text)
        else:
            wide = letter.left - before.right > _BETWEEN_WORDS * usual
            lines[-1] += f"{' ' if wide else ''}{letter.text}"
    return lines


def _is_below(box: Box, other: Box) -> bool:
    return box.top > other.bottom + max(box.height, other.height)


def is_scrambled(runs_: Sequence[Box]) -> bool:
    """Whether pieces in the order of the file jump to and fro between columns."""
    gap = _gap(runs_)
    if gap is None:
        return False
    sides = [box.left >= gap for box in runs_ if not _crosses(box, gap)]
    jumps = sum(before != after for before, after in itertools.pairwise(sides))
    return jumps > max(_FEWEST_LINES, len(sides) * _MOST_JUMPS)


def columns_of(boxes: Sequence[Box]) -> list[list[Box]]:
    """What stands in each of two columns of prose; nothing where there is one column only."""
    gap = _gap(boxes)
    if gap is None:
        return []
    return [[box for box in boxes if box.right <= gap], [box for box in boxes if box.left >= gap]]


def _turned(box: Box) -> Box:
    """As if the page were turned so that the columns, from right to left, lie one below another."""
    return Box(box.top, -box.right, box.bottom, -box.left, box.text)


def _read(boxes: Sequence[Box]) -> list[str]:
    gap = _gap(boxes)
    if gap is None:
        return [_joined(row) for row in rows_of(boxes)]
    lines: list[str] = []
    across = sorted((b for b in boxes if _crosses(b, gap)), key=lambda box: box.top)
    rest = [box for box in boxes if not _crosses(box, gap)]
    for bar in (*across, None):
        band = [box for box in rest if bar is None or _middle(box) < _middle(bar)]
        rest = [box for box in rest if bar is not None and _middle(box) >= _middle(bar)]
        lines += _read([box for box in band if box.right <= gap])
        lines += _read([box for box in band if box.left >= gap])
        if bar is not None:
            lines.append(bar.text.strip())
    return lines


def _gap(boxes: Sequence[Box], deep: int = 1) -> float | None:
    """Where two columns of prose are parted, None when there are none."""
    if len(boxes) < 2 * _FEWEST_LINES:
        return None
    begin, end = min(box.left for box in boxes), max(box.right for box in boxes)
    least = _NARROWEST * (end - begin)
    starts = Counter(round(box.left) for box in boxes if begin + least <= box.left <= end - least)
    # The lines of a column begin at one place, more or less: a little before is tried.
    places = [start - 1.0 for start, count in starts.most_common(_TRIES) if count > 1]
    spans = [(box.left, box.right) for box in boxes]
    best = sorted((sum(left < x < right for left, right in spans), x) for x in places)
    for across, x in best:
        if across <= _MOST_ACROSS * len(boxes) and _are_columns(boxes, x, deep):
            return x
    return None


def _are_columns(boxes: Sequence[Box], x: float, deep: int) -> bool:
    return _are_prose([box for box in boxes if box.right <= x], deep) and _are_prose(
        [box for box in boxes if box.left >= x], deep
    )


def _are_prose(side: Sequence[Box], deep: int) -> bool:
    return _is_full(side) or (deep > 0 and _gap(side, deep - 1) is not None)


def _is_full(side: Sequence[Box]) -> bool:
    """Whether it is lines that fill a column."""
    if len(side) < _FEWEST_LINES:
        return False
    width = max([box.right for box in side]) - min([box.left for box in side])
    usual = statistics.median([box.right - box.left for box in side])
    thick = statistics.median([box.bottom - box.top for box in side])
    return usual >= max(_FILLED * width, _LEAST_WIDTH * thick)


def _crosses(box: Box, x: float) -> bool:
    return box.left < x < box.right


def _middle(box: Box) -> float:
    return (box.top + box.bottom) / 2


def rows_of(boxes: Sequence[Box]) -> list[list[Box]]:
    """Boxes that stand at one height, from left to right; rows from the top."""
    rows: list[list[Box]] = []
    for box in sorted(boxes, key=_middle):
        if rows and _middle(box) < rows[-1][0].bottom and _middle(rows[-1][0]) > box.top:
            rows[-1].append(box)
        else:
            rows.append([box])
    return [sorted(row, key=lambda box: box.left) for row in rows]


def _joined(row: Sequence[Box]) -> str:
    line = row[0].text.strip()
    for before, box in itertools.pairwise(row):
        gap = box.left - before.right
        text = box.text.strip()
        near = gap < 0.5 * box.height and is_cjk(line[-1]) and is_cjk(text[0])
        line += ("  " if gap > _WIDE_GAP * box.height else "" if near else " ") + text
    return line
