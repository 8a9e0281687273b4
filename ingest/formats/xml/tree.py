"""What both ways of reading XML ask of an element: its name, its text, whether it is a table."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Set
from typing import Any

from ingest.formats.blocks import one_line
from ingest.formats.pages.clean import scrub
from ingest.formats.raised import LOWERED, RAISED, told
from ragqa.errors import DocumentError

DEEPEST = 200
"""Elements that may be one in another."""

TITLES = frozenset(("title", "head", "heading"))
_NOTES = frozenset(("footnote", "fn", "note"))  # within a text
_APART = frozenset(("p", "para", "simpara", "li", "listitem", "br", "lb", "tab"))
_RAISED = frozenset(("sup", "superscript"))
_ROWS = frozenset(("row", "tr", "strow", "sthead"))
_CELLS = frozenset(("entry", "td", "th", "cell", "tc", "stentry"))
_AROUND_ROWS = frozenset(("tgroup", "thead", "tbody", "tfoot"))
_BLOB = re.compile(r"[A-Za-z0-9+/=_-]{400,}")  # a picture in Base64, or a key


def name(element: Any) -> str:
    """The name of an element, without its namespace; "" of a remark or an instruction."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def elements(parent: Any) -> list[Any]:
    """The elements right within one."""
    return [child for child in parent if isinstance(child.tag, str)]


def is_mixed(element: Any) -> bool:
    """Whether an element has text of its own beside that of the elements in it."""
    return bool((element.text or "").strip()) or any((c.tail or "").strip() for c in element)


def text(element: Any, without: Set[str] = frozenset()) -> str:
    """All text within, in one line; without that of elements of some names, in lower case."""
    parts: list[str] = []
    waiting: list[Any] = [element]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            parts.append(node)
            continue
        if node is not element and node.tail:
            waiting.append(node.tail)
        if not isinstance(node.tag, str):
            # What a DTD elsewhere would say a name stands for: most are those of HTML.
            parts.append(html.unescape(node.text or "") if node.tag is _entity() else "")
            continue
        kind = name(node).lower() if node is not element else ""
        if kind in without:
            continue
        if kind in _NOTES:
            parts.append(f" ({text(node)}) ")
            continue
        before, after = _around(kind)
        parts.append(before)
        waiting += [after, *reversed(node)]
        if node.text:
            waiting.append(node.text)
    return _BLOB.sub("", one_line(scrub(told("".join(parts)))))


def outermost(element: Any, names: Set[str]) -> Iterator[Any]:
    """The elements of some names within another, but not those in one of them or in a note."""
    waiting = elements(element)[::-1]
    while waiting:
        node = waiting.pop()
        if name(node).lower() in names:
            yield node
        elif name(node).lower() not in _NOTES:
            waiting += elements(node)[::-1]


def _entity() -> Any:
    from lxml import etree  # type: ignore[import-untyped]

    return etree.Entity


def _around(kind: str) -> tuple[str, str]:
    """What parts an element within a text from what stands around it."""
    if kind in _RAISED:
        return RAISED, LOWERED
    return (" ", " ") if kind in _APART else ("", "")


def rows(element: Any) -> list[list[str]]:
    """The texts of the cells where an element is a table; nothing where it is none."""
    found = list(_rows(element))
    if not found or not all(any(map(_is_cell, elements(row))) for row in found):
        return []
    return [[text(cell) for cell in elements(row) if _is_cell(cell)] for row in found]


def _rows(element: Any) -> Iterator[Any]:
    for child in elements(element):
        kind = name(child).lower()
        if kind in _ROWS:
            yield child
        elif kind in _AROUND_ROWS:
            yield from _rows(child)


def _is_cell(element: Any) -> bool:
    return name(element).lower() in _CELLS


def title_of(element: Any) -> Any:
    """The title of an element, which may stand in its ``info``; None where there is none."""
    for child in elements(element):
        kind = name(child).lower()
        if kind in TITLES:
            return child if text(child) else None
        if kind == "info" or kind.endswith("info"):
            return next((e for e in elements(child) if name(e).lower() in TITLES), None)
    return None


def too_deep() -> DocumentError:
    """The error for elements one in another without end."""
    return DocumentError("is nested too deeply to be read.", "嵌套层数过多，无法读取。")
