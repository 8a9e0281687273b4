"""The words of a sentence in order, so that two sentences can be laid side by side."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from itertools import groupby

from ragqa.text.figures.quantities import plain
from ragqa.text.language import FUNCTION_WORDS, is_cjk
from ragqa.text.meaning.antonyms import affirmed
from ragqa.text.meaning.stems import stem
from ragqa.text.meaning.synonyms import plainest
from ragqa.text.segmentation import kinds

NAME = re.compile(r"(?<![\w.!?])(?<!^)[A-Z][\w’'-]*")
"""An English name within a sentence; its first word is none."""

# Of a sentence's order these say nothing: Berlin is the capital, the capital is Berlin's.
_UNHEARD = frozenset("a an the 's ’s now then 的 了 着 地 得 才 就 也 都 已 已经".split())  # noqa: SIM905
# What bounds a number is no part of the word behind it: 十日内向乙方.
_BOUND = re.compile(r"(\d [a-z]* )(以?[内后前上下外]|之[内后前])")
_NEGATIONS = frozenset("no not never nor n't 不 没 没有 不要 未 无".split())  # noqa: SIM905
_OTHERS = frozenset(
    """
    himself herself itself themselves when while if because only since until during within
    """.split()  # noqa: SIM905
)
_JOINING_ZH = re.compile("[ucypf]")  # parts of speech that tell nothing: 的, 因为, 在, 呢, 内
# The dictionary has no part of speech for these, nor for 穿, 丢 and 糖, which do tell something.
_JOINING_UNKNOWN = frozenset("每较仍很且此您够否亦颇甚皆")
_WEEKDAY = re.compile("(?:星期|礼拜|周)([一二三四五六日天])")
_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")
# In English a word behind these names a thing, or says of which sort it is.
_BEFORE_THINGS = frozenset(
    """
    a an the one this that these those his her its their our my your no every each all any some both
    of in on at from for with by to as into about under over above below near between per
    """.split()  # noqa: SIM905
)
_BEHIND_THINGS = frozenset(
    "is are was were be has have had can could may might must shall should will would".split()  # noqa: SIM905
)
_THING_ZH = re.compile(r"n|[sfbtjm]$|vn|an|l$|i$|eng")
_NAMED_ZH = re.compile(r"n[rstz]")
_VERB_LIKE = re.compile(r"\w{3,}(?:ed|ing|ly)$")


@dataclass(frozen=True, slots=True)
class Term:
    """A word as it is compared.

    Attributes:
        text: In its plain form, with one name for all that say the same.
        tells: Whether it says something by itself: neither "of" nor 的.
        thing: Whether it may name a thing, by its place or its kind.
        said: Folded, as it is written.
        named: Whether it is a Chinese name; English ones are told by their letters.
    """

    text: str
    tells: bool
    thing: bool
    said: str
    named: bool = False

    @property
    def number(self) -> bool:
        """Whether it is one, in digits."""
        return self.text.replace(".", "", 1).lstrip("-").isdigit()


def terms(text: str) -> list[Term]:
    """Those of ``text`` in order; numbers in plain digits, with one name for each unit."""
    found: list[Term] = []
    names = {name.lower() for name in NAME.findall(text)}
    for cjk, run in groupby(_BOUND.sub(r"\1 \2 ", plain(affirmed(text))), key=is_cjk):
        piece = "".join(run)
        found.extend(_chinese(piece) if cjk else _english(piece, names))
    return [term for term in found if term.text not in _UNHEARD]


def telling(text: str) -> frozenset[str]:
    """The distinct terms of ``text`` that tell something."""
    return frozenset(term.text for term in terms(text) if term.tells)


def _chinese(run: str) -> list[Term]:
    parted = _WEEKDAY.split(run)
    found: list[Term] = []
    for i, piece in enumerate(parted):
        if i % 2:
            day = f"周{piece}".replace("天", "日")
            found.append(Term(day, True, True, day))
        elif piece:
            found.extend(_cut(piece))
    return found


def _cut(run: str) -> list[Term]:
    return [
        Term(
            plainest(word),
            not (_says_nothing(word) or _joins(word, kind)),
            _THING_ZH.match(kind) is not None,
            word,
            _NAMED_ZH.match(kind) is not None,
        )
        for word, kind in kinds(run)
    ]


def _english(run: str, names: Set[str]) -> list[Term]:
    said = _WORD.findall(run)
    return [
        Term(
            plainest(stem(word)),
            not _says_nothing(word),
            word in names
            or _is_thing(word, said[i - 1] if i else "", said[i + 1] if i + 1 < len(said) else ""),
            word,
        )
        for i, word in enumerate(said)
    ]


def _joins(word: str, kind: str) -> bool:
    return _JOINING_ZH.match(kind) is not None or (kind == "zg" and word in _JOINING_UNKNOWN)


def _says_nothing(word: str) -> bool:
    return word in FUNCTION_WORDS or word in _NEGATIONS or word in _OTHERS


def _is_thing(word: str, before: str, behind: str) -> bool:
    if before in _BEFORE_THINGS or before[-1:].isdigit() or behind in _BEHIND_THINGS:
        return True
    return bool(before) and not behind and _VERB_LIKE.match(word) is None
