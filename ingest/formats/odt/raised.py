"""Which texts of an OpenDocument file stand raised, marked for ``raised.told``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ingest.formats.raised import LOWERED, RAISED
from ingest.formats.styles import inheriting

_ODF = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TEXT, _STYLE = _ODF % "text", _ODF % "style"
_POSITION = f"{_STYLE}text-position"


def mark_raised(body: Any, roots: Iterable[Any]) -> None:
    """Put marks around the spans of a body that stand raised.

    Args:
        body: Of the document.
        roots: Of the files that hold styles.
    """
    raised = _raised_styles(roots)
    for span in list(body.iter(f"{_TEXT}span")) if raised else ():
        if span.get(f"{_TEXT}style-name", "") in raised and not len(span) and span.text:
            span.text = f"{RAISED}{span.text}{LOWERED}"


def _raised_styles(roots: Iterable[Any]) -> frozenset[str]:
    says: dict[str, bool] = {}
    based_on: list[tuple[str, str]] = []
    for root in roots:
        for style in root.iter(f"{_STYLE}style"):
            if style.get(f"{_STYLE}family") != "text":
                continue
            name = style.get(f"{_STYLE}name", "")
            based_on.append((name, style.get(f"{_STYLE}parent-style-name", "")))
            for properties in style.iterchildren(f"{_STYLE}text-properties"):
                if position := properties.get(_POSITION):
                    says[name] = _is_up(position)
    return inheriting(says, based_on)


def _is_up(position: str) -> bool:
    """Of "super 58%", "33% 58%", "sub 58%" or "-33% 58%"."""
    place = position.split()[0] if position.strip() else ""
    return place == "super" or (place[:1].isdigit() and not place.startswith("0"))
