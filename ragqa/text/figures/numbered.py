"""Things that a number tells from their like: batch 14, the 4th floor, flat 9D, 五号楼, 二期."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ragqa.text.dates import MONTHS
from ragqa.text.figures.quantities import SMALL, numeral
from ragqa.text.language import FUNCTION_WORDS, fold

# Beside a number these compare, count or place it, and name nothing. Articles are told apart by
# ``articles``; few texts say which page they are; days and years are written in other ways, too.
_NO_NOUNS = FUNCTION_WORDS.union(
    MONTHS,
    """
    over under above below after before since until till between within around about roughly nearly
    almost approximately least most only just exactly up down off out past plus minus times per
    during through throughout near next last another other all both every each very
    reached reach total averaged scored score won cost costs worth aged age population
    article articles section sections clause clauses chapter chapters page pages year years
    jan feb mar apr jun jul aug sep sept oct nov dec am pm
    century centuries time times day days half place largest smallest highest lowest
    """.split(),  # noqa: SIM905  # easier to read
)
_ORDINALS = """
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
    """.split()  # noqa: SIM905
_CARDINALS = SMALL[1 : len(_ORDINALS) + 1]
_VALUES = {word: n for words in (_ORDINALS, _CARDINALS) for n, word in enumerate(words, 1)}
_NUMBER = r"\d{1,4}+[a-z]?(?![\w%]|[.,:]\d|-[a-z]|-\d\d-\d)"
_NOUN = r"(?P<noun>[a-z]{2,}+)"
_OPEN = r"(?P<open> (?:and|or) (?:above|below|up|higher|lower|more|later|older)\b)?"
_BEHIND = re.compile(
    rf"\b{_NOUN}[ -](?:no\.? ?|number |# ?)?"
    rf"(?P<named>{_NUMBER}(?:(?:, ?(?:and |or )?| and | or | & | to | ?[-–/] ?){_NUMBER})*){_OPEN}"
)
_RANKED = re.compile(rf"\b(?P<named>\d{{1,3}}(?:st|nd|rd|th)|{'|'.join(_ORDINALS)})[ -]{_NOUN}")
# "The 14 bus" and "phase one" are names, "14 buses" and "had one" are not.
_MAYBE = re.compile(
    rf"\b(?:(?P<maybe>\d{{1,4}}|{'|'.join(_CARDINALS)})[ -]{_NOUN}"
    rf"|(?P<behind>[a-z]{{2,}}+) (?P<word>{'|'.join(_CARDINALS)})\b)"
)
_EACH = re.compile(
    rf"\b(?:all|every|each|any|both|no|other|remaining)(?: of)?(?: the| other)? {_NOUN}"
)

_ZH_NUMBER = "第?(?:\\d{1,4}+|[一二三四五六七八九十百零〇]{1,5}+)\\s?"
_ZH_LIKE = (
    "号[楼线门机库柜桌床房厅馆桥井炉车船院店仓站矿厂泵]|楼|期|栋(?!楼)|幢(?!楼)|单元|车间|年级|季度"
    "|班|室"
)
_ZH_RANKED_LIKE = "[届代版批组队卷集册层]|学期"  # behind 第 alone: 三届 and 两层 count
_ZH_LIST = rf"{_ZH_NUMBER}(?:(?:[、，,和与及/]|(?:{_ZH_LIKE})?[至到~～\-–—]){_ZH_NUMBER})*"
_ZH = re.compile(
    rf"(?<![\d.])(?:(?P<named>{_ZH_LIST})(?P<noun>{_ZH_LIKE})"
    rf"|(?P<ranked>第{_ZH_LIST})(?P<rank>{_ZH_RANKED_LIKE}))(?P<open>[及或]?以[上下前后]|起)?"
)
_ZH_EACH = re.compile(
    rf"(?:各|每|所有|全部|任何|其[他余它])[个条座]?(?P<noun>{_ZH_LIKE}|{_ZH_RANKED_LIKE})"
)
_SAME = {"栋": "号楼", "幢": "号楼", "号房": "室"}

_PART = re.compile(
    rf"(?P<to> to |[至到]|\s?[-–—~～]\s?)?"
    rf"(?P<number>{_NUMBER}|{_ZH_NUMBER}|\d+(?:st|nd|rd|th)|[a-z]+)"
)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_WRITTEN = re.compile(r"(\d+)([a-z]?)")
_PLURAL = re.compile(r"(?<=[cs]h)es$|s$")


@dataclass(slots=True)
class Numbers:
    """Those of one kind of thing, as 14 or 9d.

    Attributes:
        named: Each that tells one from its like.
        spans: First and last of those that are told together: 3 to 6.
        maybe: Those that may do so, or say how many there are.
        each: Whether something is said of all of the kind, or of those from one on.
    """

    named: set[str] = field(default_factory=set)
    spans: list[tuple[int, int]] = field(default_factory=list)
    maybe: set[str] = field(default_factory=set)
    each: bool = False

    def hold(self, number: str) -> bool:
        """Whether ``number`` may be one of them; flat 9 may be flat 9D."""
        digits = number.rstrip(_LETTERS)
        return (
            self.each
            or not {number, digits}.isdisjoint(self.named | self.maybe)
            or (number == digits and any(n.rstrip(_LETTERS) == digits for n in self.named))
            or any(low <= int(digits) <= high for low, high in self.spans)
        )


def numbered(text: str) -> Mapping[str, Numbers]:
    """By what it is, the numbers that a text gives to things of a kind."""
    found: defaultdict[str, Numbers] = defaultdict(Numbers)
    folded = fold(text)
    for noun, told, is_open in _named(folded):
        _add(found[_kind(noun)], told)
        found[_kind(noun)].each |= is_open
    for match in _MAYBE.finditer(folded):
        noun, number = match["noun"] or match["behind"], match["maybe"] or match["word"]
        found[_kind(noun)].maybe.add(_plain(number))
    for pattern in (_EACH, _ZH_EACH):
        for match in pattern.finditer(folded):
            found[_kind(match["noun"])].each = True
    return found


def _named(folded: str) -> Iterator[tuple[str, str, bool]]:
    """Each kind with the numbers beside it, and whether those beyond are meant, too."""
    for pattern in (_BEHIND, _RANKED):
        for match in pattern.finditer(folded):
            if match["noun"] not in _NO_NOUNS:
                yield match["noun"], match["named"], bool(match.groupdict().get("open"))
    for match in _ZH.finditer(folded):
        yield (
            match["noun"] or match["rank"],
            match["named"] or match["ranked"],
            match["open"] is not None,
        )


def _add(numbers: Numbers, told: str) -> None:
    last = ""
    for part in _PART.finditer(told):
        number = _plain(part["number"])
        if part["to"] and last.isdecimal() and number.isdecimal():
            numbers.spans.append((int(last), int(number)))
        if number:
            numbers.named.add(number)
            last = number


def _plain(said: str) -> str:
    """A number in digits, with its letter; "" for what is none."""
    said = said.strip().removeprefix("第")
    if written := _WRITTEN.match(said):
        is_rank = len(said) > len(written.group())  # 4th
        return f"{int(written[1])}{'' if is_rank else written[2]}"
    value = _VALUES.get(said) or numeral(said)
    return "" if value is None else str(value)


def _kind(noun: str) -> str:
    return _SAME.get(noun) or _PLURAL.sub("", noun)
