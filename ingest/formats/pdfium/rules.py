"""The ruled lines of a PDF page, found among its objects without looking at all of them."""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Collection, Mapping

from ingest.formats.pdfium.calls import Handle, calls
from ingest.formats.tables.ruled import Rule

_MOST_OBJECTS = 20_000  # of a page, looked through
_FEW_OBJECTS = 144  # are all looked through
_THIN = 3.0  # points: a line of at most this width is a rule
_PATH_OBJECT = 2  # FPDF_PAGEOBJ_PATH

# Of a page with many objects two of seven are looked at first, so that of four in a row one is.
# Seven is odd, and two apart are looked at: rules that take turns with texts are met, too.
_TURN, _LOOKED_AT = 7, (0, 3)
_NEAR = 4  # objects before and after a rule that are looked at next
_FEWEST = 3  # rules within that reach, or among those looked at: then all objects are


def rules_on(page: Handle, height: float) -> list[Rule]:
    """Straight lines along the axes, and thin rectangles; some where there is no table of them.

    A table has four rules or more. They are all found where they are drawn one after the other,
    where five or more take turns with one thing each (texts, say), or seven or more with two.

    Args:
        page: Its handle.
        height: Of the page, in points.
    """
    count = min(calls().objects(page), _MOST_OBJECTS)
    if count <= _FEW_OBJECTS:
        return _in_order(_read(page, height, range(count)))
    found = _read(page, height, [n for start in _LOOKED_AT for n in range(start, count, _TURN)])
    near: set[int] = set()
    if len(found) < _FEWEST:
        near = {n + off for n in found for off in range(-_NEAR, _NEAR + 1) if 0 <= n + off < count}
        near = {n for n in near if n % _TURN not in _LOOKED_AT}
        found |= _read(page, height, near)
    if len(found) >= _FEWEST:
        rest = (range(start, count, _TURN) for start in range(_TURN) if start not in _LOOKED_AT)
        found |= _read(page, height, [n for part in rest for n in part if n not in near])
    return _in_order(found)


def _in_order(found: Mapping[int, Rule]) -> list[Rule]:
    return [found[index] for index in sorted(found)]


def _read(page: Handle, height: float, indices: Collection[int]) -> dict[int, Rule]:
    """Those of the objects that are rules, by their places among all."""
    call = calls()
    # By map: a loop of its own would take as long again as the calls.
    parts = list(map(call.object, itertools.repeat(page), indices))
    are_paths = map(_PATH_OBJECT.__eq__, map(call.kind, parts))
    rules = {}
    west, south, east, north = sides = [ctypes.c_float() for _ in range(4)]
    places = [ctypes.byref(side) for side in sides]
    for index, part in itertools.compress(zip(indices, parts, strict=True), are_paths):
        if not call.bounds(part, *places):
            continue
        left, bottom, right, top = west.value, south.value, east.value, north.value
        if right - left <= _THIN or top - bottom <= _THIN:
            rules[index] = Rule(left, height - top, right, height - bottom)
    return rules
