"""Whether the cells of a column stand below one another. Pure."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from ingest.formats.pages.layout import Box

_ALIGNED, _OFF = 0.8, 0.4  # of the cells stand within so many line heights of one place


def are_aligned(cells: Sequence[tuple[Box, str]], height: float) -> bool:
    """Whether most have an edge, the middle or the decimal point at one place.

    Args:
        cells: Their places and texts.
        height: Of a line.
    """
    boxes = [box for box, _ in cells]
    for edge in (
        [box.right for box in boxes],
        [box.left for box in boxes],
        [(box.left + box.right) / 2 for box in boxes],
        [_point(box, text) for box, text in cells],
    ):
        middle = statistics.median(edge)
        if sum(abs(place - middle) <= _OFF * height for place in edge) >= _ALIGNED * len(edge):
            return True
    return False


def _point(box: Box, number: str) -> float:
    """About where the decimal point of a number stands, or would."""
    at = max(number.rfind("."), number.rfind(","))
    behind = number[at:] if at >= 0 else ""
    return box.right - box.width * _breadth(behind) / max(_breadth(number), 1.0)


def _breadth(text: str) -> float:
    """In digits, which are all of one width; other signs are about half as wide."""
    return sum(1.0 if char.isdigit() else 0.5 for char in text)
