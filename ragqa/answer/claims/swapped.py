"""Whether two parts of a sentence changed places: who paid whom, what came before what."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from ragqa.text.language import fold
from ragqa.text.meaning.stems import stem
from ragqa.text.meaning.terms import Term, terms

_JOINED = re.compile(r"[\s,、]*(?:and|or|和|与|及|或|、|,|，)?[\s,、]*")
_TOKEN = re.compile(r"[a-z0-9_'’-]+|\S")
_THEN = "<>"
_LONGEST_SWAP = 80  # tokens between two sentences' common ends
_CLAUSE_MARKS = frozenset(",，;；:：")
_EQUAL = frozenset("be is are was were equal 是 为 即 等于".split())  # noqa: SIM905
# What is so of two things in either order.
_MUTUAL = frozenset(
    """
    with between meet marry border resemble equal differ cooperate merge join same
    同 跟 结婚 相遇 相邻 合作 会面 合并 接壤 相同 等于
    """.split()  # noqa: SIM905
)
# What stands before or behind these is not the same to them.
_ORDER = frozenset("before after 前 后 之前 之后 以前 以后".split())  # noqa: SIM905
_DIRECTED = frozenset("from to than over into of 从 到 向 给 比 对 往 至 的".split())  # noqa: SIM905
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|be|been|being) (?:not |also |only |all |\w+ly )*"
    r"\w+(?:ed|en|own|awn|ept|eld|ent|old|aid|ade|ilt|ought|aught|ound|ung|rn)\b"
    r"|\w+ed by\b|被|(?<![案理事缘自原])由(?!于)|受到|遭"
)


def swapped(claim: str, evidence: str) -> bool:
    """Whether ``claim`` says of two things in turn what ``evidence`` says of them the other way."""
    return _changed_places(claim, evidence) or _reversed(claim, evidence)


def _changed_places(claim: str, evidence: str) -> bool:
    """Whether both differ only by two parts that changed places."""
    one = _TOKEN.findall(fold(claim).rstrip("。.!！ "))
    other = _TOKEN.findall(fold(evidence).rstrip("。.!！ "))
    return sorted(one) == sorted(other) and _are_exchanged(one, other)


def _reversed(claim: str, evidence: str) -> bool:
    """Whether the words that both have stand so, the rest left out."""
    mine, its = terms(claim), terms(evidence)
    if max(len(mine), len(its)) > _LONGEST_SWAP:
        return False
    if _PASSIVE.search(fold(claim)) or _PASSIVE.search(fold(evidence)):
        return False
    relating = _relating(mine) & _relating(its)
    one, other = _common(mine, its), _common(its, mine)
    if sorted(one) == sorted(other) and _are_exchanged(one, other, relating):
        return True
    return any(
        (last, middle, first) in _threes(other, relating)
        for first, middle, last in _threes(one, relating)
    )


def _common(mine: Sequence[Term], its: Sequence[Term]) -> list[str]:
    """What tells or relates in ``mine``, where both have it once."""
    said, have = _heard(mine), _heard(its)
    return [text for text in said if have.count(text) == said.count(text) == 1]


def _heard(found: Sequence[Term]) -> list[str]:
    kept = [t.text for t in found if t.tells or t.text in _EQUAL | _DIRECTED or t.said in _ORDER]
    order = {stem(word) for word in _ORDER}
    return [_THEN if text in order else text for text in kept]


def _relating(found: Sequence[Term]) -> set[str]:
    """The words that may say what one thing does to another: no things themselves."""
    verbs = {term.text for term in found if term.tells and not term.thing} - _MUTUAL
    return verbs | _DIRECTED | _EQUAL | {_THEN}


def _threes(said: Sequence[str], relating: Set[str]) -> set[tuple[str, str, str]]:
    """Two things and what stands between them."""
    return {
        (one, middle, other)
        for one, middle, other in zip(said, said[1:], said[2:], strict=False)
        if middle in relating - _EQUAL and not {one, other} & relating
    }


def _are_exchanged(
    one: Sequence[str], other: Sequence[str], relating: Set[str] | None = None
) -> bool:
    """Whether both differ by two parts that changed places around what stands between them."""
    if list(one) == list(other):
        return False
    differ = [i for i, (mine, its) in enumerate(zip(one, other, strict=True)) if mine != its]
    whole = differ[0] == 0 and differ[-1] == len(one) - 1
    one, other = one[differ[0] : differ[-1] + 1], other[differ[0] : differ[-1] + 1]
    if len(one) > _LONGEST_SWAP:
        return False
    return any(
        _is_swap(one, other, first, last, whole=whole)
        and (relating is None or _is_related(one, first, last, relating))
        for first in range(1, len(one) - 1)
        for last in range(1, len(one) - first)
    )


def _is_swap(
    one: Sequence[str], other: Sequence[str], first: int, last: int, *, whole: bool
) -> bool:
    """Whether ``other`` is ``one`` with its first and last parts exchanged."""
    head, tail, middle = one[:first], one[len(one) - last :], one[first : len(one) - last]
    if [*tail, *middle, *head] != list(other):
        return False
    if not _CLAUSE_MARKS.isdisjoint(middle):
        return False  # clauses may stand in any order
    if whole and set(middle) <= _EQUAL:
        return False  # Berlin is the capital of Germany: the capital of Germany is Berlin
    between = (" " if middle[0].isascii() else "").join(middle)
    return _JOINED.fullmatch(between) is None


def _is_related(one: Sequence[str], first: int, last: int, relating: Set[str]) -> bool:
    """Whether what stands between two things says what the one does to the other."""
    between = set(one[first : len(one) - last])
    things = {*one[:first], *one[len(one) - last :]}
    return _THEN in between or (not things & relating and bool(between & relating))
