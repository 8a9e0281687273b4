"""Characters that nobody sees, or that change how others are shown."""

from __future__ import annotations

import re

# C0, DEL, C1, marks of direction, of no width and of joining, line and paragraph separators,
# invisible operators, byte order mark, interlinear marks, tag characters, lone surrogates.
HIDDEN = (
    "\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff"
)
"""Their ranges, to stand in a class of a pattern."""

_HIDDEN = re.compile(f"[{HIDDEN}]+")


def without_hidden(text: str) -> str:
    """``text`` with a space for each run of them: line ends and tabs, too."""
    return _HIDDEN.sub(" ", text)
