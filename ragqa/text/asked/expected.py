"""What kind of answer a question expects: a time, an amount, a name."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from ragqa.text.dates import DAY, MONTHS
from ragqa.text.figures.dimensions import asked_dimension
from ragqa.text.figures.prices import AMOUNT, PRICE, PRICE_EN, tells_price
from ragqa.text.figures.quantities import quantities
from ragqa.text.language import FUNCTION_WORDS, detect, fold
from ragqa.text.numerals import NUMERALS_ZH
from ragqa.text.parts.messages import SENT
from ragqa.text.yes_or_no import is_yes_or_no

_NUMERALS = f"{NUMERALS_ZH}半"
_MONTHS = "|".join(MONTHS)
# Only beside a number: "mar" and "dec" are also other words.
_SHORT_MONTHS = "(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)"


_MONEY = frozenset({"yuan", "dollar", "euro"})
_OF_THINGS = frozenset({"person", "piece", "time", "character"})
_MEASURES = frozenset(
    """
    day week month year hour minute second percent yuan dollar euro kilobyte megabyte gigabyte
    terabyte kilometre metre centimetre millimetre mile kilogram gram tonne litre degree page
    """.split()  # noqa: SIM905  # easier to read
)
_LASTING = frozenset({"second", "minute", "hour", "day", "week", "month", "year"})
_LENGTHS = frozenset({"millimetre", "centimetre", "metre", "kilometre", "mile", "character"})
# In what an amount is told, where words of the question tell that. A number without a unit may be
# one of these, too.
_UNITS = (
    (PRICE, _MONEY),
    (re.compile(r"多久|多长时间|\bhow often\b"), _LASTING | {"time"}),
    (re.compile(r"\bhow long\b|多长"), _LASTING | _LENGTHS),
)
# What is a time and no amount: "how many days" is not answered by "until 31 March", nor by when a
# message was sent.
_DATE = re.compile(
    rf"[{NUMERALS_ZH}]{{1,3}}月[{NUMERALS_ZH}]{{1,3}}[日号]|[{NUMERALS_ZH}]{{4}}年"
    rf"|(?<!\d){DAY}(?!\d)(?:[T ,]{{1,2}}\d{{1,2}}(?::\d\d){{1,2}})?|"
    rf"\d{{4}}\s*年(?:\s*\d{{1,2}}\s*月(?:\s*\d{{1,2}}\s*日)?)?|(?<!\d)\d{{1,2}}\s*月\s*\d{{1,2}}\s*日"
    r"|\b(?:\d{1,2} ?(?:to|and|or|[-–]) ?)?"
    rf"\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{_MONTHS})\b(?:,? [12]\d{{3}}\b)?"
    rf"|\b(?:{_MONTHS}) \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? [12]\d{{3}}\b)?"
    rf"|\b\d{{1,2}} {_SHORT_MONTHS}\b(?: [12]\d{{3}}\b)?|\b{_SHORT_MONTHS}\.? \d{{1,2}}\b"
    rf"|\b(?:{_MONTHS}) [12]\d{{3}}\b|\b(?:in|since|until|of|by) [12]\d{{3}}\b(?![,.]?\d)"
)
_TIME_OF_DAY = re.compile(rf"[\d{_NUMERALS}]{{1,3}}[点时](?:\d{{1,2}}分?)?|\d{{1,2}}:\d\d")
# From when to when, which tells how long as well: 2月15日至23日, "3 to 9 May".
_TO = r" ?(?:to|until|till|through|[-–]) ?"
_SPAN = re.compile(
    r"\d\s*[日号](?:[（(][^（）()]{1,4}[）)])?起?\s*(?:至|到|[-–—~～]+)\s*"
    r"(?:[12]\d{3}年)?\d{1,2}[月日号]"
    rf"|\b\d{{1,2}}(?: (?:{_MONTHS}))?{_TO}\d{{1,2}} (?:{_MONTHS})\b"
    rf"|\b(?:{_MONTHS}) \d{{1,2}}{_TO}(?:{_MONTHS}) \d"
)
_DAYS = re.compile(r"[几多]少?天|多久|多长时间|\bhow (?:many days|long)\b")
# What is said between a number and what it counts: 五个工作日, 三个多月.
_OF_DAYS = re.compile(rf"(?<=[\d{_NUMERALS}])\s*个?(?:工作|自然|交易)日")
_AND_MORE = re.compile(rf"(?<=[\d{_NUMERALS}]个)多(?=月|小时|星期)")
# How long before something, which is not how long that is: 提前五天, "five days in advance".
_AHEAD = re.compile(
    rf"提前至?少?\s*[\d{_NUMERALS}]+\s*个?(?:分钟|小时|天|日|周|星期|月)"
    r"|\b[\w-]+ (?:working |business )?(?:hour|day|week|month)s? (?:in advance|ahead|beforehand)\b"
)
_ASKS_AHEAD = re.compile(r"前|\b(?:advance|ahead|before|beforehand|early|notice)\b")
# How long until then, or after what: "within ten days", 三天内, "two weeks before arrival".
_REACH = (
    r"\b(?:within|after|in) (?:the )?(?:(?:first|next|last) )?[\w-]+ (?:working |business )?"
    r"(?:minute|hour|day|week|month|year)s?\b"
    r"|\b(?:minute|hour|day|week|month|year)s? (?:before|after|from|ahead)\b"
    rf"|[\d{_NUMERALS}]\s*个?(?:分钟|小时|钟头|工作日|天|日|周|星期|月|年)(?:之?[内后前]|以[内后前])"
)
# How many of what: a unit, or something that is counted.
_COUNTING = re.compile(
    r"\bhow many (?!decades|centuries|nights)(?P<en>[a-z]+)"
    r"|(?:(?<!哪)几|多少)(?P<zh>个?(?:小时|月|星期)|分钟"
    r"|[个名位人辆台架艘座栋间家所件条张本份只头天周年])"
    r"|多少(?P<who>员工|职工|学生|孩子|老师|教师|会员|成员|队员|住户|居民|观众|乘客)"
)
# Marks of notes, what patterns are written in, and numbers of parts: [1], [0-9], {2,}, Section 5.4.
_NO_AMOUNT = re.compile(
    r"\[[^\[\]\s]{1,40}\]|\{[^{}\s]{1,40}\}"
    r"|\b(?:section|chapter|appendix|figure|fig\.|table|example)s? \d+(?:\.\d+)*\b"
    rf"|(?:第\s*[\d.{NUMERALS_ZH}]+\s*[章节条款]|[图表]\s*\d+(?:[.-]\d+)*)"
    r"|^\s*(?:#+ )?\d+(?:(?:\.\d+)+\.|(?:\.\d+){2,})\s",
    re.MULTILINE,
)
_ORDINAL = re.compile(r"第几|\b(?:what|which) (?:section|chapter|figure|table) number\b")
_NONE = re.compile(r"\b(?:none|nobody|no|never)\b|没|无")


@dataclass(frozen=True, slots=True)
class _Kind:
    """Words that ask for something, what it looks like, and what looks like it but is not."""

    asked: re.Pattern[str]
    given: re.Pattern[str]
    other: re.Pattern[str] | None = None


# What is asked for that has a form of its own, and that form: a phone number, a mail address.
_FORMS = (
    (
        re.compile(
            r"(?:电话|手机)(?:号码?)?(?:是|为)?(?:多少|几号|什么)|(?:电话|手机)号码?\W*$"
            r"|(?:打|拨)(?:什么|哪个|几号)电话|(?:什么|哪个)电话号?码?\W*$"
            r"|\b(?:phone|telephone|mobile|cell|fax) (?:number|no)\b"
        ),
        re.compile(r"\d{3}|\d\d[- ]\d\d"),
    ),
    (
        re.compile(
            r"(?:邮箱|电子?邮件地址)(?:地址)?(?:(?:是|为)(?:什么|多少))?\W*$|\be-?mail address\b"
            r"|^\W*what(?: is|'s) [^?]*\be-?mail\W*$"
        ),
        re.compile("@"),
    ),
)

# The first of two that begin in one place counts: "what year" before "what number".
_KINDS = (
    _Kind(  # a time
        re.compile(
            r"何时|什么时[候间]|哪一?[年天日月]|几[月号日点]|哪个?(?:世纪|年代|年份|朝代)|何年"
            # Not "What do I do when the lamp is red?"
            r"|^\W*when\b|\bwhen(?=\W*$| (?:is|are|was|were|do|does|did|can|could|may|might|must"
            r"|shall|should|will|would|has|have|had)\b)"
            r"|(?:[.,;:?!]|\b(?:and|or|but|until|till|since|from|by|know|tell|me|us|say|said|told|see))"
            r" when\b|\b(?:what|which) (?:year|date|day|month|century|decade|time)\b"
        ),
        re.compile(
            rf"\d{{1,4}}\s*年|(?<!\d)\d{{1,2}}\s*[月日]|世纪|年代|(?<![{_NUMERALS}])[{_NUMERALS}]+年|朝"
            rf"|(?<![{_NUMERALS}])[{NUMERALS_ZH}]{{1,3}}月"
            rf"|\b[12]\d{{3}}s?\b|\b(?:{_MONTHS})\b|\bcentur(?:y|ies)\b|\d:\d\d"
            rf"|\b\d+(?:st|nd|rd|th)\b|\b\d{{1,2}} {_SHORT_MONTHS}\b"
            rf"|\b{_SHORT_MONTHS}\.? \d{{1,2}}\b"
            r"|\b\d{1,2} ?[ap]\.?m\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b"
            rf"|[{_NUMERALS}\d]\s*点|(?:周|星期|礼拜)[一二三四五六日天末]|{_REACH}"
        ),
    ),
    _Kind(  # an amount
        re.compile(
            r"多少|几|多[大长高远重久快深宽]|比例|百分"
            r"|\bhow (?:many|much|long|old|far|high|tall|large|big|often|fast|deep|wide|heavy)\b"
            r"|\bwhat (?:percent\w*|number|proportion|age|size|distance|rank\w*)\b"
            rf"|\b(?:{PRICE_EN})"
        ),
        AMOUNT,
        _DATE,
    ),
)
_LAST = re.compile(r"[?？]\s*(?=[^\s?？])")  # a follow-up is searched for behind the one before
_WHO = re.compile(r"\bwho(?:m|se)?\b", re.IGNORECASE)
# Not the first word, which is written large anyway. Chinese does not mark names.
_NAME = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z][a-z]+(?:[ -][A-Z][a-z]+)*")
_LETTERS = re.compile(r"[a-z]+")
_TIMES = frozenset(MONTHS).union(
    f"{day}day" for day in ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")
)  # are written as names are


def is_brief(question: str) -> bool:
    """Whether a time or an amount is asked for, which one sentence tells."""
    return _kind(fold(_LAST.split(question)[-1])) is not None


def is_met(question: str, text: str) -> bool:
    """Whether ``text`` holds what the question expects: one that it does not name itself.

    When a message was sent is none of what it tells.

    True where the question expects nothing in particular. Of several questions the last counts.
    """
    question = _LAST.split(question)[-1]
    text = SENT.sub("", text, count=1) if SENT.match(text) else text
    asked = fold(question)
    if kind := _kind(asked):
        return _is_told(kind, asked, _AND_MORE.sub("", _OF_DAYS.sub("天", fold(text))))
    if _WHO.search(asked) and detect(text) == "en":
        return any(_tells_more(match.group(), asked) for match in _NAME.finditer(text))
    return True


def _is_told(kind: _Kind, asked: str, said: str) -> bool:
    """Whether a text, folded, holds what looks like a kind and is nothing else."""
    if kind.other is None:
        return _holds(kind, asked, said)
    if not _ASKS_AHEAD.search(asked):
        said = _AHEAD.sub(" ", said)
    if _DAYS.search(asked) and _SPAN.search(said):
        return True
    bare = said if _ORDINAL.search(asked) else _NO_AMOUNT.sub(" ", kind.other.sub(" ", said))
    return _holds(kind, asked, bare) and _is_measured(asked, said) and _is_counted(asked, bare)


def _holds(kind: _Kind, asked: str, said: str) -> bool:
    return any(match.group() not in asked for match in kind.given.finditer(said))


def _is_measured(asked: str, said: str) -> bool:
    """Whether an amount in ``said`` may be told in what is asked for: no time is told in euros."""
    units = next((units for words, units in _UNITS if words.search(asked)), None)
    return _is_told_in(units, said)


def _is_counted(asked: str, said: str) -> bool:
    """Whether a number in ``said``, without its dates, may count what is asked for."""
    units, said = _counted(asked), _TIME_OF_DAY.sub(" ", said)
    return units is None or (AMOUNT.search(said) is not None and _is_told_in(units, said))


def _is_told_in(units: Set[str] | None, said: str) -> bool:
    told = quantities(said) if units is not None else []
    return units is None or not told or any(q.unit in units or not q.unit for q in told)


def _counted(asked: str) -> frozenset[str] | None:
    """The units of a number that tells how many there are of what is asked for."""
    found = _COUNTING.search(asked)
    if found is None:
        return None
    [counted, *_] = quantities(f"3 {found['en']}" if found["en"] else f"3{found['zh']}")
    return frozenset({counted.unit}) if counted.unit in _MEASURES else _OF_THINGS


def is_untold(question: str, texts: Sequence[str]) -> bool:
    """Whether none of ``texts`` can tell what the question asks for: a price, a number of things, a
    size, a phone number, the address of a mail.

    Surer than ``is_met`` is not: something may be told in words that nobody foresees.
    """
    asked = fold(_LAST.split(question)[-1])
    form = next((form for asks, form in _FORMS if asks.search(asked)), None)
    if form is not None and not is_yes_or_no(question):
        return not any(form.search(_DATE.sub(" ", fold(text))) for text in texts)
    if dimension := asked_dimension(asked):
        plain = (_TIME_OF_DAY.sub(" ", _DATE.sub(" ", fold(text))) for text in texts)
        return not any(map(dimension.is_told, plain))
    kind = _kind(asked)
    if kind is None or kind.given is not AMOUNT:
        return False
    if PRICE.search(asked):
        return not any(tells_price(_DATE.sub(" ", fold(text))) for text in texts)
    return _counted(asked) is not None and not any(
        is_met(question, text) or _NONE.search(fold(text)) for text in texts
    )


def _tells_more(name: str, asked: str) -> bool:
    """Whether a word of ``name`` is neither asked about nor one like "The"."""
    return not FUNCTION_WORDS.union(_TIMES, _LETTERS.findall(asked)).issuperset(
        _LETTERS.findall(fold(name))
    )


def _kind(asked: str) -> _Kind | None:
    """The one that is asked for first: "how many were left when it ended?" asks for no time."""
    found = [(match.start(), kind) for kind in _KINDS if (match := kind.asked.search(asked))]
    return min(found, key=lambda each: each[0])[1] if found else None
