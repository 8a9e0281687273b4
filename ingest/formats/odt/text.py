"""The text within an element of an OpenDocument file, and what hangs on a place in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ingest.formats.blocks import comment, one_line
from ingest.formats.pages.clean import scrub
from ingest.formats.raised import told as told_raised

_ODF = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TEXT, _DRAW = _ODF % "text", _ODF % "drawing"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"

ANNOTATION = f"{_ODF % 'office'}annotation"
"""What somebody remarked on a place."""

SKIPPED = frozenset(
    f"{_TEXT}{name}"
    for name in ("tracked-changes", "table-of-content", "note-citation", "ruby-text")
)
"""Elements that hold no text of the document as it is, or how a word of it is said."""

_ASIDE = (f"{_TEXT}note", f"{_DRAW}frame", f"{_DRAW}custom-shape", f"{_DRAW}g")
_MOST_REPEATED = 100  # cells and spaces that OpenDocument writes once with a count


def odt_text(element: Any) -> str:
    """All text within but what hangs on a place; counted spaces and line breaks made real."""
    parts: list[str] = []
    waiting: list[Any] = [element]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            parts.append(node)
            continue
        if node is not element and node.tail:
            waiting.append(_one_space(node.tail))
        if not isinstance(node.tag, str) or node.tag in SKIPPED or node.tag == ANNOTATION:
            continue
        if node.tag in _ASIDE and node is not element:
            continue
        if node.tag == f"{_TEXT}s":
            parts.append(" " * count(node, f"{_TEXT}c"))
        elif node.tag == f"{_TEXT}tab":
            parts.append(" ")
        elif node.tag in (f"{_TEXT}line-break", f"{_TEXT}p") and node is not element:
            parts.append("\n")
        waiting.extend(reversed(node))
        if node.text:
            waiting.append(_one_space(node.text))
    return scrub(told_raised("".join(parts))).strip()


def asides(element: Any) -> Iterator[Any]:
    """Notes and drawings that hang on a place within an element, the outermost ones."""
    yield from _outermost(element, _ASIDE)


def remarks_in(element: Any) -> Iterator[Any]:
    """What was remarked on places within an element, but not within its asides."""
    yield from (
        node for node in _outermost(element, (*_ASIDE, ANNOTATION)) if node.tag == ANNOTATION
    )


def told(annotation: Any) -> str:
    """A remark with who made it."""
    paragraphs = (odt_text(node) for node in annotation.iter(f"{_TEXT}p", f"{_TEXT}h"))
    text = one_line(" ".join(paragraphs))
    return comment(text, one_line(scrub(annotation.findtext(_CREATOR) or ""))) if text else ""


def count(element: Any, attribute: str) -> int:
    """How often a cell or a space is repeated, within reason."""
    return min(_MOST_REPEATED, repeated(element, attribute))


def repeated(element: Any, attribute: str) -> int:
    """A number that an element says; 1 when it says none."""
    value = element.get(attribute, "1")
    return int(value) if value.isdecimal() and len(value) < 10 else 1


def _outermost(element: Any, tags: tuple[str, ...]) -> Iterator[Any]:
    waiting = list(reversed(element))
    while waiting:
        node = waiting.pop()
        if node.tag in tags:
            yield node
        elif node.tag not in SKIPPED and node.tag != ANNOTATION:
            waiting.extend(reversed(node))


def _one_space(text: str) -> str:
    """Runs of white space in OpenDocument's XML stand for one space."""
    ends = (" " if text[:1].isspace() else "", " " if text[-1:].isspace() else "")
    inner = one_line(text)
    return f"{ends[0]}{inner}{ends[1]}" if inner else " "
