"""The numbers that Word shows before headings and the points of lists, which no text holds.

"Clause 3.2" stands nowhere in a file: it is counted from the paragraphs before, by the rules of
``numbering.xml``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ingest.formats import numerals
from ingest.formats.blocks import BULLET
from ingest.formats.pages.clean import scrub

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile(r"%([1-9])")
_DEEPEST = 8
_MOST_STYLES = 20  # one based on another
_LONGEST = 60  # characters of a number with what stands around it

_SHOWN: dict[str, Callable[[int], str]] = {
    "decimalZero": "{:02}".format,
    "lowerLetter": numerals.LATIN["a"],
    "upperLetter": numerals.LATIN["A"],
    "lowerRoman": numerals.LATIN["i"],
    "upperRoman": numerals.LATIN["I"],
    **dict.fromkeys(
        ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting"),
        numerals.chinese,
    ),
    **dict.fromkeys(
        ("chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"),
        lambda number: numerals.chinese(number, legal=True),
    ),
    **dict.fromkeys(("ideographDigital", "taiwaneseDigital"), numerals.digit_by_digit),
    "ideographTraditional": numerals.stem,
    "ideographZodiac": numerals.branch,
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), numerals.circled),
    "none": lambda _number: "",
}


@dataclass(frozen=True, slots=True)
class _Level:
    """How the points of one depth are numbered.

    Attributes:
        kind: The name of the numerals; "bullet" has none.
        text: What is shown, with %1 to %9 for the numbers of the depths.
        start: The first number.
        legal: Whether the numbers of all depths are shown as digits.
        restarts: Whether it begins anew below each point of less depth.
    """

    kind: str
    text: str
    start: int
    legal: bool
    restarts: bool


@dataclass(frozen=True, slots=True)
class Point:
    """Where a paragraph stands in a list: ``depth`` 0 is the outermost; ``label`` may be ""."""

    depth: int
    label: str


class Numbers:
    """Counts the paragraphs of a document, which are to be given in order.

    Args:
        numbering: The root of ``numbering.xml``, None when there is none.
        styles: The elements of the styles by their ids.
    """

    def __init__(self, numbering: Any, styles: Mapping[str | None, Any]) -> None:
        self._styles = styles
        self._lists: dict[str, Any] = {}  # by number: the element w:num
        self._patterns: dict[str, Any] = {}  # by id: the element w:abstractNum
        if numbering is not None:
            self._lists = {n.get(f"{_W}numId"): n for n in numbering.iterchildren(f"{_W}num")}
            self._patterns = {
                n.get(f"{_W}abstractNumId"): n for n in numbering.iterchildren(f"{_W}abstractNum")
            }
        self._levels: dict[str, tuple[str, dict[int, _Level]]] = {}
        self._counts: dict[str, dict[int, int]] = {}  # by pattern, then depth
        self._begun: set[tuple[str, int]] = set()  # lists whose own start was taken, by depth

    def of(self, paragraph: Any) -> Point | None:
        """The point of a list that a paragraph is, None when it is none."""
        number, depth = self._place(paragraph)
        if not number or number == "0":
            return None
        pattern, levels = self._list(number)
        if not (level := levels.get(depth)):
            return Point(depth, BULLET)
        counts = self._counts.setdefault(pattern, {})
        self._count(number, depth, level, counts)
        for deeper in [d for d in counts if d > depth and _restarts(levels.get(d))]:
            del counts[deeper]
        if level.kind == "bullet":
            return Point(depth, BULLET)
        return Point(depth, _label(level, levels, counts))

    def _count(self, number: str, depth: int, level: _Level, counts: dict[int, int]) -> None:
        own = self._own_start(number, depth)
        if own is not None and (number, depth) not in self._begun:
            counts[depth] = own
        else:
            counts[depth] = counts.get(depth, level.start - 1) + 1
        self._begun.add((number, depth))

    def _own_start(self, number: str, depth: int) -> int | None:
        for override in self._lists[number].iterchildren(f"{_W}lvlOverride"):
            start = override.find(f"{_W}startOverride")
            if override.get(f"{_W}ilvl") == str(depth) and start is not None:
                return numerals.integer(start.get(f"{_W}val"), 1)
        return None

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """The number of the list, "" for none, and the depth in it."""
        number = depth = ""
        own = paragraph.find(f"{_W}pPr/{_W}numPr")
        if own is not None:
            number, depth = _value(own, "numId"), _value(own, "ilvl")
        style = _value(paragraph.find(f"{_W}pPr"), "pStyle")
        for _ in range(_MOST_STYLES):
            element = self._styles.get(style)
            if number or element is None:
                break
            given = element.find(f"{_W}pPr/{_W}numPr")
            if given is not None and (number := _value(given, "numId")):
                depth = depth or self._depth_of_style(number, style) or _value(given, "ilvl")
            style = _value(element, "basedOn")
        return number, min(_DEEPEST, numerals.integer(depth, 0))

    def _depth_of_style(self, number: str, style: str) -> str:
        """The depth of a list that is meant for a style, "" for none."""
        for level in self._pattern(number).iterchildren(f"{_W}lvl"):
            if _value(level, "pStyle") == style:
                return str(level.get(f"{_W}ilvl", ""))
        return ""

    def _pattern(self, number: str) -> Any:
        """The pattern of a list, that of a style of lists followed."""
        from lxml import etree  # type: ignore[import-untyped]

        nothing = etree.Element("none")
        found = self._patterns.get(_value(self._lists.get(number), "abstractNumId"), nothing)
        link = _value(found, "numStyleLink")
        if link and (style := self._styles.get(link)) is not None:
            other = self._lists.get(_value(style.find(f"{_W}pPr/{_W}numPr"), "numId"))
            found = self._patterns.get(_value(other, "abstractNumId"), found)
        return found

    def _list(self, number: str) -> tuple[str, dict[int, _Level]]:
        if number not in self._lists:
            return "", {}
        if number not in self._levels:
            pattern = self._pattern(number)
            elements = list(pattern.iterchildren(f"{_W}lvl"))
            for override in self._lists[number].iterchildren(f"{_W}lvlOverride"):
                elements += override.iterchildren(f"{_W}lvl")
            levels = {numerals.integer(e.get(f"{_W}ilvl"), 0): _level(e) for e in elements}
            self._levels[number] = pattern.get(f"{_W}abstractNumId", ""), levels
        return self._levels[number]


def _restarts(level: _Level | None) -> bool:
    return level is None or level.restarts


def _level(element: Any) -> _Level:
    return _Level(
        kind=_value(element, "numFmt") or "decimal",
        text=_value(element, "lvlText"),
        start=numerals.integer(_value(element, "start"), 1),
        legal=element.find(f"{_W}isLgl") is not None,
        restarts=_value(element, "lvlRestart") != "0",
    )


def _label(level: _Level, levels: Mapping[int, _Level], counts: Mapping[int, int]) -> str:
    def shown(place: re.Match[str]) -> str:
        depth = int(place[1]) - 1
        other = levels.get(depth, level)
        number = counts.get(depth, other.start)
        form = str if level.legal and other.kind != "none" else _SHOWN.get(other.kind, str)
        return form(number)

    return scrub(_PLACE.sub(shown, level.text[:_LONGEST])).strip()[:_LONGEST]


def _value(parent: Any, name: str) -> str:
    """The value that a child of an element holds, "" for none."""
    child = None if parent is None else parent.find(f"{_W}{name}")
    return "" if child is None else child.get(f"{_W}val", "")
