"""Numbers as the number format of their cell shows them: "1,234.50 CHF" for 1234.5. Pure.

A number below zero has its sign before it, where a format would show it in brackets or in red.
What a format does not show at all (";;;") is told as it is, and so is what it shows as a fraction
or with an exponent. Literal signs count where they say something: letters, currencies, "%", "°".
"""

from __future__ import annotations

import itertools
import math
import operator
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from ingest.formats.pages.clean import scrub

# What a number format is made of: a text, a currency, a condition, colours and languages, an
# escaped letter, widths and fillings, a place of a digit; else single letters.
_PARTS = re.compile(
    r'"(?P<text>[^"]*+)"|\[\$(?P<sign>[^\]-]*+)[^\]]*+\]|\[(?P<when>[<>=][^\]]*+)\]|\[[^\]]*+\]'
    r"|[\\!](?P<letter>.)|[_*].|(?P<plain>(?:G/)?(?i:General|通用格式)|E[+-]|/)"
    r"|(?P<place>[0#?.,])|(?P<other>.)",
    re.DOTALL,
)
_CONDITION = re.compile(r"(<>|<=|>=|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_COMPARED = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}
_LONGEST_FORM = 255  # characters; Excel takes no more
_LEAST_LONG, _MOST_LONG = 1e15, 1e18  # whole numbers that would be written with an exponent
_DIGIT = frozenset("0#?")
_EXACT = Context(prec=600)
_SIGNS = frozenset("%‰℃℉°№#")


@dataclass(frozen=True, slots=True)
class _Section:
    """One of the forms that a number format has, for positive numbers and negative ones, say.

    Attributes:
        before: What is shown before the number.
        places: Of the number, from the first place of a digit to the last: "0", "#", "?", "." and
            ",", and what else stands between them, each with a backslash before it.
        after: What is shown after it.
        condition: What the number is compared with, and how; "" for none.
        percent: How many times it is shown as hundredths.
        plain: Whether it is shown as it is: by no places, or as a fraction or power.
    """

    before: str
    places: tuple[str, ...]
    after: str
    condition: str
    percent: int
    plain: bool


def number(value: float, form: str) -> str:
    """A number as a cell of this format shows it, without white space around.

    Args:
        value: The number.
        form: The number format, "" for none.
    """
    if len(form) > _LONGEST_FORM:
        return _plain(value)
    section = _chosen(_sections(form), value)
    if not section.places and not section.plain:
        return section.before.strip() or _plain(value)
    if section.plain or abs(value) >= _MOST_LONG or not math.isfinite(value):
        digits = _plain(abs(value))
    else:
        digits = _digits(abs(value), section)
    if value < 0:
        sign = "-" if digits.strip("0., ") else ""
        return f"{sign}{section.before.strip(' -(')}{digits}{section.after.rstrip(' )')}"
    return f"{section.before.lstrip()}{digits}{section.after.rstrip()}"


def _plain(value: float) -> str:
    """A number that no format shows."""
    if isinstance(value, int) and abs(value) >= _MOST_LONG:
        return str(value)  # as the file has it, which may be more than a float can be
    if _LEAST_LONG <= abs(value) < _MOST_LONG and float(value).is_integer():
        return str(int(value))  # the number of an account, say
    return f"{value:.15g}"


@lru_cache(maxsize=10_000)
def _sections(form: str) -> tuple[_Section, ...]:
    sections: list[list[re.Match[str]]] = [[]]
    for part in _PARTS.finditer(form):
        if part["other"] == ";":
            sections.append([])
        else:
            sections[-1].append(part)
    return tuple(map(_section, sections))


def _section(parts: Sequence[re.Match[str]]) -> _Section:
    literals = [p["text"] or p["sign"] or p["letter"] or p["other"] or "" for p in parts]
    at = [k for k, part in enumerate(parts) if part["place"] or part["plain"]]
    first, end = (at[0], at[-1] + 1) if at else (len(parts), len(parts))
    shown = [p["place"] or f"\\{said}" for p, said in zip(parts, literals, strict=True)]
    return _Section(
        before=_spoken(literals[:first]),
        places=tuple(shown[first:end]),
        after=_spoken(literals[end:]),
        condition=next((part["when"] for part in parts if part["when"]), ""),
        percent=sum(part["other"] == "%" for part in parts),
        plain=any(part["plain"] for part in parts) or not parts,
    )


def _chosen(sections: Sequence[_Section], value: float) -> _Section:
    """The section for a number: of those with conditions the first that holds, else by its sign."""
    if any(section.condition for section in sections):
        fits = (s for s in sections if not s.condition or _holds(s.condition, value))
        return next(fits, sections[0])
    by_sign = 1 if value < 0 else 2 if not value else 0
    section = sections[by_sign] if by_sign < min(3, len(sections)) else sections[0]
    if section.places or section.plain or section.before:
        return section
    return sections[0]  # a dash for zero, or nothing


def _holds(condition: str, value: float) -> bool:
    found = _CONDITION.fullmatch(condition.strip())
    return found is not None and _COMPARED[found[1]](value, float(found[2]))


def _spoken(literals: Iterable[str]) -> str:
    """What stands beside a number, "" where none of its characters says anything."""
    text = scrub("".join(literals))
    return text if any(map(_says, text)) else ""


def _says(letter: str) -> bool:
    return letter.isalpha() or letter in _SIGNS or unicodedata.category(letter) == "Sc"


def _digits(value: float, section: _Section) -> str:
    """The digits of a number from zero on, rounded, grouped and filled up as its places say."""
    places = list(section.places)
    thousands = 0
    while places and places[-1] == ",":
        places.pop()
        thousands += 1
    point = places.index(".") if "." in places else len(places)
    whole, decimals = places[:point], places[point + 1 :]
    while whole and whole[-1] == ",":
        whole.pop()
        thousands += 1
    exact = Decimal(_plain(value))
    exact = exact.scaleb(2 * section.percent - 3 * thousands, _EXACT)
    wanted = sum(place in _DIGIT for place in decimals)
    rounded = exact.quantize(Decimal(1).scaleb(-wanted), ROUND_HALF_UP, _EXACT)
    before, _, after = f"{rounded:f}".partition(".")
    shown = _grouped(before, whole) if "," in whole else _filled(before, whole)
    if fraction := _fraction(after, decimals):
        shown += f".{fraction}"
    return shown


def _grouped(digits: str, whole: Sequence[str]) -> str:
    return f"{int(digits.zfill(whole.count('0'))):,}"


def _filled(digits: str, whole: Sequence[str]) -> str:
    """The digits in their places from the right, with what stands there between them but spaces.

    A telephone number is looked for by its digits in a run.
    """
    left = list(digits.lstrip("0"))
    shown: list[str] = []
    for place in reversed(whole):
        if place not in _DIGIT:
            shown.append(place[1:].strip() if left or "0" in whole else "")
        elif left or place == "0":
            shown.append(left.pop() if left else "0")
    return "".join([*left, *reversed(shown)]) or "0"


def _fraction(digits: str, decimals: Sequence[str]) -> str:
    """The digits behind the point; zeros in places that need none are left out."""
    asked = [place for place in decimals if place in _DIGIT]
    optional = list(itertools.takewhile(lambda place: place != "0", reversed(asked)))
    least = len(asked) - len(optional)
    return digits[:least] + digits[least:].rstrip("0")
