"""The numbers, dates and measures of a text, however they are written.

"30%", "３０％", "百分之三十" and "thirty percent" are the same; so are "12,500" and "1.25万".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from ragqa.text.dates import MONTHS
from ragqa.text.figures.units import MEASURED, UNIT_OF, VAGUE
from ragqa.text.language import fold, fold_with_offsets
from ragqa.text.numerals import DIGITS_ZH, GROUPS_ZH, NUMERALS_ZH, PLACES_ZH

SMALL = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen
    """.split()  # noqa: SIM905
"""The numbers from 0 to 19 in words."""

_OFTEN = {"twice": "2", "thrice": "3"}
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905
_WORD_VALUE = {word: n for n, word in enumerate(SMALL)} | {
    word: 10 * n for n, word in enumerate(_TENS, start=2)
}
_TIMES = {
    "hundred": 100,
    "thousand": 1000,
    "million": 10**6,
    "billion": 10**9,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
}
_NUMERAL_ZH = f"[{NUMERALS_ZH}]+"
_WORDS_EN = "|".join(sorted(_WORD_VALUE, key=len, reverse=True))
_NUMBER = re.compile(
    r"(?P<version>(?<=\bv)\d+\.\d+(?![\w.]))"
    r"|(?P<dotted>(?<![\w.])\d+(?:\.\d+){2,}(?![\w.]))"
    r"|(?P<digits>(?<![a-z_\d.])(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?(?:st|nd|rd|th)?(?![_\d]))"
    rf"|(?P<share>百分之(?:\d+(?:\.\d+)?|{_NUMERAL_ZH}))"
    rf"|(?P<numeral>{_NUMERAL_ZH})"
    rf"|\b(?P<words>(?:{_WORDS_EN})(?:[- ](?:{'|'.join(SMALL[1:10])}))?)\b"
    r"|\b(?P<often>twice|thrice)\b"
    rf"|\b(?P<month>{'|'.join(MONTHS)})\b"
)
_TIMES_AFTER = re.compile(r"\s?(?:(hundred|thousand|million|billion)\b|(百万|千万|[百千万亿]))")
_UNIT_AFTER = re.compile(
    "[ -]?("
    + "|".join(
        re.escape(word) + (r"(?![a-z\d_])" if word[-1].isascii() and word[-1].isalpha() else "")
        for word in sorted(UNIT_OF, key=len, reverse=True)
    )
    + ")"
)
_LONGEST_BEFORE = 24  # characters that are looked at for a sign or the word "version"
# In "3-5", "2019-03" and "3月-5月" it is a dash.
_MINUS = re.compile(
    r"(?:(?:^|[^\w\s)\]%.\-−]|[^\d%\s]\s+|^\s+|[为是至到达约])(?P<mark>[-−][$€¥]?)"
    r"|零下|负|\bminus |\bnegative )$"
)
_VERSION = re.compile(r"(?:\b(?:versions?|ver\.?|v)|版本)(?:\s|is|号|为|是|:|number)*$")
_ORDINAL_END = re.compile("[a-z]+$")
_SIGNS = {"$": "dollar", "€": "euro", "¥": "yuan"}
_NINE = "一二三四五六七八九"
_MOST_FACTORS = 4  # as in 3 hundred thousand million
_LONGEST_COUNTED = 40  # characters; what is longer is an identifier and is not reckoned with
_SURE_LENGTH = 3  # characters of a numeral that is a number without a unit


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its measure.

    Attributes:
        value: In plain decimal digits, without zeros that say nothing.
        unit: Its one name ("day" for 天 and days); "" when none is known.
        start: Offset of the number in the text, 0-based.
        end: After the number; the unit follows it.
        stop: After the unit.
        written: The digits as they stand there, with zeros that do say something in a version.
        is_version: Whether it stands after "version", "v" or 版本.
    """

    value: str
    unit: str
    start: int
    end: int
    stop: int
    written: str = ""
    is_version: bool = False

    def agrees(self, other: Quantity) -> bool:
        """Whether both may be the same: equal values, and no units that differ."""
        if self.is_version or other.is_version:
            return self.written == other.written
        return self.value == other.value and self.comparable(other)

    def comparable(self, other: Quantity) -> bool:
        """Whether both may measure the same thing."""
        return (
            self.unit == other.unit
            or not (self.unit and other.unit)
            or bool({self.unit, other.unit} & VAGUE)
        )


def missing(claim: str, evidence: str) -> list[Quantity]:
    """The quantities of ``claim`` that ``evidence`` does not hold."""
    return lacking(claim, distinct(evidence))


def lacking(claim: str, known: Collection[Quantity]) -> list[Quantity]:
    """The quantities of ``claim`` that agree with none of ``known``."""
    return [q for q in quantities(claim) if not any(q.agrees(other) for other in known)]


def distinct(text: str) -> frozenset[Quantity]:
    """Those of ``text`` without their places, each once."""
    return frozenset(replace(q, start=0, end=0, stop=0) for q in quantities(text))


def plain(text: str) -> str:
    """``text``, folded, with decimal numbers and one name for each unit, to compare words."""
    folded = fold(text)
    pieces: list[str] = []
    at = 0
    for found in _found(folded):
        pieces += [folded[at : found.start], f" {found.value} {found.unit} "]
        at = found.stop
    return "".join([*pieces, folded[at:]])


def unmeasured(text: str) -> str:
    """``text`` without its numbers and their units."""
    pieces: list[str] = []
    at = 0
    for found in quantities(text):
        pieces.append(text[at : found.start])
        at = found.stop
    return " ".join([*pieces, text[at:]])


def quantities(text: str) -> list[Quantity]:
    """All of ``text``, in order."""
    folded, offsets = fold_with_offsets(text)
    places = [*offsets, len(text)]
    return [
        replace(q, start=places[q.start], end=places[q.end], stop=places[q.stop])
        for q in _found(folded)
    ]


def _found(folded: str) -> Iterator[Quantity]:
    for match in _NUMBER.finditer(folded):
        kind = str(match.lastgroup)
        said = match.group()
        if kind == "dotted":
            yield from _parts(match)
        elif kind == "month":
            if said != "may" or _beside_digit(folded, match):
                month = str(MONTHS.index(said) + 1)
                yield Quantity(month, "month", match.start(), match.end(), match.end())
        elif kind == "often":
            yield Quantity(_OFTEN[said], "time", match.start(), match.end(), match.end())
        else:
            value = _value(kind, said)
            if value is not None:
                found = _measured(folded, match, value, "percent" if kind == "share" else "")
                if _is_number(kind, said, found, folded):
                    yield found


def _parts(match: re.Match[str]) -> Iterator[Quantity]:
    """A date like 2019.3.5, or a version: its parts."""
    for part in re.finditer(r"\d+", match.group()):
        start, end = match.start() + part.start(), match.start() + part.end()
        yield Quantity(_digits(Decimal(part.group())), "", start, end, end)


def _beside_digit(folded: str, match: re.Match[str]) -> bool:
    before, after = folded[: match.start()].rstrip(), folded[match.end() :].lstrip()
    return before[-1:].isdigit() or after[:1].isdigit()


def _measured(folded: str, match: re.Match[str], value: Decimal, unit: str) -> Quantity:
    """A number with what it is multiplied by and what it measures."""
    said, end = match.group(), match.end()
    for _ in range(_MOST_FACTORS):
        times = _TIMES_AFTER.match(folded, end)
        if times is None or len(said) > _LONGEST_COUNTED:
            break
        value *= _TIMES[times[1] or times[2]]
        end = times.end()
    stop = end
    if not unit and (after := _UNIT_AFTER.match(folded, end)):
        unit, stop = UNIT_OF[after[1]], after.end()
    if not unit and folded[match.start() - 1 : match.start()] in _SIGNS:
        unit = _SIGNS[folded[match.start() - 1]]
    before = folded[max(0, match.start() - _LONGEST_BEFORE) : match.start()]
    sign = _MINUS.search(before)
    return Quantity(
        ("-" if sign else "") + _digits(value),
        unit,
        match.start() - len((sign and sign["mark"]) or ""),
        end,
        stop,
        written=said,
        is_version=_VERSION.search(before) is not None,
    )


def _is_number(kind: str, said: str, found: Quantity, folded: str) -> bool:
    """Whether a numeral counts something, and is no part of a word such as 一样 or 四川."""
    if kind == "words":
        return said != "one" or found.end > found.start + len(said)
    if kind != "numeral":
        return True
    if found.value == "1":
        return found.unit in MEASURED
    ordinal = folded[found.start - 1 : found.start] == "第"
    long = len(said) >= _SURE_LENGTH or (len(said) > 1 and said[-1] in "十百千万亿" + _NINE)
    return bool(found.unit) or ordinal or (long and any(c in PLACES_ZH for c in said))


def _value(kind: str, said: str) -> Decimal | None:
    if kind in ("digits", "version"):
        return Decimal(_ORDINAL_END.sub("", said).replace(",", ""))
    if kind == "share":
        share = said.removeprefix("百分之")
        return _value("digits" if share[0].isdigit() else "numeral", share)
    if kind == "words":
        return Decimal(sum(_WORD_VALUE[word] for word in re.split("[- ]", said)))
    return numeral(said)


def numeral(said: str) -> Decimal | None:
    """The value of Chinese digits; None when they are no well-formed number."""
    if all(char in DIGITS_ZH for char in said):
        # 四五 is "four or five", but 二〇〇三 a year.
        if 1 < len(said) < _SURE_LENGTH:
            return None
        return Decimal("".join(str(DIGITS_ZH[char]) for char in said))
    if len(said) > _LONGEST_COUNTED or (said[0] not in DIGITS_ZH and said[0] != "十"):
        return None
    total = group = digit = 0
    for char in said:
        if char in DIGITS_ZH:
            digit = DIGITS_ZH[char]
        elif char in PLACES_ZH:
            group += (digit or 1) * PLACES_ZH[char]
            digit = 0
        else:
            total = (total + group + digit) * GROUPS_ZH[char]
            group = digit = 0
    return Decimal(total + group + digit)


def _digits(value: Decimal) -> str:
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
