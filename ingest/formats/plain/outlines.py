"""Outlines (opml): mind maps, lists of notes and of feeds, as points within points."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ingest.formats.blocks import Blocks, one_line
from ingest.formats.xml.text import root_of
from ingest.parsed import Parsed

_NAMES = ("text", "title")
_NOTES = ("_note", "note", "description")
_ADDRESSES = ("htmlUrl", "url", "xmlUrl")
_DEEPEST = 40  # points within each other; deeper ones stand there
_STATES = {"true": "[x] ", "checked": "[x] "}


def load_opml(path: Path) -> Parsed:
    """Points in their order, what is noted on each below it.

    Raises:
        DocumentError: It is no XML, is nested too deeply, or declares entities.
    """
    root = root_of(path)
    blocks = Blocks()
    title = one_line(root.findtext("head/title") or "")
    blocks.heading(1, title)
    for body in root.iterfind("body"):
        _write(body, blocks)
    return blocks.parsed(title)


def _write(body: Any, blocks: Blocks) -> None:
    waiting = [(point, 0) for point in reversed(list(body.iterchildren("outline")))]
    while waiting:
        point, depth = waiting.pop()
        said = point.attrib
        name = _first(point, _NAMES)
        address = _first(point, _ADDRESSES)
        state = _STATES.get(said.get("_status") or said.get("_complete", ""), "")
        told = f"{state}{name} ({address})" if address and name else f"{state}{name or address}"
        lines = [told, *(line for line in (_first(point, _NOTES),) if line)]
        indent = "  " * (min(depth, _DEEPEST) + 1)
        blocks.item(f"\n{indent}".join(lines), min(depth, _DEEPEST))
        inner = point.iterchildren("outline")
        waiting += [(one, depth + 1) for one in reversed(list(inner))]


def _first(point: Any, names: tuple[str, ...]) -> str:
    return next((told for name in names if (told := one_line(point.get(name, "")))), "")
