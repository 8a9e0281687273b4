"""JSON as it is kept, a value on each line, as lines with keys. Pure.

``"port": 443,`` is "port: 443"; an object of a list is what YAML writes behind one dash.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

_SUFFIXES = (".json", ".jsonc", ".jsonl", ".ndjson")
_LONGEST = 400  # characters of a line; what has longer ones is made of texts, and read as such
_STRING = r'"(?:[^"\\]|\\.)*+"'
_LINE = re.compile(
    rf"(?:(?P<key>{_STRING})\s*:\s*)?"
    rf"(?P<value>{_STRING}|-?\d[\d.eE+-]*|true|false|null|\{{.*\}}|\[.*\]|[{{\[])?\s*,?"
)
_CLOSING = re.compile(r"[}\]]\s*,?")
_REMARK = "//"


class JsonLine(NamedTuple):
    """A line: how deep it stands (a dash a little further), 0-based offsets, and it as in YAML."""

    deep: int
    start: int
    end: int
    text: str


def is_json(source: str) -> bool:
    """Whether a document is JSON, by its name."""
    return source.lower().endswith(_SUFFIXES)


def json_lines(text: str) -> list[JsonLine]:
    """The lines of JSON that hold a key or a value; none of what is no JSON, or holds texts."""
    found = list(_lines(text))
    return [] if None in found else [line for line in found if line is not None]


def plain_line(line: str) -> str:
    """A line of JSON as in YAML: "port: 443", "- east"; "" for brackets alone."""
    found = _LINE.fullmatch(line.strip())
    if found is None or _CLOSING.fullmatch(line.strip()):
        return ""
    value = found["value"] or ""
    shown = "" if value in ("{", "[") else _unquoted(value)
    if not found["key"]:
        return f"- {shown}" if shown else ""
    return f"{_unquoted(found['key'])}: {shown}".rstrip()


def _lines(text: str) -> Iterator[JsonLine | None]:
    """Each line; None for one that is no JSON."""
    roots = len(re.findall(r"^\{", text, re.MULTILINE))
    dash: int | None = None  # how deep the object stands that has just begun in a list
    for match in re.finditer(r"[^\n]+", text):
        stripped = match.group().strip()
        indent = len(match.group()) - len(match.group().lstrip())
        if not stripped or stripped.startswith(_REMARK) or _CLOSING.fullmatch(stripped):
            continue
        found = _LINE.fullmatch(stripped)
        if found is None or len(stripped) > _LONGEST:
            yield None
            continue
        if stripped in ("{", "["):
            dash = indent if stripped == "{" and (indent or roots > 1) else None
            continue
        is_item = not found["key"] or dash is not None
        deep = 2 * (indent if dash is None else dash) + is_item
        said = ("- " if found["key"] and is_item else "") + plain_line(stripped)
        start = match.start() + indent
        yield JsonLine(deep, start, start + len(stripped.rstrip(", {[")), said)
        dash = None


def _unquoted(value: str) -> str:
    if not value.startswith('"'):
        return value
    try:
        return " ".join(str(json.loads(value)).split())
    except json.JSONDecodeError:
        return value.strip('"')
