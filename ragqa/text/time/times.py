"""Years and months: which a question is about, and which a text tells of, however they are written.

A text is read generously where it may tell of a time, and strictly where it is to tell of others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ragqa.text.dates import MONTHS
from ragqa.text.figures.quantities import numeral
from ragqa.text.language import fold

Span = tuple[int, int]
"""First and last of a stretch of years or months, both included; from 11 to 2 goes over winter."""

LAST = 9999
"""The end of a stretch that has none."""
_YEAR = r"(?:1[1-9]|20)\d\d"
_ZH = "[〇零一二三四五六七八九]"
_NAMES = "|".join(rf"{month[:3]}(?:{month[3:]}|t)?" for month in MONTHS)
MONTH_NAME = rf"\b(?:{_NAMES})\b\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_SHORT_NUMERAL = "十[一二]?|[一二三四五六七八九]"
_TO = r"\s?(?:[-–—~～至到]|(?:up )?to\b|until\b|till\b|through\b|and\b|or\b|[和与或及、])\s?"
_REST_ZH = r"(?:\s?\d{1,2}\s?月)?+(?:\s?\d{1,2}\s?[日号])?+(?:[零\d]{1,2}时)?+"

# A bound ("since 2019", "2019年以前") names what is not asked about itself.
NO_BOUND = r"(?!\s?[代级款版前后多间起至到\-–—~～]|\s?以[前后来]|\s?之?[前后]|\s?开始|的历史)"
_ASKED_YEAR = re.compile(
    rf"(?<![\d.,至到\-–—~～])(?P<year>{_YEAR})\s?年{_REST_ZH}{NO_BOUND}"
    rf"|(?<!{_ZH})(?P<numeral>[一二]{_ZH}{{3}})年{_REST_ZH}{NO_BOUND}"
    rf"|\b(?:in|of|for|during|early|late|mid)(?: {MONTH_NAME})?(?: {_DAY})?,?[ -](?P<alone>{_YEAR})"
    r"(?![\d%'’]|[.,:/–—-]\d|s\b| (?:to|and|or)\b| [a-z]+s\b)"
    rf"|{MONTH_NAME} (?:{_DAY},? )?(?P<behind>{_YEAR})(?!\d)"
)
_ASKED_MONTH = re.compile(
    rf"(?<![\d.,至到\-–—~～])(?P<digits>1[0-2]|0?[1-9])\s?月(?:\s?\d{{1,2}}\s?[日号])?+份?+{NO_BOUND}"
    rf"|(?<![一二三四五六七八九十至到])(?P<numeral>{_SHORT_NUMERAL})月份?+{NO_BOUND}"
    rf"|\b(?:in|of|for|during|on|early|late|mid|last|this)[ -](?:{_DAY} (?:of )?)?"
    rf"(?P<name>{MONTH_NAME})"
    r"(?! (?:to|and|or)\b)"
)

_MAYBE_YEAR = re.compile(rf"(?<!\d){_YEAR}(?!\d)|(?<!\d)(?:19|20)\d\d(?=[01]\d[0-3]\d(?!\d))")
_ZH_YEAR = re.compile(rf"(?<!{_ZH})[一二]{_ZH}{{3}}(?=年)")
_SHORT_YEAR = re.compile(r"(?<![\d.])\d\d(?=\s?年)|(?<=['’])\d\d\b|(?<=\d/)\d\d(?!\d)")
# Sure to be one: not 2000毫升, nor the amount in a table.
_YEAR_FOR_SURE = re.compile(
    rf"(?<![\d.,]){_YEAR}(?=\s?年|[-/.][01]?\d(?:[-/.]|(?!\d)))"
    rf"|(?:{MONTH_NAME} (?:{_DAY},? )?|\b(?:in|during|since|until|year) )(?={_YEAR}(?!\d|[.,]\d))"
    r"|(?<![\d.,:$£€¥#-])(?:19|20)\d\d(?![\d%]|[.,:]\d| ?[^\W\d_]|[-/])"
    r"|(?<!\d)20[0-4]\d(?=[01]\d[0-3]\d(?!\d))"
    rf"|(?<!{_ZH})[一二]{_ZH}{{3}}年"
)
_YEARS = re.compile(
    rf"(?<!\d)(?P<first>{_YEAR})年?{_REST_ZH}{_TO}(?:[a-z\d.]{{1,12}} ){{0,2}}"
    rf"(?P<last>{_YEAR}|\d\d(?![\d月]))"
)
_DATED = rf"(?:{_DAY} )?(?:{MONTH_NAME} )?"
_FROM_YEAR = re.compile(
    rf"(?:[自从]|\b(?:since|from|after)\b)[^。；;\n\d]{{0,16}}{_DATED}(?P<first>{_YEAR})"
    rf"|(?P<before>{_YEAR})年?{_REST_ZH}(?:起|开始|以来|以?后|之后| onwards?\b| or later\b)"
)
_UP_TO_YEAR = re.compile(
    rf"\b(?:before|until|till|by|up to)\b[^.;\n\d]{{0,12}}{_DATED}(?P<last>{_YEAR})"
    rf"|(?P<behind>{_YEAR})年?{_REST_ZH}(?:以前|之?前|为?止)"
)
_DECADE = re.compile(
    r"(?P<whole>(?:1[1-9]|20)\d)0(?:s\b|年代)|(?<!\d)(?P<digit>[1-9])0(?:年代|s\b)"
    r"|(?P<numeral>[一二三四五六七八九])十年代"
)
_CENTURY = re.compile(r"(?<!\d)(?P<number>1[2-9]|2[01])(?:st|th)?[ -]?(?:世纪|centur)")
# Told by the distance from another year, which may be that of the letter or of its reader.
_RELATIVE_YEAR = re.compile(
    r"[去前今本当明后来同次翌每历各]年(?!级)|[上下][一两]?年|年[前后]|逐年"
    r"|\b(?:last|previous|past|next|following|coming|every|each|this|same|that|any|per|a) year\b"
    r"|\byears? (?:ago|before|after|earlier|later)\b|\byearly\b"
)

_MONTH = re.compile(
    rf"(?<![\d.])(?P<digits>1[0-2]|0?[1-9])\s?月"
    rf"|(?<![一二三四五六七八九十])(?P<numeral>{_SHORT_NUMERAL})月|(?P<name>{MONTH_NAME})"
    rf"|(?<!\d)(?:19|20)\d\d(?P<between>[-/.]?)(?P<date>0[1-9]|1[0-2]|(?<=[-/.])[1-9])"
    r"(?:(?P=between)[0-3]?\d)?(?!\d)"
)
# Sure to be one: not the word "may".
_MONTH_FOR_SURE = re.compile(
    rf"\d\s?月|[一二三四五六七八九十]月|{MONTH_NAME} \d|\d(?:st|nd|rd|th)? (?:of )?{MONTH_NAME}"
    rf"|\b(?:in|since|until|by|from|during|of) {MONTH_NAME}"
    r"|(?<!\d)(?:19|20)\d\d([-/.]?)[01]\d(?:\1[0-3]\d)?(?!\d)"
)
_MONTHS_TO = re.compile(rf"(?:\s?\d{{1,2}}\s?[日号]|份|月| \d{{4}})*{_TO}(?:{_DAY} )?")
_RELATIVE_MONTH = re.compile(
    r"[每各逐当本次下上前后]个?月(?!球)|月度|按月|[春夏秋冬季假]|[上下]半年|年[初中底末终]|[整全]年"
    r"|\b(?:monthly|(?:every|each|per|a|this|last|next|following|previous|calendar) month)\b"
    r"|\b(?:quarter(?:ly)?|spring|summer|autumn|winter|fall|easter|christmas)\b"
    r"|\b(?:whole year|year-round)\b"
)


@dataclass(frozen=True, slots=True)
class Times:
    """The years or the months that a text tells of.

    Attributes:
        spans: Whatever may be one.
        sure: Whether one is told for certain.
        relative: Whether more are meant than are written: last year, every month.
    """

    spans: tuple[Span, ...]
    sure: bool
    relative: bool

    def hold(self, time: int) -> bool:
        """Whether it may be told of."""
        return any(
            first <= time <= last if first <= last else not last < time < first
            for first, last in self.spans
        )

    def may_tell(self, asked: Iterable[int]) -> bool:
        """Whether one of ``asked`` may be told of."""
        return self.relative or any(map(self.hold, asked))

    def are_others(self, asked: Iterable[int]) -> bool:
        """Whether one is told of, but none of ``asked``."""
        return self.sure and not self.may_tell(asked)


def asked_years(question: str) -> frozenset[int]:
    """Those that a question is about."""
    return frozenset(_number(match) for match in _ASKED_YEAR.finditer(fold(question)))


def asked_months(question: str) -> frozenset[int]:
    """Those that a question is about, from 1 to 12, of whatever year."""
    return frozenset(_number(match) for match in _ASKED_MONTH.finditer(fold(question)))


def years(text: str) -> Times:
    """Those that a text tells of."""
    folded = fold(text)
    sure = _YEAR_FOR_SURE.search(folded) is not None
    return Times(tuple(_years(folded)), sure, _RELATIVE_YEAR.search(folded) is not None)


def months(text: str) -> Times:
    """Those that a text tells of, of whatever year."""
    folded = fold(text)
    spans = tuple(_months(folded))
    return Times(
        spans,
        _MONTH_FOR_SURE.search(folded) is not None,
        _RELATIVE_MONTH.search(folded) is not None,
    )


def _years(folded: str) -> Iterator[Span]:
    for pattern in (_MAYBE_YEAR, _ZH_YEAR):
        for match in pattern.finditer(folded):
            year = value_of(match.group())
            yield year, year
    for match in _SHORT_YEAR.finditer(folded):
        for century in (1900, 2000):
            yield century + int(match.group()), century + int(match.group())
    for match in _YEARS.finditer(folded):
        first, last = int(match["first"]), int(match["last"])
        last = last if last > 99 else first - first % 100 + last
        if first < last:  # not 2025-06
            yield first, last
    for match in _FROM_YEAR.finditer(folded):
        yield _number(match), LAST
    for match in _UP_TO_YEAR.finditer(folded):
        yield 0, _number(match)
    for match in _DECADE.finditer(folded):
        digit = match["digit"] or str(value_of(match["numeral"] or "0"))
        for ten in [match["whole"]] if match["whole"] else [f"{c}{digit}" for c in (17, 18, 19)]:
            yield 10 * int(ten), 10 * int(ten) + 9
    for match in _CENTURY.finditer(folded):
        yield 100 * int(match["number"]) - 100, 100 * int(match["number"])


def _months(folded: str) -> Iterator[Span]:
    last, end = 0, -1
    for match in _MONTH.finditer(folded):
        month = _number(match)
        goes_on = _MONTHS_TO.fullmatch(folded, end, match.start()) if last else None
        yield (last if goes_on else month), month
        last, end = month, match.end()


def _number(match: re.Match[str]) -> int:
    """That of the group which is met."""
    groups = {name: said for name, said in match.groupdict().items() if said and name != "between"}
    return value_of(next(iter(groups.values())))


def value_of(said: str) -> int:
    """Of a number in digits or Chinese, or the name of a month; 0 for what is neither."""
    if said.isdecimal():
        return int(said)
    name = said.rstrip(".")[:3]
    if month := next((n for n, full in enumerate(MONTHS, 1) if full.startswith(name)), 0):
        return month
    return int(numeral(said) or 0)
