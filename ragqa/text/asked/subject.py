"""What a question is about, in words: without those that ask, or that any sentence may have."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ragqa.text.language import fold, is_cjk
from ragqa.text.meaning.kin import kin
from ragqa.text.meaning.terms import Term, telling, terms
from ragqa.text.segmentation import is_word

_ASKING = re.compile(
    r"多少钱|几[点号时天年月日个位名次岁家台件人]?|多[少久长大高远重]|怎么[办样]?|怎样|如何"
    r"|哪[里儿些个位家种天年月]?|什么(?:时候|时间|地方|样)?|何[时地]|为[什何]么?|谁|吗|呢|请问"
    r"|可不可以|能不能|有没有|是不是|可以|能够?|需要|应该"
)
_ANY = frozenset(
    """
    what which who when where how much many long get do be have can there someth anyth need wher
    often tim most least last kind exactly someon somebody anyon anybody els please
    要 去 有 用 做 是 在 的 了 才 会 到 想 时间 地点 情况 时候 该 最 多 后 内 前
    """.split()  # noqa: SIM905  # easier to read
)
# What goes with any thing that is asked about, and so tells less of which one it is.
_LIGHT = frozenset(
    """
    bring take use give make go come put keep let find see want like know happen work
    人 来 去 找 打 拿 放 给 问题 自己 东西 事 带 办 弄 搞 看 说 写 吃
    """.split()  # noqa: SIM905
)
_SLIGHT = 0.5
_SHORTEST = 4  # letters that two words of one root begin with
_ENDING = 2  # letters by which one may end otherwise
_WHOLE, _ABOVE, _ROOT, _KIN, _LAST, _FIRST = 1.0, 0.95, 0.7, 0.7, 0.5, 0.25


def subject(question: str) -> frozenset[Term]:
    """The telling terms of a question that say what it is about."""
    asked = terms(_ASKING.sub(" ", fold(question)))
    return frozenset(term for term in asked if term.tells and term.text not in _ANY)


def said(asked: frozenset[Term], text: str, above: frozenset[str]) -> float:
    """How much of ``asked`` a text says, 0 to 1; 0 where it says none itself.

    Args:
        asked: See ``subject``.
        text: A sentence.
        above: The telling terms of what says what it is about.
    """
    met = _each_met(asked, text)
    if not any(met.values()):
        return 0.0
    weights = {term: _SLIGHT if term.text in _LIGHT else 1.0 for term in asked}
    whole = sum(weights[term] * value for term, value in _below(met, above).items())
    return whole / sum(weights.values())


def each_said(asked: frozenset[Term], text: str, above: frozenset[str]) -> Mapping[Term, float]:
    """How much of each of ``asked`` a text says, or what stands above it, 0 to 1.

    Args:
        asked: See ``subject``.
        text: A sentence.
        above: As of ``said``.
    """
    return _below(_each_met(asked, text), above)


def _each_met(asked: frozenset[Term], text: str) -> Mapping[Term, float]:
    own, folded = telling(text), fold(text)
    return {term: _met(term, own, folded) for term in asked}


def _below(met: Mapping[Term, float], above: frozenset[str]) -> Mapping[Term, float]:
    """With what stands above the text counted as said."""
    return {term: max(value, _ABOVE * (term.text in above)) for term, value in met.items()}


def _met(term: Term, own: frozenset[str], folded: str) -> float:
    """How much of a term is said: all, its root, or what may answer for it."""
    if term.text in own:
        return _WHOLE
    like = _KIN * (not own.isdisjoint(kin(term.text)))
    return max(like, _met_zh(term, own, folded) if is_cjk(term.said[0]) else _met_en(term, own))


def _met_zh(term: Term, own: frozenset[str], folded: str) -> float:
    """By its characters: 下雨 is a kind of 雨 as 大雨 is, 停 is part of 停水."""
    if len(term.said) > 1 and term.said in folded:
        return _WHOLE
    if len(term.said) == 2 and not is_word(term.said):  # two words that were taken for one
        return sum(_WHOLE * (c in own) or _LAST * (c in folded) for c in term.said) / 2
    return _LAST * (term.said[-1] in folded) or _FIRST * (term.said[0] in folded)


def _met_en(term: Term, own: frozenset[str]) -> float:
    root = term.text[: max(_SHORTEST, len(term.text) - _ENDING)]
    is_there = len(term.text) >= _SHORTEST and any(word.startswith(root) for word in own)
    return _ROOT * is_there
