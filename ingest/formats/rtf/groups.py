r"""Groups in the source of rich text: where one ends, and those of heads and feet of pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

_MARK = re.compile(r"\\[\\{}]|[{}]")
_RUNNING = re.compile(r"\{\s?\\(?:header|footer)[lrf]?(?![a-z]) ?")
_FONTS = re.compile(r"\{\s?\\fonttbl(?![a-z])")
_FONT = re.compile(r"\{\s?\\f\d+(?!\d)(?:[^{}]++|\{[^{}]*+\})*+\}")
_CHARACTER_SET = re.compile(r"\\fcharset(?!1(?!\d))\d")
_MOST = 100  # different heads and feet: each section has up to six, mostly the same


def group_end(source: str, start: int) -> int:
    """Where a group ends that begins before ``start``; -1 when it does not."""
    deep = 1
    for mark in _MARK.finditer(source, start):
        deep += {"{": 1, "}": -1}.get(mark.group(), 0)
        if not deep:
            return mark.end()
    return -1


def running_groups(source: str) -> list[str]:
    """What stands in the heads and feet of pages, each once, as source."""
    return list(dict.fromkeys(_within(_RUNNING, source)))[:_MOST]


def font_table(source: str) -> str:
    """The group that says what the fonts are, in whose character sets a text is; "" for none."""
    inner = next(_within(_FONTS, source), "")
    return f"{{\\fonttbl{inner}}}" if inner else ""


def without_fonts_of_no_set(source: str) -> str:
    """The source whose font table has only fonts that name a character set.

    Texts in others are in the code page of the whole; striprtf takes them for ones in the set of
    the next font.
    """
    table = font_table(source)
    kept = _FONT.sub(lambda font: font[0] if _CHARACTER_SET.search(font[0]) else "", table)
    return source if kept == table else source.replace(table, kept, 1)


def _within(begin: re.Pattern[str], source: str) -> Iterator[str]:
    done = 0
    while found := begin.search(source, done):
        done = group_end(source, found.end())
        if done < 0:
            return
        yield source[found.end() : done - 1]
