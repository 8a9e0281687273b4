"""Drawings in SVG: their title, what is said of them, and their labels, each a line of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ingest.formats.blocks import Blocks
from ingest.formats.pages.clean import one_paragraph
from ingest.formats.xml.text import root_of
from ingest.formats.xml.tree import elements, name, text
from ingest.parsed import Parsed
from ragqa.errors import DocumentError

_TOLD = frozenset(("title", "desc", "foreignobject", "flowroot"))
_AROUND = frozenset(("svg", "g", "a"))
_UNSEEN = ("display:none", "visibility:hidden")


def load_svg(path: Path) -> Parsed:
    """What can be read on a drawing, in the order of the file; what is hidden is left out.

    Raises:
        DocumentError: It is no XML, declares entities, or has letters as shapes alone.
    """
    root = root_of(path)
    title = next((text(one) for one in elements(root) if name(one) == "title"), "")
    blocks = Blocks()
    blocks.heading(1, title)
    labels = [label for label in _labels(root) if label]
    blocks.text("\n".join(labels[labels[:1] == [title] :]))
    if not labels:
        raise DocumentError(
            "is a drawing without text; save it as png to have its letters recognised.",
            "是没有文字的图形；如需识别其中的字形，请另存为 png。",
        )
    return blocks.parsed(title)


def _labels(root: Any) -> list[str]:
    labels: list[str] = []
    waiting = [root]
    while waiting:
        element = waiting.pop()
        kind = name(element).lower()
        style = "".join((element.get("style") or "").split())
        if element.get("display") == "none" or any(rule in style for rule in _UNSEEN):
            continue
        if kind == "text":
            labels.append(_label(element))
        elif kind in _TOLD:
            labels.append(text(element))
        elif kind == "switch":  # the same in several ways, the best one first
            waiting += elements(element)[:1]
        elif kind in _AROUND:
            waiting += reversed(elements(element))
    return labels


def _label(element: Any) -> str:
    """A text whose lines are elements of their own, each placed below the one before."""
    parts = [element.text or ""]
    below = element.get("y")
    for line in elements(element):
        place = line.get("y", below)
        is_below = line.get("dy", "0").strip("0.empx") or place != below
        parts += "\n" if is_below else "", text(line), line.tail or ""
        below = place
    return one_paragraph("".join(parts))
