"""Text with markup of its own: reStructuredText, Org and AsciiDoc, their source and headings.

The source stays as it is: it reads well, and a quote of it can be found in the file again.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from ingest.formats.blocks import one_line
from ingest.formats.plain.text import headed, read
from ingest.parsed import Heading, Parsed

Headings = Callable[[list[str]], Iterator[tuple[int, int, str]]]
"""Finds those in lines: the number of the line that each begins with, its level and title."""

_RULE = re.compile(r"([!-/:-@\[-`{-~])\1+[ \t]*$")
_STARS = re.compile(
    r"(?P<stars>\*+)[ \t]+(?:(?:TODO|DONE|NEXT|WAITING)[ \t]+)?(?:\[#\w\][ \t]+)?(?P<title>.*)$"
)
_TAGS = re.compile(r":[\w@#%:]+:$")
_COUNTED = re.compile(r"\[\d*[/%]\d*\]$")
_NAMED = re.compile(r"#\+title:(?P<title>.*)$", re.IGNORECASE)
_BLOCK = re.compile(r"[ \t]*#\+(?P<which>begin|end)_", re.IGNORECASE)
_EQUALS = re.compile(r"(?P<signs>={1,6})[ \t]+(?P<title>\S.*)$")
_LITERAL = re.compile(r"-{4,}$|\.{4,}$|/{4,}$|\+{4,}$|`{3,}$")  # around what is no text


def load_rst(path: Path) -> Parsed:
    """reStructuredText."""
    return _loaded(path, _underlined)


def load_org(path: Path) -> Parsed:
    """Org, as Emacs keeps it."""
    return _loaded(path, _starred)


def load_adoc(path: Path) -> Parsed:
    """AsciiDoc."""
    return _loaded(path, _after_equals)


def _loaded(path: Path, find: Headings) -> Parsed:
    text = read(path)
    lines = text.split("\n")
    starts = list(itertools.accumulate((len(line) + 1 for line in lines), initial=0))
    found = [
        Heading(starts[number], level, one_line(title)) for number, level, title in find(lines)
    ]
    return headed(text, found)


def _underlined(lines: list[str]) -> Iterator[tuple[int, int, str]]:
    """Lines with a rule below, or above and below; what it is made of tells the level."""
    levels: dict[tuple[str, bool], int] = {}
    ruled = [bool(_RULE.match(line)) for line in lines]
    for number in range(1, len(lines)):
        title, rule = lines[number - 1], lines[number].rstrip()
        if not ruled[number] or ruled[number - 1] or not title.strip() or len(rule) < len(title):
            continue
        first = number - 2 if number > 1 and lines[number - 2].rstrip() == rule else number - 1
        if first == number - 1 and title[0].isspace():
            continue
        if first > 0 and lines[first - 1].strip():
            continue  # the last line of a paragraph, or a row of a table
        kind = rule[0], first < number - 1
        yield first, levels.setdefault(kind, len(levels) + 1), title


def _starred(lines: list[str]) -> Iterator[tuple[int, int, str]]:
    is_block = False
    for number, line in enumerate(lines):
        if block := _BLOCK.match(line):
            is_block = block["which"].lower() == "begin"
        elif not is_block and (named := _NAMED.match(line)):
            yield number, 0, named["title"]
        elif not is_block and (starred := _STARS.match(line)):
            title = _TAGS.sub("", starred["title"].rstrip()).rstrip()
            yield number, len(starred["stars"]), _COUNTED.sub("", title)


def _after_equals(lines: list[str]) -> Iterator[tuple[int, int, str]]:
    literal = ""
    for number, line in enumerate(map(str.rstrip, lines)):
        if literal:
            literal = "" if line == literal else literal
        elif _LITERAL.match(line):
            literal = line
        elif found := _EQUALS.match(line):
            yield number, len(found["signs"]), found["title"].rstrip("=").rstrip()
