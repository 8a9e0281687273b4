"""What a question is about, in words: without those that ask, or that any sentence may have."""

from __future__ import annotations

import re

from ragqa.text.language import fold, is_cjk
from ragqa.text.meaning.terms import telling

_ASKING = re.compile(
    r"多少钱|几[点号时天年月日个位名次岁家台件人]?|多[少久长大高远重]|怎么[办样]?|怎样|如何"
    r"|哪[里儿些个位家种天年月]?|什么(?:时候|时间|地方|样)?|何[时地]|为[什何]么?|谁|吗|呢|请问"
    r"|可不可以|能不能|有没有|是不是|可以|能够?|需要|应该"
)
_ANY = frozenset(
    """
    what which who when where how much many long get do be have can there someth anyth need wher
    要 去 有 用 做 是 在 的 了 才 会 到 想 时间 地点 情况 时候
    """.split()  # noqa: SIM905  # easier to read
)
_SHORTEST = 4  # letters that two words of one root begin with
_ENDING = 2  # letters by which one may end otherwise
_WHOLE, _ABOVE, _ROOT, _CHARACTER = 1.0, 0.95, 0.7, 0.5


def subject(question: str) -> frozenset[str]:
    """The telling terms of a question that say what it is about."""
    return telling(_ASKING.sub(" ", fold(question))) - _ANY


def said(asked: frozenset[str], text: str, above: frozenset[str]) -> float:
    """How much of ``asked`` a text says, 0 to 1; 0 where it says none itself.

    Args:
        asked: See ``subject``.
        text: A sentence.
        above: The telling terms of what says what it is about.
    """
    own, folded = telling(text), fold(text)
    met = {term: _met(term, own, folded) for term in asked}
    if not any(met.values()):
        return 0.0
    whole = [max(value, _ABOVE * (term in above)) for term, value in met.items()]
    return sum(whole) / len(whole)


def _met(term: str, own: frozenset[str], folded: str) -> float:
    """How much of a term is said: all, its root, a character of a Chinese one (下雨, 大雨)."""
    if term in own:
        return _WHOLE
    if is_cjk(term[0]):
        return _CHARACTER * (len(term) > 1 and any(char in folded for char in term))
    root = term[: max(_SHORTEST, len(term) - _ENDING)]
    is_there = len(term) >= _SHORTEST and any(word.startswith(root) for word in own)
    return _ROOT * is_there
