"""The straight lines that an OFD page draws along its axes, of which tables are made. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

Point = tuple[float, float]

_PARTS = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_NUMBERS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
"""How many follow each command; the last two are where it ends."""

_MOST_PARTS = 20_000  # of a path: a table has few, a map any number
_ALONG = 0.3  # millimetres that a line may stand off its axis


def lines(data: str, placed: Callable[[float, float], Point]) -> Iterator[tuple[Point, Point]]:
    """The level and upright lines of a path, each from its upper left end.

    Args:
        data: Its AbbreviatedData: "M 0 0 L 10 0 C".
        placed: Where a point of it stands on the page.
    """
    parts = _PARTS.findall(data)[:_MOST_PARTS]
    begin = here = (0.0, 0.0)
    at = 0
    while at < len(parts):
        command = parts[at]
        count = _NUMBERS.get(command)
        numbers = parts[at + 1 : at + 1 + (count or 0)]
        if count is None or len(numbers) < count or any(part.isalpha() for part in numbers):
            at += 1  # a number too many, or something unknown
            continue
        at += 1 + count
        there = begin if command == "C" else (float(numbers[-2]), float(numbers[-1]))
        if command in "LC":
            yield from _straight(placed(*here), placed(*there))
        if command in "SM":
            begin = there
        here = there


def _straight(one: Point, other: Point) -> Iterator[tuple[Point, Point]]:
    (left, right), (top, bottom) = sorted((one[0], other[0])), sorted((one[1], other[1]))
    across, down = right - left, bottom - top
    if min(across, down) <= _ALONG < max(across, down):
        yield (left, top), (right, bottom)
