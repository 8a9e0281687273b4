"""Lines of configuration files as people read them: "server › tls › port: 443". Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ragqa.text.parts.json_lines import is_json, json_lines, plain_line
from ragqa.types import Passage

_SUFFIXES = (".yaml", ".yml", ".toml", ".ini", ".cfg", ".conf", ".properties")

_LONGEST = 400  # characters of what stands under one key and is told at once
_BELOW = " › "
_SECTION = re.compile(r"\[{1,2}\s*([^\[\]\n]{1,200}?)\s*\]{1,2}\s*(?:[#;].*)?$")
_KEY = re.compile(
    r"(?:-\s+)?([\"']?[^\s:=#\[\]{},\"'-][^:=#{},\"']{0,100}?[\"']?)\s*[:=](?:\s+|$)(.*)"
)
_SET = re.compile(r"([\w./@$-]{1,100})\s*[=:]()(?=\S)")  # without a space
_REMARK = ("#", ";", "//", "---", "...", "%YAML")
_NO_VALUE = re.compile(r"(?:[&!|>][^\s#]*\s*)?(?:#.*)?$")


class Line(NamedTuple):
    """What a file says under one key: 0-based offsets in the passage's text, and the keys above."""

    start: int
    end: int
    above: str


class _Row(NamedTuple):
    deep: int  # twice its indentation; a dash stands a little further in than the key above it
    start: int
    end: int
    text: str


def is_keyed(source: str) -> bool:
    """Whether a document is a configuration file, by its name."""
    return source.lower().endswith(_SUFFIXES) or is_json(source)


def keyed(passage: Passage) -> list[Line]:
    """What a passage of a configuration file says, in order; nothing of other files.

    A list is told with its key, and what stands behind one dash at once.
    """
    if not is_keyed(passage.source):
        return []
    if is_json(passage.source):
        return list(_lines(passage, [_Row(*line) for line in json_lines(passage.text)]))
    return list(_lines(passage, _rows(passage.text)))


def told(passage: Passage, line: Line) -> str:
    """One of ``keyed`` as it is shown, with the keys that it stands under."""
    said = ""
    rows = passage.text[line.start : line.end].split("\n")
    plain = plain_line if is_json(passage.source) else str.strip
    for row in filter(None, map(plain, rows)):
        is_item = row.startswith("- ") and not _KEY.match(row)
        between = " " if said.endswith(":") else ", " if is_item else "; "
        said += f"{between if said else ''}{row.removeprefix('- ').strip()}"
    return f"{line.above}{_BELOW}{said}" if line.above else said


def _lines(passage: Passage, rows: list[_Row]) -> Iterator[Line]:
    section: tuple[str, ...] = ()
    keys: list[tuple[int, str]] = []
    at = 0
    while at < len(rows):
        row = rows[at]
        if found := _SECTION.match(row.text):
            section, keys, at = (found[1],), [], at + 1
            continue
        keys = [key for key in keys if key[0] < row.deep]
        past = next((n for n in range(at + 1, len(rows)) if rows[n].deep <= row.deep), len(rows))
        key = _KEY.match(row.text) or _SET.match(row.text)
        inner = rows[at + 1 : past]
        if inner and key and _NO_VALUE.match(key[2]) and not _is_flat(row, inner):
            keys.append((row.deep, key[1].strip(" \"'")))
            at += 1
            continue
        whole = row if not inner or inner[-1].end - row.start > _LONGEST else inner[-1]
        names = (*section, *(name for _, name in keys))
        # The headings of a passage without parts are those where it begins.
        known = () if section else passage.headings_at(passage.start + row.start)
        above = (*(name for name in known if name not in names), *names)
        yield Line(row.start, whole.end, _BELOW.join(name for name in above if name))
        at = past if whole is not row else at + 1


def _is_flat(row: _Row, inner: list[_Row]) -> bool:
    """Whether what stands below is told at once: values alone, or what is behind one dash."""
    if row.text.startswith("-"):
        return inner[-1].end - row.start <= _LONGEST
    return all(each.text.startswith("-") and not _KEY.match(each.text) for each in inner)


def _rows(text: str) -> list[_Row]:
    rows = []
    for match in re.finditer(r"[^\n]+", text):
        line = match.group()
        stripped = line.strip()
        if not stripped or stripped.startswith(_REMARK):
            continue
        indent = len(line) - len(line.lstrip())
        deep = 2 * indent + stripped.startswith("- ")
        rows.append(
            _Row(deep, match.start() + indent, match.start() + len(line.rstrip()), stripped)
        )
    return rows
