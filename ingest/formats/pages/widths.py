"""How wide the lines of a page are, and what that says of narrow columns of Chinese. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ragqa.text.language import is_cjk

_FULL_WIDTH = re.compile(
    "[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf"
    "\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6\U00020000-\U0003fffd]"
)
_NARROWEST, _WIDEST = 24, 39  # columns; wider lines are told otherwise (``clean.unwrap``)
_UNEVEN, _INDENT = 2, 4  # columns
_NEAR, _FEWEST = 6, 4  # lines before and after one, and how many of them are as wide
ENDS = "。！？；：.!?;:"
"""What ends a sentence, or a part of one."""


def width_of(line: str) -> int:
    """Columns: wide characters take two."""
    return len(line) if line.isascii() else len(line) + full_width_in(line)


def full_width_in(line: str) -> int:
    """How many characters take two columns."""
    return len(_FULL_WIDTH.findall(line))


def near(lines: Sequence[str], at: int) -> list[str]:
    """The lines about one, itself too, that are not empty."""
    return [line for line in lines[max(0, at - _NEAR) : at + _NEAR] if line]


def goes_on(lines: Sequence[str], at: int) -> bool:
    """Whether a line of Chinese is one of a narrow column, as papers have, and not its last.

    Such lines end below one another; the first one of a paragraph may be indented.

    Args:
        lines: Of a page.
        at: 0-based number of the line; there is one after it.
    """
    line, following = lines[at], lines[at + 1]
    if 2 * len(line) < _NARROWEST or not following or not is_cjk(following[0]):
        return False
    if not is_cjk(line[-1]) and line[-1] not in "，、":
        return False
    widths = [width_of(other) for other in near(lines, at)]
    full = max(widths)
    if not _NARROWEST <= full <= _WIDEST:
        return False
    before = lines[at - 1] if at else ""
    begins = before[-1:] in ENDS or width_of(before) < full - _UNEVEN
    least = full - _UNEVEN - (_INDENT if begins else 0)
    as_wide = sum(full - _UNEVEN <= width for width in widths)
    return width_of(line) >= least and as_wide >= max(_FEWEST, len(widths) / 2)
