r"""What stands within a line of an answer in Markdown: bold, code, and letters behind a backslash.

As ``blocks`` says of a whole answer, only what is named here is taken; all else is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

CODE = r"(?<!\\)`(?P<code>[^`\n]+)`"
BOLD = r"(?<!\\)\*\*(?=[^\s*])(?P<bold>[^*\n]*[^\s*])\*\*"
# Not each sign before which Markdown would drop it: models write formulas as "\(x\)", patterns as
# "\.", and folders with it.
_ESCAPED = re.compile(r"\\([_*#~`$<>])")
_INLINE = re.compile(f"{CODE}|{BOLD}")


@dataclass(frozen=True, slots=True)
class Run:
    """Text of a line that looks the same from end to end."""

    text: str
    bold: bool = False
    code: bool = False


def runs(line: str, *, is_cell: bool = False) -> Iterator[Run]:
    r"""A line as it is read; in a cell \| is a stroke."""
    at = 0
    for found in _INLINE.finditer(line):
        yield from _plain(line[at : found.start()], is_cell=is_cell)
        if found["code"] is not None:
            yield Run(stroked(found["code"]) if is_cell else found["code"], code=True)
        else:
            inner = runs(found["bold"], is_cell=is_cell)
            yield from (replace(run, bold=True) for run in inner)
        at = found.end()
    yield from _plain(line[at:], is_cell=is_cell)


def _plain(text: str, *, is_cell: bool) -> Iterator[Run]:
    if text:
        yield Run(unescaped(stroked(text) if is_cell else text))


def unescaped(text: str) -> str:
    r"""Text that is no code, without the backslashes that models put before signs: dh\_install."""
    return _ESCAPED.sub(r"\1", text)


def stroked(text: str) -> str:
    r"""The text of a cell, in which \| is a stroke."""
    return text.replace("\\|", "|")
