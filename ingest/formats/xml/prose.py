"""XML of texts (DocBook, DITA, TEI …): sections by their titles, paragraphs, lists, tables."""

from __future__ import annotations

from typing import Any

from ingest.formats.blocks import BULLET, Blocks
from ingest.formats.pages.clean import scrub
from ingest.formats.xml.tree import (
    DEEPEST,
    elements,
    is_mixed,
    name,
    outermost,
    rows,
    text,
    title_of,
    too_deep,
)

PARAGRAPHS = frozenset(("p", "para", "simpara"))
"""Elements that only texts have."""

_LISTS = frozenset(("itemizedlist", "orderedlist", "simplelist", "list", "ul", "ol", "sl"))
_AS_IT_IS = frozenset(("programlisting", "screen", "literallayout", "pre", "codeblock"))
_BELOW = _LISTS | _AS_IT_IS | {"table", "informaltable", "simpletable"}  # the point of a list
_STRUCTURE = PARAGRAPHS | _BELOW


def write_prose(element: Any, blocks: Blocks, level: int = 1, deep: int = 0) -> None:
    """Write an element; a section in it has a heading of ``level``.

    Raises:
        DocumentError: Too many are one in another.
    """
    if deep > DEEPEST:
        raise too_deep()
    kind = name(element).lower()
    title = title_of(element)
    inner = elements(element)
    if kind in _AS_IT_IS:
        blocks.text(scrub("".join(element.itertext())))
    elif table := rows(element):
        if title is not None:
            blocks.text(text(title))
        blocks.table(table)
    elif kind in _LISTS:
        _write_points(element, blocks, 0, deep)
    elif title is not None and len(inner) > 1:
        blocks.heading(level, text(title))
        for child in inner:
            if child is not title:
                _write_untitled(child, title, blocks, level + 1, deep + 1)
    elif kind not in PARAGRAPHS and not is_mixed(element) and not _is_line(inner):
        for child in inner:
            write_prose(child, blocks, level, deep + 1)
    else:
        _write_paragraph(element, blocks, level, deep)


def _write_untitled(child: Any, title: Any, blocks: Blocks, level: int, deep: int) -> None:
    """Write what stands in a section; of an ``info`` that holds its title the rest."""
    if title.getparent() is not child:
        write_prose(child, blocks, level, deep)
        return
    for about in elements(child):
        if about is not title:
            write_prose(about, blocks, level, deep + 1)


def _is_line(inner: list[Any]) -> bool:
    """Whether elements are parts of one line, as those of a person's name."""
    return not any(len(child) or name(child).lower() in _STRUCTURE for child in inner)


def _write_paragraph(element: Any, blocks: Blocks, level: int, deep: int) -> None:
    """A text, and the lists, tables and code in it below."""
    if name(element).lower() not in PARAGRAPHS and not is_mixed(element):
        blocks.text(" ".join(filter(None, map(text, elements(element)))))
        return
    blocks.text(text(element, without=_STRUCTURE))
    for apart in outermost(element, _STRUCTURE):
        write_prose(apart, blocks, level, deep + 1)


def _write_points(element: Any, blocks: Blocks, depth: int, deep: int) -> None:
    if deep > DEEPEST:
        raise too_deep()
    numbered = name(element).lower() in ("orderedlist", "ol")
    for number, point in enumerate(elements(element), 1):
        blocks.item(text(point, without=_BELOW), depth, f"{number}." if numbered else BULLET)
        for one in outermost(point, _BELOW):
            if name(one).lower() in _LISTS:
                _write_points(one, blocks, depth + 1, deep + 1)
            else:
                write_prose(one, blocks, 1, deep + 1)
