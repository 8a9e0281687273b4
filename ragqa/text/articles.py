"""Numbered articles and clauses: which one a question names, and which one a sentence stands in.

Laws and contracts hold dozens in nearly the same words, which only their numbers tell apart.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection

from ragqa.text.figures.quantities import numeral
from ragqa.text.language import fold
from ragqa.text.numerals import NUMERALS_ZH

_DOTTED = r"\d{1,3}(?:\.\d{1,3}){1,3}"
_KIND = "(?:articles?|sections?|clauses?|chapters?|§)"
_CHINESE = rf"第(?P<zh>[{NUMERALS_ZH}\d]{{1,8}})(?P<kind>[条章节])"
_NAMED = re.compile(
    rf"{_CHINESE}(?!件)|(?<![a-z\d.])(?P<dotted>{_DOTTED})\s?[条节]"
    rf"|(?<!\w){_KIND}\s?(?P<en>\d{{1,3}}(?:\.\d{{1,3}}){{0,3}})(?![\w.]*\d|[a-z])"
)
# Where one begins: "第三条 …", "## Article 9 Law", "6.2 The Buyer shall …".
_BEGINS = re.compile(
    rf"^[ \t#*]*(?:{_CHINESE}|{_KIND} (?P<en>\d{{1,3}}(?:\.\d{{1,3}}){{0,3}})(?![\w.]*\d|[a-z])"
    rf"|(?P<dotted>{_DOTTED})\.?[ \t\u3000]+(?=[^\W\d]))",
    re.MULTILINE | re.IGNORECASE,
)


def named(question: str) -> frozenset[str]:
    """The articles that a question names; "第三十四条" and "第34条" are the same."""
    return frozenset(map(_name, _NAMED.finditer(fold(question))))


def beside(question: str) -> str:
    """What else there is in a question, folded."""
    return _NAMED.sub(" ", fold(question))


class Articles:
    """Where the articles of a text begin."""

    def __init__(self, text: str) -> None:
        found = [(match.start(), _name(match)) for match in _BEGINS.finditer(text)]
        self._starts = [start for start, _ in found]
        self._names = [name for _, name in found]

    @property
    def names(self) -> Collection[str]:
        """Of all that begin in the text."""
        return frozenset(self._names)

    def at(self, place: int) -> str:
        """The one that the character at ``place``, 0-based, stands in; "" before the first."""
        number = bisect_right(self._starts, place)
        return self._names[number - 1] if number else ""


def _name(match: re.Match[str]) -> str:
    if chinese := match["zh"]:
        number = int(chinese) if chinese.isdecimal() else numeral(chinese)
        return f"{number or chinese}{match['kind']}"
    return match["dotted"] or match["en"]
