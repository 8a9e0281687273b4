"""Days of the year: which a question is about, and which a text tells of, however they are written.

A day is its month times 100 and its number: 3 May is 503. Years are another matter (``times``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ragqa.text.language import fold
from ragqa.text.time.times import LAST, MONTH_NAME, NO_BOUND, Span, Times, months, value_of

_NUMBER_ZH = "(?:[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_NUMBER = r"(?:3[01]|[12]\d|0?[1-9])"
_DAY = rf"{_NUMBER}(?:st|nd|rd|th)?(?![\d:.,]\d|\d|[%a-z])"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? )?"
_YEAR = r"(?:19|20)\d\d"
_BETWEEN = r"[-/.]"
_ZH = (
    rf"(?P<month_zh>\d{{1,2}}|{_NUMBER_ZH})\s?月\s?(?:份)?"
    rf"(?P<day_zh>{_NUMBER}(?!\d)|{_NUMBER_ZH})\s?[日号]"
)
_EN = (
    rf"(?<![\d:.,/-])(?P<day>{_DAY}) (?:of )?(?P<month>{MONTH_NAME})"
    rf"|(?P<month_>{MONTH_NAME}) (?P<day_>{_DAY})"
)
_ISO = (
    rf"(?<!\d){_YEAR}(?P<part>{_BETWEEN})(?P<month_iso>1[0-2]|0?[1-9])(?P=part)"
    rf"(?P<day_iso>{_NUMBER})(?!\d)"
)
_ASKED = re.compile(
    rf"(?<![\d至到\-–—~～]){_ZH}{NO_BOUND}(?!\s?[、和及])"
    rf"|\b(?:on|of|for|at|the|this|last|next)[ -]{_WEEKDAY}(?:{_EN})"
    r"(?! ?(?:to|until|and|or|[-–—])\b)"
    rf"|{_ISO}"
)
_TOLD = re.compile(rf"{_ZH}|{_EN}|{_ISO}")
_COMPACT = re.compile(rf"(?<!\d){_YEAR}(?P<month>1[0-2]|0[1-9])(?P<day>3[01]|[12]\d|0[1-9])(?!\d)")
# "5/3" is 5 March or 3 May, or no day at all.
_MAYBE = re.compile(r"(?<![\d./])(?P<one>[123]?\d)[/.](?P<other>[123]?\d)(?![\d/])")
# What stands before or behind a day and makes it one of more: "24, 25 and 26 December",
# "7月18日至22日", "from 3 to 9 May".
_MORE = r"(?:\s?(?:[-–—~～至到、,，和与及或]|to|and|or|until|till|through|,? ?and)\s?)"
_FIRST = re.compile(rf"(?<![\d:.,/])(?:{_NUMBER}(?:st|nd|rd|th)?{_MORE})+$")
_LAST = re.compile(rf"(?:{_MORE}{_NUMBER}(?:st|nd|rd|th|\s?[日号])?(?![\d:.]))+")
_SINGLE = re.compile(r"\d{1,2}")
_JOIN = re.compile(
    rf"(?:,? ?{_YEAR}年?)?(?:\s?[（(][^）)\n]{{1,8}}[）)])?{_MORE}(?:{_YEAR}年?)?{_WEEKDAY}"
)
_SINCE = re.compile(r"(?:[自从]|\b(?:since|from|after) (?:the )?)(?:(?:19|20)\d\d年)?$")
_ONWARDS = re.compile(
    r"\s?(?:起|开始|以来|以?后|之后)|(?: (?:19|20)\d\d)? (?:onwards?\b|or later\b)"
)
# All days of a month are told by these; "May" alone may be another word, or stand in a title.
_WHOLE = re.compile(
    rf"\b(?:in|during|throughout|all|early|late|mid)[ -](?P<month>{MONTH_NAME})"
    rf"|(?<!\d)(?P<month_>\d{{1,2}}|{_NUMBER_ZH})\s?月(?:份|间|内|期间|[上中下]旬|[初中底末])"
)
# Other days are meant than those that are written. What a day costs tells of none.
_RELATIVE = re.compile(
    r"(?:每[天日晚周]|每个?月[十\d]{1,3}[日号])(?![^。；，,\n]{0,8}元)|每星期|[翌次当][天日晚]|[明昨今后前]天"
    r"|周末|工作日|节假日|[春夏秋冬]季|[寒暑]假"
    r"|\b(?:daily|tomorrow|yesterday|today|tonight|weekdays?|week-?ends?|holidays?)\b"
    r"|\b(?:every|each|any|same|next|following|previous|that) (?:day|morning|evening|night|week)\b"
    r"|\b(?:day|week) (?:before|after)\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days\b"
    r"|\bin (?:the )?(?:spring|summer|autumn|fall|winter)\b"
)


def asked_days(question: str) -> frozenset[int]:
    """Those that a question is about."""
    return frozenset(filter(None, map(_day, _ASKED.finditer(fold(question)))))


def days(text: str) -> Times:
    """Those that a text tells of, among them all of a month that is told without one."""
    folded = fold(text)
    told = [match for match in _TOLD.finditer(folded) if _day(match)]
    bare = _TOLD.sub(lambda match: " " * len(match.group()), folded)
    whole = [(first, last) for first, last in months(bare).spans if first != last]
    whole += [(month, month) for match in _WHOLE.finditer(bare) if (month := _number(match))]
    spans = [(100 * first, 100 * last + 99) for first, last in whole]
    spans += _spans(folded, told)
    spans += [(day, day) for match in _COMPACT.finditer(folded) if (day := _day(match))]
    for match in _MAYBE.finditer(folded):
        one, other = int(match["one"]), int(match["other"])
        spans += [(100 * m + d, 100 * m + d) for m, d in ((one, other), (other, one)) if m <= 12]
    relative = _RELATIVE.search(folded) is not None
    return Times(tuple(spans), bool(told), relative)


def _spans(folded: str, told: list[re.Match[str]]) -> Iterator[Span]:
    last, end = 0, 0
    for match in told:
        day = _day(match)
        goes_on = last and _JOIN.fullmatch(folded, end, match.start())
        yield (last if goes_on else day), day
        month = day - day % 100
        for beside in (_FIRST.search(folded, end, match.start()), _LAST.match(folded, match.end())):
            if beside:
                others = [month + int(each) for each in _SINGLE.findall(beside.group())]
                yield min(others[0], day), max(others[-1], day)
        if _SINCE.search(folded, 0, match.start()) or _ONWARDS.match(folded, match.end()):
            yield day, LAST
        last, end = day, match.end()


def _day(match: re.Match[str]) -> int:
    """The day that a match tells of; 0 where there is none such."""
    month, day = _number(match), _number(match, "day")
    return 100 * month + day if 1 <= month <= 12 and 1 <= day <= 31 else 0


def _number(match: re.Match[str], kind: str = "month") -> int:
    """What the group of that kind which is met says."""
    said = (said for name, said in match.groupdict().items() if said and name.startswith(kind))
    return value_of(next(said).rstrip("stndrh"))
