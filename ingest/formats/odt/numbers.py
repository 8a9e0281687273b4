"""The numbers that OpenDocument texts show before headings and the points of lists.

No text holds them: they are counted by the list styles.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ingest.formats import numerals
from ingest.formats.blocks import BULLET
from ingest.formats.pages.clean import scrub

_ODF = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TEXT, _STYLE = _ODF % "text", _ODF % "style"
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_PLACE = re.compile(r"%(\d{1,2})%")
_DEEPEST = 10
_LONGEST = 60  # characters of a number with what stands around it
_BLOCKS = (f"{_TEXT}p", f"{_TEXT}h")


# By the first character of what a style gives as an example: "1", "a", "一, 二, 三, ...".
_SHOWN: dict[str, Callable[[int], str]] = {
    "1": str,
    **numerals.LATIN,
    "一": numerals.chinese,
    "壹": lambda number: numerals.chinese(number, legal=True),
    "甲": numerals.stem,
    "子": numerals.branch,
    "①": numerals.circled,
}


@dataclass(frozen=True, slots=True)
class _Level:
    """How the points of one depth are numbered; ``pattern`` has %1% to %10% for the numbers."""

    form: Callable[[int], str] | None
    pattern: str
    start: int


Style = Mapping[int, _Level]
"""A list style: the levels by their 1-based depth."""


@dataclass(slots=True)
class _List:
    """A list that is being counted."""

    style: Style
    counts: dict[int, int] = field(default_factory=dict)


def labels(body: Any, roots: Iterable[Any]) -> dict[Any, str]:
    """What stands before each paragraph and heading that a list or the outline marks.

    The first paragraph of a point has its number, or ``BULLET``; others of a list have none, "".

    Args:
        body: All of the text.
        roots: Of the files that may hold styles.
    """
    styles: dict[str, Style] = {}
    outline: Style = {}
    for root in roots:
        for element in root.iter(f"{_TEXT}list-style"):
            styles[element.get(f"{_STYLE}name", "")] = _style(element)
        for element in root.iter(f"{_TEXT}outline-style"):
            outline = _style(element)
    found = _of_headings(body, outline)
    lists = _Lists(styles)
    for element in body.iter(f"{_TEXT}list"):
        if next(element.iterancestors(f"{_TEXT}list"), None) is None:
            lists.count(element, found)
    return found


def _of_headings(body: Any, outline: Style) -> dict[Any, str]:
    found: dict[Any, str] = {}
    whole = _List(outline)
    for heading in body.iter(f"{_TEXT}h"):
        depth = numerals.integer(heading.get(f"{_TEXT}outline-level"), 1)
        level = outline.get(depth)
        if level and level.form and heading.get(f"{_TEXT}is-list-header") != "true":
            found[heading] = _next(whole, depth, None)
    return found


class _Lists:
    """Counts the lists of a text, in order; one may go on with another."""

    def __init__(self, styles: Mapping[str, Style]) -> None:
        self._styles = styles
        self._by_id: dict[str, _List] = {}
        self._by_style: dict[str, _List] = {}

    def count(self, element: Any, found: dict[Any, str]) -> None:
        """Write down the labels of a list and of those in it."""
        name = element.get(f"{_TEXT}style-name", "")
        counted = _List(self._styles.get(name, {}))
        before = self._by_id.get(element.get(f"{_TEXT}continue-list", ""))
        if before is None and element.get(f"{_TEXT}continue-numbering") == "true":
            before = self._by_style.get(name)
        if before is not None:
            counted.counts = dict(before.counts)
        self._by_style[name] = counted
        if key := element.get(_XML_ID):
            self._by_id[key] = counted
        self._points(element, 1, counted, found)

    def _points(self, element: Any, depth: int, counted: _List, found: dict[Any, str]) -> None:
        for point in element.iterchildren(f"{_TEXT}list-item", f"{_TEXT}list-header"):
            is_point = point.tag == f"{_TEXT}list-item"
            first = True
            for child in point:
                if child.tag in _BLOCKS:
                    label = ""
                    if first and is_point:
                        start = point.get(f"{_TEXT}start-value")
                        label = _next(counted, depth, start)
                    if child.tag == f"{_TEXT}p" or label != BULLET:
                        found[child] = label
                    first = False
                elif child.tag == f"{_TEXT}list" and depth < _DEEPEST:
                    inner = counted
                    if own := self._styles.get(child.get(f"{_TEXT}style-name", "")):
                        inner = _List(own, counted.counts)
                    self._points(child, depth + 1, inner, found)


def _next(counted: _List, depth: int, start: str | None) -> str:
    """Count on; what is shown there, ``BULLET`` where there are no numbers."""
    for deeper in [d for d in counted.counts if d > depth]:
        del counted.counts[deeper]
    level = counted.style.get(depth)
    if level is None or level.form is None:
        return BULLET
    following = counted.counts.get(depth, level.start - 1) + 1
    counted.counts[depth] = following if start is None else numerals.integer(start, following)

    def shown(place: re.Match[str]) -> str:
        of = counted.style.get(int(place[1]))
        if of is None or of.form is None:
            return ""
        return of.form(counted.counts.get(int(place[1]), of.start))

    return scrub(_PLACE.sub(shown, level.pattern)).strip()[:_LONGEST] or BULLET


def _style(element: Any) -> Style:
    levels = {}
    for child in element:
        depth = numerals.integer(child.get(f"{_TEXT}level"), 0) if isinstance(child.tag, str) else 0
        if 0 < depth <= _DEEPEST:
            levels[depth] = _level(child, depth)
    return levels


def _level(element: Any, depth: int) -> _Level:
    kind = element.get(f"{_STYLE}num-format", "")[:1]
    pattern = next(
        (value for name, value in element.items() if name.endswith("}num-list-format")), None
    )
    if pattern is None:
        shown = max(1, min(depth, numerals.integer(element.get(f"{_TEXT}display-levels"), 1)))
        numbers = ".".join(f"%{k}%" for k in range(depth - shown + 1, depth + 1))
        before, after = (element.get(f"{_STYLE}num-{place}", "") for place in ("prefix", "suffix"))
        pattern = f"{before}{numbers}{after}"
    form = _SHOWN.get(kind, str) if kind and "bullet" not in element.tag else None
    return _Level(form, pattern[:_LONGEST], numerals.integer(element.get(f"{_TEXT}start-value"), 1))
