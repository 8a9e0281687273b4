"""What an OpenDocument file holds but does not show: hidden texts, paragraphs and sections."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ingest.formats.styles import inheriting

_ODF = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TEXT, _STYLE, _DRAW = _ODF % "text", _ODF % "style", _ODF % "drawing"
_DISPLAY, _NAME = f"{_TEXT}display", f"{_TEXT}style-name"
_FAMILIES = {f"{_TEXT}span": "text", f"{_TEXT}p": "paragraph", f"{_TEXT}h": "paragraph"}
_ALONE = f"{_TEXT}hidden-text"
_OF_PARAGRAPH = f"{_TEXT}hidden-paragraph"
_SECTION = f"{_TEXT}section"
_BLOCKS = (f"{_TEXT}p", f"{_TEXT}h")

Style = tuple[str, str]
"""Family and name."""


def drop_hidden(body: Any, roots: Iterable[Any]) -> None:
    """Empty what is not shown in a body; text around it stays, and numbers still count it.

    Args:
        body: Of the document.
        roots: Of the files that hold styles.
    """
    hidden = _hidden_styles(roots)
    styled = tuple(_FAMILIES) if hidden else ()
    for element in list(body.iter(*styled, _ALONE, _OF_PARAGRAPH, _SECTION)):
        if not _is_hidden(element, hidden):
            continue
        if element.tag == _OF_PARAGRAPH:
            _empty(next(element.iterancestors(*_BLOCKS), element))
        elif element.tag == _SECTION:
            for inner in list(element.iter(*_BLOCKS, f"{_DRAW}*")):
                _empty(inner)
        else:
            _empty(element)


def _is_hidden(element: Any, hidden: frozenset[Style]) -> bool:
    if family := _FAMILIES.get(element.tag):
        return (family, element.get(_NAME, "")) in hidden
    if element.tag == _SECTION and element.get(_DISPLAY) != "condition":
        return bool(element.get(_DISPLAY) == "none")
    return bool(element.get(f"{_TEXT}is-hidden") == "true")


def _empty(element: Any) -> None:
    del element[:]
    element.text = None


def _hidden_styles(roots: Iterable[Any]) -> frozenset[Style]:
    """Those that say so, and those based on one of them that do not say otherwise."""
    says: dict[Style, bool] = {}
    based_on: list[tuple[Style, Style]] = []
    for root in roots:
        for style in root.iter(f"{_STYLE}style"):
            family = style.get(f"{_STYLE}family", "")
            key = (family, style.get(f"{_STYLE}name", ""))
            based_on.append((key, (family, style.get(f"{_STYLE}parent-style-name", ""))))
            for properties in style.iterchildren(f"{_STYLE}text-properties"):
                if display := properties.get(_DISPLAY):
                    says[key] = display == "none"
    return inheriting(says, based_on)
