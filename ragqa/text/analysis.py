"""What of a text is indexed and looked for: words, pairs of Chinese characters, codes, dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from ragqa.text.dates import MONTHS
from ragqa.text.language import FUNCTION_WORDS, fold, is_cjk
from ragqa.text.segmentation import cut, cut_for_search

ANALYSIS = "3"
"""Changes whenever ``tokens`` gives other tokens: what was indexed before must be so anew."""

_MOST_QUERY_TOKENS = 256
_LONGEST_TOKEN = 64
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))  # as typesetters write a hyphen in a code
# Words that punctuation holds together: glm-4, 2.0.1, dh_install, debian/rules, c++.
_COMPOUND = re.compile(r"[^\W_]+(?:[-._+#@/:]+[^\W_]+)*(?:[+#]+(?!\w))?")
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?!\d)")
_SECTION = re.compile(r"[/:@]+")  # parts a code into codes: xg-2000/a
# A version or measure inside a code: rust-1.94.0, 2.5mm. A run of digits is read once.
_DOTTED = re.compile(r"(?<!\d)\d++(?:\.\d++)+")
# The mark of a version, which one writer puts there and the next does not: v2.3.1.
_VERSION_MARK = re.compile(r"(?<![a-z\d])v\.?(?=\d+\.\d)")
# Neither: well-known, e.g; nor what counts and may be written otherwise: 2.5mm, 20th, 50-yard.
_IDENTIFIER = re.compile(r"[^\W_]{2,}(?:[._]+[^\W_]{2,})+")
_COUNTING = re.compile(r"\d+(?:\.\d+)?[^\W\d_]*(?:-[^\W\d_]+)*")
_PART = re.compile(r"[^\W_]+")
_LETTERS_AND_DIGITS = re.compile(r"\d+|[^\W\d_]+")
# A number with what it counts, which is in other tokens apart from it: 15天, 3.5万, 第3章.
_MEASURES = (
    "年月日号天周岁元角分秒时点度个只条件次人名位家所座本页章节款项级届期版万亿千百"
    "米吨克升倍辆艘架台户篇首集部册层楼室栋亩里尺寸斤票股"
)
_COUNTED = re.compile(rf"(?<![\d.])(?<![a-z][-_])(\d+(?:\.\d+)?) ?([{_MEASURES}])")

_MONTH = "(?P<month>{})".format("|".join(rf"{m[:3]}(?:t\b|{m[3:]})?" for m in MONTHS))
_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<!\d)(?P<y>[12]\d{3})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?![\d.-])",
        r"(?<!\d)(?P<y>[12]\d{3}) ?年 ?(?P<m>\d{1,2}) ?月 ?(?P<d>\d{1,2}) ?[日号]",
        rf"(?<![a-z]){_MONTH}\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>[12]\d{{3}})(?!\d)",
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?{_MONTH}\.?,? (?P<y>[12]\d{{3}})(?!\d)",
    )
)


def tokens(text: str) -> list[str]:
    """What is indexed of a text and looked for of a query: the same at both ends.

    After ``language.fold``: of a run of Chinese its bigrams and its words of another length than
    two characters (rjieba search mode); of the rest its words, and where punctuation holds several
    together the whole, its sections, its dotted numbers and its parts ("rust-1.94.0": "1.94.0"), a
    version without its mark ("v2.3.1": "2.3.1"); letters and digits apart ("rfc2119": "rfc",
    "2119"); a number with the character after it ("15天"); a day in any common way of writing it
    also as 2024-03-05. Cut at 64 characters.
    """
    prepared = _prepared(text)
    found = _words(prepared)
    found.extend(_counted(prepared))
    found.extend(day for day in _days(prepared) if day not in found)
    return found


def query_tokens(text: str) -> list[str]:
    """The distinct tokens that a query looks for, in order: those of ``tokens``, less the words
    that only ask or join.

    BM25 counts on such words being in every text. Where an index holds two languages they are in
    half of it, and weigh as if they told something. A query of nothing else keeps them.
    """
    prepared = _prepared(text)
    kept = " ".join(
        word
        for cjk, characters in groupby(prepared, key=is_cjk)
        for word in _content_words("".join(characters), cjk=cjk)
    )
    wanted = _words(kept) or _words(prepared)
    # From the whole: what is left out may stand between a number and what follows.
    wanted += [*_counted(prepared), *_days(prepared)]
    return list(dict.fromkeys(wanted))[:_MOST_QUERY_TOKENS]


def codes(text: str) -> frozenset[str]:
    """What names one thing among its like, as tokens: e-1042, 2.3.1, rfc2119, dh_install, os.path.

    Not what only counts (2.5, 20th, 50-yard), nor days: these may be written otherwise.
    """
    words = {
        word
        for cjk, characters in groupby(_prepared(text), key=is_cjk)
        if not cjk
        for word in _COMPOUND.findall("".join(characters))
        if len(word) <= _LONGEST_TOKEN
    }
    return frozenset(word for word in words if _is_code(word) and not _days(word))


def _is_code(word: str) -> bool:
    if not any(map(str.isdigit, word)):
        return _IDENTIFIER.fullmatch(word) is not None
    has_letters = any(map(str.isalpha, word))
    return (has_letters or word.count(".") > 1) and not _COUNTING.fullmatch(word)


def atoms(text: str) -> list[str]:
    """The distinct tokens that every text has which holds ``text``, whatever stands around it.

    Not the longer Chinese words, which the neighbours may cut otherwise, nor whole codes, which
    may be a part of longer ones.
    """
    found: list[str] = []
    for cjk, characters in groupby(_prepared(text), key=is_cjk):
        run = "".join(characters)
        found.extend(_pairs(run) if cjk else (part[:_LONGEST_TOKEN] for part in _PART.findall(run)))
    return list(dict.fromkeys(found))


def _words(prepared: str) -> list[str]:
    found: list[str] = []
    for cjk, characters in groupby(prepared, key=is_cjk):
        run = "".join(characters)
        found.extend(_chinese(run) if cjk else _others(run))
    return found


def _counted(prepared: str) -> list[str]:
    return [number + unit for number, unit in _COUNTED.findall(prepared)]


def _prepared(text: str) -> str:
    """Folded, with plain hyphens, and numbers without the commas of thousands."""
    folded = fold(text).translate(_DASHES)
    unmarked = _VERSION_MARK.sub("", folded)
    return _THOUSANDS.sub(lambda match: match.group().replace(",", ""), unmarked)


def _content_words(run: str, *, cjk: bool) -> Iterator[str]:
    """Parts of ``run`` between function words; Chinese words that touch stay together."""
    if not cjk:
        yield from (w for w in _COMPOUND.findall(run) if w not in FUNCTION_WORDS)
        return
    for function, words in groupby(cut(run), key=FUNCTION_WORDS.__contains__):
        if not function:
            yield "".join(words)


def _pairs(run: str) -> Iterator[str]:
    return (run[i : i + 2] for i in range(len(run) - 1))


def _chinese(run: str) -> Iterator[str]:
    if len(run) == 1:
        yield run
        return
    # Every word of two characters is a bigram too, and must not count twice.
    yield from _pairs(run)
    yield from (word[:_LONGEST_TOKEN] for word in cut_for_search(run) if len(word) != 2)


def _others(run: str) -> Iterator[str]:
    for match in _COMPOUND.finditer(run):
        whole = match.group()
        parts = _PART.findall(whole)
        yield whole[:_LONGEST_TOKEN]
        sections = [piece for piece in _SECTION.split(whole) if piece not in parts]
        dotted = (piece for piece in _DOTTED.findall(whole) if piece not in sections)
        inner = (*sections, *dotted, *parts)
        yield from (piece[:_LONGEST_TOKEN] for piece in inner if piece != whole)
    for word in _PART.findall(run):
        pieces = _LETTERS_AND_DIGITS.findall(word)
        if len(pieces) > 1:
            yield from (piece[:_LONGEST_TOKEN] for piece in pieces)


def _days(prepared: str) -> list[str]:
    """The days that are named in a text, as 2024-03-05."""
    days: list[str] = []
    for pattern in _DATES:
        for match in pattern.finditer(prepared):
            named = match.groupdict()
            month = int(named["m"]) if "m" in named else _number(named["month"])
            if 1 <= month <= 12 and 1 <= int(named["d"]) <= 31:
                days.append(f"{named['y']}-{month:02}-{int(named['d']):02}")
    return days


def _number(month: str) -> int:
    return next(n for n, name in enumerate(MONTHS, 1) if month.startswith(name[:3]))
