"""XML of data: each value behind the name of its element, each record under its own."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import Any

from ingest.formats.blocks import Blocks, one_line
from ingest.formats.pages.clean import scrub
from ingest.formats.web.web import write_page
from ingest.formats.xml.records import as_table
from ingest.formats.xml.tree import (
    DEEPEST,
    elements,
    is_mixed,
    name,
    rows,
    text,
    title_of,
    too_deep,
)

_KEYS = ("name", "key")  # attributes that tell one element from others of its name
_VALUE = "value"
_OF_XML = ("http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2001/XMLSchema-instance")
_SHORT = 200  # characters of a record that is told in one line
_LONGEST = 300  # characters of an attribute; longer ones are no text
_PAGE = re.compile(r"</(?:p|div|a|li|b|i|em|strong|span|h[1-6]|td)>|<br\s*/?>", re.IGNORECASE)


def write_data(element: Any, blocks: Blocks, level: int = 0, deep: int = 0) -> None:
    """Write what is in an element: values that follow each other in one block, records in others.

    Args:
        element: Anything.
        blocks: What is written into.
        level: Of what the element is under; 0 for the root, which every block is under.
        deep: How many elements it is within.

    Raises:
        DocumentError: Too many are one in another.
    """
    if deep > DEEPEST:
        raise too_deep()
    if _is_value(element):  # as only the root may be
        blocks.text(_line(element))
        return
    head, title = _head(element), title_of(element)
    lines: list[str] = []
    if title is not None and title.getparent() is element:
        blocks.heading(max(1, level), text(title))
    elif level:
        blocks.mark(head, level)
        lines.append(f"{head}:")
    if not lines and head != name(element):
        lines.append(f"{head}:")
    is_below = False  # whether the last thing written is under an element in this one
    inner = (child for child in elements(element) if child is not title)
    for _, group in itertools.groupby(inner, key=name):
        children = list(group)
        if table := as_table(children, _values):
            blocks.text(_block(lines))
            lines.clear()
            blocks.mark(name(children[0]), level + 1)
            blocks.table(table)
            is_below = True
            continue
        for child in children:
            if _is_plain(child):
                if is_below:
                    blocks.mark(head if level else "", max(1, level))
                    is_below = False
                lines += filter(None, [_line(child)])
                continue
            blocks.text(_block(lines))
            lines.clear()
            is_below = _write_below(child, blocks, level + 1, deep + 1)
    blocks.text(_block(lines))


def _block(lines: Sequence[str]) -> str:
    """Values under their head; a short record is one line, to be quoted whole."""
    if len(lines) > 1 and lines[0].endswith(":") and sum(map(len, lines)) <= _SHORT:
        return f"{lines[0]} {'; '.join(lines[1:])}"
    return "\n".join(lines)


def _write_below(child: Any, blocks: Blocks, level: int, deep: int) -> bool:
    """Write what is more than a value; returns whether a heading of its own stands before it."""
    if _is_value(child):
        _write_page(child, blocks, level)
    elif table := rows(child):
        blocks.table(table)
        return False
    else:
        write_data(child, blocks, level, deep)
    return True


def _is_value(element: Any) -> bool:
    return not elements(element) or is_mixed(element)


def _is_plain(element: Any) -> bool:
    return _is_value(element) and not _PAGE.search(element.text or "")


def _values(record: Any) -> list[tuple[str, str]] | None:
    """What a record says: its attributes, then its values; None where it holds more."""
    told = [(key, value) for key, value in map(_attribute, record.items()) if value]
    for child in elements(record):
        if not _is_plain(child):
            return None
        key, more = _attributes(child)
        told.append((key or name(child), f"{_said(child)}{more}"))
    return told


def _said(element: Any) -> str:
    return text(element) or (element.get(_VALUE) or "").strip()


def _line(element: Any) -> str:
    """A value behind its name, in one line; "" where nothing is said."""
    said, head = _said(element), _head(element)
    if not said:
        return "" if head == name(element) else head
    return f"{head}: {said}"


def _head(element: Any) -> str:
    """The name of an element with what its attributes say."""
    key, more = _attributes(element)
    return f"{name(element)}{key and ' '}{key}{more}"


def _attributes(element: Any) -> tuple[str, str]:
    """What tells an element from others of its name, and what else its attributes say."""
    told = {key: value for key, value in map(_attribute, element.items()) if value}
    key = next((told.pop(one) for one in tuple(told) if one.lower() in _KEYS), "")
    if not (element.text or "").strip() and not len(element):
        told.pop(_VALUE, "")  # which is what it says
    more = "; ".join(f"{one}: {value}" for one, value in told.items())
    return key, f" ({more})" if more else ""


def _attribute(item: tuple[str, str]) -> tuple[str, str]:
    space, _, plain = item[0].rpartition("}")
    value = one_line(scrub(item[1]))
    is_text = (space[1:] not in _OF_XML or plain == "lang") and len(value) <= _LONGEST
    return plain, value if is_text else ""


def _write_page(element: Any, blocks: Blocks, level: int) -> None:
    """A web page that is a text in XML, as in feeds and what blogs export."""
    page = Blocks()
    write_page("".join(element.itertext()).encode("utf-8", "replace"), page, "utf-8")
    blocks.mark(name(element), level)
    blocks.embed(level, "", page.parsed())
