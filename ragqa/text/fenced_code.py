"""The rules of code between fences, and of such that is indented: in files, chunks and answers."""

from __future__ import annotations

import re

FENCE = "```"
"""The one that we write."""

INDENTED = ("    ", "\t")
"""How a line of indented code begins in Markdown."""

FENCED = re.compile(r"```[^\n`]*\n(?s:(.*?)(?:\n?```|\Z))")
"""A block of code in what a model writes, also one that does not end; its first group is the code.

No other fence is known here: what is shown and exported as code must be so in every reader.
"""

CLOSED = r"^[ \t]*(?P<mark>`{3,})[^`\n]*\n(?s:.*?)\n[ \t]*(?P=mark)`*[ \t]*$"
"""A block of code in a chunk, both fences with it: a pattern to be part of a larger one.

Chunks are of every kind of file, in most of which a line of "~" is no fence but underlines a title.
"""

_LINE = re.compile(r" {0,3}(?P<mark>`{3,}|~{3,})(?P<info>.*)$")
_FIRST = re.compile(r"[ \t]*`{3,}[^`\n]*(?:\n|$)")
_ANY = re.compile(r"`{3,}")


class Fences:
    """Which lines of Markdown are code between fences, told line by line of a text."""

    def __init__(self) -> None:
        self._open = ""

    def hold(self, line: str) -> bool:
        """Whether the next line is code, or begins or ends it."""
        mark = _LINE.match(line)
        if not self._open:
            self._open = mark["mark"] if mark else ""
            return bool(mark)
        if mark and mark["mark"].startswith(self._open) and not mark["info"].strip():
            self._open = ""
        return True


def unfenced(text: str) -> str:
    """``text`` without the fence whose other one is not in it, or up to that."""
    marks = list(_ANY.finditer(text))
    if len(marks) % 2 == 0:
        return text
    if match := _FIRST.match(text):
        return text[match.end() :]
    return text[: marks[-1].start()].rstrip()
