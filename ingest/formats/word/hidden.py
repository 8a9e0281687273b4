"""Text that a Word document holds but does not show, or shows where some is to be filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ingest.formats.styles import inheriting
from ingest.formats.word.text import OFF, word_text

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = f"{_W}val"
_HIDES = f"{_W}rPr/{_W}vanish"
_ASKS = f"{_W}sdtPr/{_W}showingPlcHdr"
_DELETED = (f"{_W}del", f"{_W}moveFrom")


class Hidden:
    """Which texts of a document are hidden: those that say so, and those of styles that do."""

    def __init__(self, styles: Mapping[str, Any]) -> None:
        """By the styles of the document, their ids and elements."""
        self._styles = _hidden_styles(styles)

    def drop_from(self, root: Any) -> None:
        """Empty the runs below an element that are hidden, and the fields that nobody filled in.

        A paragraph that is gone, its end too, loses its number: those after it count without it.
        One of which the end alone was deleted goes on with the next one.
        """
        for asks in root.iterfind(f".//{_ASKS}"):
            if asks.get(_VAL, "true") not in OFF:
                for text in asks.getparent().getparent().iterfind(f"{_W}sdtContent//{_W}t"):
                    text.text = ""
        if not self._styles and next(root.iter(f"{_W}vanish", *_DELETED), None) is None:
            return
        for run in list(root.iter(f"{_W}r")):
            if self._is_hidden(run):
                run.clear()
        for properties in list(root.iter(f"{_W}pPr")):
            paragraph = properties.getparent()
            if not self._ends_hidden(properties):
                continue
            if not word_text(paragraph):
                paragraph.remove(properties)
            elif _ends_deleted(properties):
                _join_to_next(paragraph)

    def _ends_hidden(self, properties: Any) -> bool:
        if _ends_deleted(properties):
            return True
        if (own := _says(properties)) is not None:
            return own
        style = properties.find(f"{_W}pStyle")
        return style is not None and style.get(_VAL) in self._styles

    def _is_hidden(self, run: Any) -> bool:
        if (own := _says(run)) is not None:
            return own
        style = run.find(f"{_W}rPr/{_W}rStyle")
        if style is not None and style.get(_VAL) in self._styles:
            return True
        paragraph = next(run.iterancestors(f"{_W}p"), None)
        style = None if paragraph is None else paragraph.find(f"{_W}pPr/{_W}pStyle")
        return style is not None and style.get(_VAL) in self._styles


def _ends_deleted(properties: Any) -> bool:
    return any(properties.find(f"{_W}rPr/{tag}") is not None for tag in _DELETED)


def _join_to_next(paragraph: Any) -> None:
    following = paragraph.getnext()
    if following is None or following.tag != paragraph.tag:
        return
    properties = following.find(f"{_W}pPr")
    place = 0 if properties is None else following.index(properties) + 1
    following[place:place] = [part for part in paragraph if part.tag != f"{_W}pPr"]
    paragraph.getparent().remove(paragraph)


def _says(element: Any) -> bool | None:
    hides = element.find(_HIDES)
    return None if hides is None else hides.get(_VAL, "true") not in OFF


def _hidden_styles(styles: Mapping[str, Any]) -> frozenset[str]:
    """Those that say so, and those based on one of them that do not say otherwise."""
    says = {name: own for name, style in styles.items() if (own := _says(style)) is not None}
    bases = {name: style.find(f"{_W}basedOn") for name, style in styles.items()}
    based_on = ((name, base.get(_VAL, "")) for name, base in bases.items() if base is not None)
    return inheriting(says, based_on)
