"""Which Chinese characters sound alike, as one is typed for another by its sound.

There is no table of sounds here: GB 2312 lists its 3,755 common characters in the order of their
sounds, so those of one sound, and of nearly the same, stand together.
"""

from __future__ import annotations

_FIRST_ROW = 0xB0  # of the common characters
_FIRST_CELL, _CELLS = 0xA1, 94
_COMMON = 3755
# Places between two that are taken for the same sound. A sound has 9 characters on average, and
# the fullest ones 60, of which those in the same tone stand together.
_NEAR = 30


def sound_alike(one: str, other: str) -> bool:
    """Whether two simplified characters are common ones of nearly the same sound."""
    first, second = _place(one), _place(other)
    return first is not None and second is not None and abs(first - second) <= _NEAR


def _place(char: str) -> int | None:
    """Of a common character in the order of sounds, from 0; None of all others."""
    try:
        coded = char.encode("gb2312")
    except UnicodeEncodeError:
        return None
    if len(coded) != 2:
        return None
    place = (coded[0] - _FIRST_ROW) * _CELLS + coded[1] - _FIRST_CELL
    return place if 0 <= place < _COMMON else None
