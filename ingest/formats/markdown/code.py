"""Which lines of Markdown are code. Pure."""

from __future__ import annotations

import re

INDENTED = ("    ", "\t")
"""How a line of indented code begins."""

_FENCE = re.compile(r" {0,3}(?P<mark>`{3,}|~{3,})(?P<info>.*)$")


class Fences:
    """Code between fences, told line by line of a text."""

    def __init__(self) -> None:
        self._open = ""

    def hold(self, line: str) -> bool:
        """Whether the next line is code, or begins or ends it."""
        mark = _FENCE.match(line)
        if not self._open:
            self._open = mark["mark"] if mark else ""
            return bool(mark)
        if mark and mark["mark"].startswith(self._open) and not mark["info"].strip():
            self._open = ""
        return True
