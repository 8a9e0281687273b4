"""Paragraphs of a Word document in a style for code: each is a line of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ingest.formats.blocks import Blocks
from ingest.formats.pages.clean import scrub
from ingest.formats.styles import inheriting

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = f"{_W}val"
_CALLED = re.compile(
    r"(?:source|code|program|computer)[ _-]?(?:code|block|listing|text)|code|verbatim"
    r"|(?:源)?代码(?:块)?|程序(?:代码)?",
    re.IGNORECASE,
)
_SAID = {f"{_W}tab": "    ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_MORE = (f"{_W}drawing", f"{_W}pict", f"{_W}tbl", f"{_W}footnoteReference", f"{_W}commentReference")
_GONE = frozenset((f"{_W}del", f"{_W}moveFrom", f"{_W}txbxContent"))


class CodeLines:
    """Gathers such paragraphs until another one comes.

    Args:
        styles: Of the document, by their ids.
    """

    def __init__(self, styles: Mapping[str, Any]) -> None:
        called = {key: True for key, style in styles.items() if _CALLED.fullmatch(_name(style))}
        based = ((key, _said(style, "basedOn")) for key, style in styles.items())
        self._styles = inheriting(called, based)
        self._lines: list[str] = []

    def take(self, paragraph: Any) -> bool:
        """Whether it is one, and nothing but text; then it is kept."""
        if next(paragraph.iter(*_MORE), None) is not None:
            return False
        style = paragraph.find(f"{_W}pPr/{_W}pStyle") if self._styles else None
        if style is None or style.get(_VAL) not in self._styles:
            return False
        self._lines.append(_text(paragraph))
        return True

    def write(self, blocks: Blocks) -> None:
        """Write those that were kept, as one block."""
        if self._lines:
            blocks.code(scrub("\n".join(self._lines)).rstrip())
            self._lines.clear()


def _name(style: Any) -> str:
    return _said(style, "name")


def _said(style: Any, what: str) -> str:
    found = style.find(f"{_W}{what}")
    return "" if found is None else str(found.get(_VAL, ""))


def _text(paragraph: Any) -> str:
    """Its text with the spaces that it begins with."""
    return "".join(
        node.text or "" if node.tag == f"{_W}t" else _SAID.get(node.tag, "")
        for node in paragraph.iter(f"{_W}t", *_SAID)
        if _GONE.isdisjoint(around.tag for around in node.iterancestors())
        and node.getparent().tag != f"{_W}tabs"  # a place for one
    )
