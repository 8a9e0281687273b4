"""In what a size, a depth or a temperature is told, where a question asks for one."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass

from ragqa.text.figures.quantities import quantities

_LENGTHS = frozenset("millimetre centimetre metre kilometre mile inch foot".split())  # noqa: SIM905
_MASSES = frozenset("microgram milligram gram kilogram tonne pound ounce".split())  # noqa: SIM905
# A size is told in nearly anything, by number alone as well: 12 members, 三室一厅. Not in these.
_NO_SIZES = frozenset(
    """
    millisecond second minute hour day week month time
    yuan dollar euro sterling yen hong_kong_dollar
    """.split()  # noqa: SIM905
)
# What has a number for its name: 7号楼, "room 12", 二次供水.
_NUMBERED = re.compile(
    r"(?:\d+ ?[至到~-] ?)?\d+ ?[号楼](?:楼|室|门)?|第.{1,3}?[条章节次]|[一二两三]次"
    r"|\d{3,4}-\d{3,4}|\b(?:room|space|no\.?) ?\d+"
)


@dataclass(frozen=True, slots=True)
class Dimension:
    """Something that is measured.

    Attributes:
        asked: What asks for it in a folded question.
        units: What it is told in; None for nearly anything.
        named: What tells it without a unit.
    """

    asked: re.Pattern[str]
    units: Set[str] | None
    named: re.Pattern[str]

    def is_told(self, said: str) -> bool:
        """Whether a folded text, without its dates and times of day, may tell it."""
        if self.named.search(said):
            return True
        found = quantities(_NUMBERED.sub(" ", said))
        if self.units is None:
            return any(q.unit not in _NO_SIZES for q in found)
        return any(q.unit in self.units for q in found)


_DIMENSIONS = (
    Dimension(
        re.compile(r"\bhow (?:deep|tall|wide)\b|多[深宽]|(?:身|层|楼|墙|架)?多高\W*$"),
        _LENGTHS,
        re.compile(
            r"(?:deep|depth|tall|height|wide|width|[深高宽]度?)\W{0,3}\d|楼|层|store?y|floor"
        ),
    ),
    Dimension(
        re.compile(r"\bhow heavy\b|\bhow much [^?]*\bweighs?\b|多重\W*$|几公?斤"),
        _MASSES,
        re.compile(r"weigh\w*\W{0,3}\d|重量?\W{0,3}\d|斤|[\d.]+ ?(?:st|stone)\b"),
    ),
    Dimension(
        re.compile(
            r"\b(?:what|which)(?: is| 's)?(?: the)?(?: \w+)? temperature|\bhow (?:hot|warm|cold)\b"
            r"|(?:几|多少)度\W*$|温度(?:是|有)?多[少高]"
        ),
        frozenset({"degree"}),
        re.compile(
            r"temperature\W{0,3}\d|温\W{0,3}\d|度|[℃℉]|\d ?[cf]\b|(?:hot|warm|cold|冷|热|烫)\b"
        ),
    ),
    Dimension(
        re.compile(
            r"^\W*how (?:big|large) (?:is|are)\b|多大(?:面积|容量)?\W*$"
            r"|(?:面积|容量)(?:是|有|为)?多[少大]"
        ),
        None,
        re.compile(r"\b(?:size|area|capacity|big|large|small|tiny)\b|面积|容量|大小|尺寸"),
    ),
)


def asked_dimension(question: str) -> Dimension | None:
    """What a folded question asks to be measured; None for nothing that is known here."""
    return next((each for each in _DIMENSIONS if each.asked.search(question)), None)
