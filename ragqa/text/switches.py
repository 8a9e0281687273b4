"""Options of commands, which case tells apart: -o is not -O."""

from __future__ import annotations

import re

_SWITCH = re.compile(r"(?<![A-Za-z\d_\-–/.])--?[A-Za-z][\w-]*", re.ASCII)


def switches(text: str) -> frozenset[str]:
    """The options that stand in a text, as they are written: -o, --dry-run."""
    return frozenset(_SWITCH.findall(text))
