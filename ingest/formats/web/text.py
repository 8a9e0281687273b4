"""The text of a part of a web page, in one run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ingest.formats.office.formulas import math_formula
from ingest.formats.raised import LOWERED, RAISED, told
from ingest.formats.web.raised import is_raised
from ingest.formats.web.skipped import is_skipped


def lines(text: str) -> str:
    """Lines without outer white space; line ends inside are those of <br>."""
    return "\n".join(line for part in text.split("\n") if (line := " ".join(part.split())))


def text_of(element: Any) -> str:
    """The text of an element; source line ends are spaces, <br> is a line end."""
    return told(running(element))


def running(element: Any) -> str:
    """The same of a part of a text, where what is raised hangs on what stands before."""
    parts: list[str] = []
    for event, node in _events(element):
        if event == "start":
            before = "\n" if node.tag == "br" else RAISED if is_raised(node) else ""
            parts.append(before + folded(node.text))
            if node.tag == "math":
                parts.append(math_formula(node))
        else:
            if is_raised(node):
                parts.append(LOWERED)
            if node is not element:
                parts.append(folded(node.tail))
    return "".join(parts)


def _events(element: Any) -> Iterator[tuple[str, Any]]:
    """Start and end of the element and its descendants, without skipped ones, not recursive."""
    waiting = [("start", element)]
    while waiting:
        event, node = waiting.pop()
        if event == "end":
            yield event, node
        elif not isinstance(node.tag, str) or (node is not element and is_skipped(node)):
            yield "end", node
        elif node.tag == "math":
            yield from (("start", node), ("end", node))  # what is within is told in one line
        else:
            yield event, node
            waiting.append(("end", node))
            waiting.extend(("start", child) for child in reversed(node))


def sources(element: Any) -> Iterator[str]:
    """What is said of where the pictures in an element are."""
    for event, node in _events(element):
        if event == "start" and node.tag == "img" and (source := node.get("src")):
            yield source
        elif node.tag == "svg":
            yield from framed(node)


def framed(drawing: Any) -> Iterator[str]:
    """The same of those that an SVG drawing only frames, as books do with their cover."""
    for image in drawing.iter("image"):
        if source := image.get("href") or image.get("xlink:href"):
            yield source


def folded(text: str | None) -> str:
    return re.sub(r"\s+", " ", text) if text else ""
