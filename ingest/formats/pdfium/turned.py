"""Text of a PDF page that does not run from left to right: on its side or its head, or aslant.

A table across a landscape page is often text that runs upwards on a page that is shown turned, and
a scan that was fed in upside down has its text so. PDFium knows the letters, but tells their lines
in another order, and whoever looks where they stand takes them for vertical writing.
What stands aslant is stamped across a page.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter

from ingest.formats.pdfium.calls import Handle, calls

_LOOKED_AT = 9  # characters of a page, evenly spread
_NEAR = 0.1  # radians
_QUARTER = math.pi / 2
_SLANT = 0.1  # of rise to run, and of run to rise: less is a scan that lies askew
_LONGEST_STAMP = 4_000  # characters
_CODES = 0x110000
# By quarters that the text is turned to the right: a, b, c and d of the matrix that turns it back.
_BACK = {1: (0, 1, -1, 0), 2: (-1, 0, 0, -1), 3: (0, -1, 1, 0)}


def set_upright(page: Handle, text: Handle, characters: int) -> bool:
    """Change a page in memory so that most of its text runs from left to right and is shown so.

    Returns whether it was changed; then it must be loaded again.

    Args:
        page: The page.
        text: Its text.
        characters: Of the text.
    """
    turned = _quarters(text, characters)
    if turned is None or not (turned or calls().rotation(page)):
        return False
    if turned and not _turn_back(page, turned):
        return False
    calls().set_rotation(page, 0)
    return True


def stamp_on(text: Handle, characters: int) -> str:
    """What stands aslant before or after all other text, as "DRAFT" does; "" for nothing.

    Args:
        text: Of the page.
        characters: Of the text.
    """
    length = min(characters, _LONGEST_STAMP)
    before = _aslant(text, range(length))
    after = _aslant(text, range(characters - 1, characters - 1 - length, -1))
    return before or after[::-1]


def _aslant(text: Handle, places: range) -> str:
    """The characters from the first place on that stand aslant, with the spaces between them."""
    matrix = (ctypes.c_float * 6)()
    found: list[str] = []
    for place in places:
        letter = chr(calls().character(text, place) % _CODES)
        if not letter.isspace():
            if not calls().matrix(text, place, matrix):
                break
            run, rise = abs(matrix[0]), abs(matrix[1])
            if rise <= _SLANT * run or run <= _SLANT * rise:
                break
        found.append(letter)
    return "".join(found)


def _quarters(text: Handle, characters: int) -> int | None:
    """By how many quarters most of the text is turned to the right, None where it is by none."""
    step = max(1, characters // _LOOKED_AT)
    angles = [calls().angle(text, index) for index in range(0, characters, step)]
    if (most := max(angles, default=-1.0)) <= 0:  # so of nearly all pages
        return 0 if most == 0 else None
    turns = [angle / _QUARTER for angle in angles if angle >= 0]  # -1 for what is no letter
    whole = Counter(round(turn) % 4 for turn in turns if abs(turn - round(turn)) < _NEAR)
    quarters, count = max(whole.items(), key=lambda item: item[1], default=(0, 0))
    return quarters if 2 * count > len(turns) else None


def _turn_back(page: Handle, quarters: int) -> bool:
    call = calls()
    sides = (ctypes.c_float * 4)()  # left, top, right, bottom
    if not call.bounding_box(page, sides):
        return False
    a, b, c, d = _BACK[quarters]
    left, top, right, bottom = sides
    across = [a * x + c * y for x in (left, right) for y in (bottom, top)]
    up = [b * x + d * y for x in (left, right) for y in (bottom, top)]
    e, f = -min(across), -min(up)
    if not call.transform(page, (ctypes.c_float * 6)(a, b, c, d, e, f), None):
        return False
    call.transform_annotations(page, a, b, c, d, e, f)
    for set_box in (call.set_media_box, call.set_crop_box):
        set_box(page, 0, 0, max(across) + e, max(up) + f)
    return True
