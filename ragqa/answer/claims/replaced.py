"""Whether a claim says of one thing what its passage says of another: a dog for a cat.

Claim and passage are laid side by side clause by clause. Where all stands in the same order but for
one place, and the claim has a thing there that the passage's clause lacks, that thing was put in
the place of the other. Words that say the same (``synonyms``) are the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from ragqa.text.figures import quantities
from ragqa.text.meaning import opposites
from ragqa.text.meaning.clauses import clauses
from ragqa.text.meaning.terms import Term, terms
from ragqa.text.prepared import Prepared

_FEWEST_SHARED = 2  # words; what shares fewer is not of the same thing
_LONGEST = 60  # terms of a clause; what is longer is a list or a table
_LONGEST_CHANGE = 2  # telling words of a claim; what changes more is said in other words
_SHORTEST_STEM = 4  # letters that akin words begin with
# They measure things and are none; which of them oppose is known elsewhere (``opposites``).
_MEASURING = frozenset(
    """
    all every each some most many few several both half more less least than other own new only
    own various such same 所有 全部 部分 某些 大多数 多数 少数 有些 各 每 另 其他 其余 约 大约
    """.split()  # noqa: SIM905
)
_ONE = re.compile("one|一.")  # with its measure: 一只
_CONJUNCTIONS = frozenset("and or 和 与 及 或".split())  # noqa: SIM905
# What a thing is called that was named before.
_POINTING = frozenset("the this that these those such said 该 本 此 这 其 上述".split())  # noqa: SIM905
_GENERIC_ZH = frozenset("公司 企业 学校 医院 机构 单位 部门 产品 系统 软件 项目 作者 双方".split())  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class _Clause:
    text: str
    terms: Sequence[Term]

    @property
    def held(self) -> frozenset[str]:
        return frozenset(term.text for term in self.terms if term.tells)

    @property
    def said(self) -> frozenset[str]:
        return frozenset(term.text for term in self.terms)


@dataclass(frozen=True, slots=True)
class _Exchange:
    """A word in the place of another.

    Attributes:
        new: That of the claim.
        old: That of the passage.
        counted: Whether the same number stands before both.
        alone: Whether all else in the two clauses is the same, word for word.
        first: Whether both begin their clauses, as what does something does.
        last: Whether both end them, as what it is done to does.
    """

    new: Term
    old: Term
    counted: bool
    alone: bool
    first: bool
    last: bool


def replaced(claim: str, evidence: str, given: Prepared) -> bool:
    """Whether a clause of ``claim`` has another thing, or number, than the one it rests on.

    Args:
        claim: A sentence of an answer.
        evidence: The sentence of a passage that is nearest to it.
        given: That passage: what stands in it is more surely another thing than what is new.
    """
    its = list(_clauses(evidence))
    return any(_differs(mine, its, given) for mine in _clauses(claim))


def _clauses(text: str) -> Iterator[_Clause]:
    for clause in clauses(text):
        found = terms(clause)
        if 0 < len(found) <= _LONGEST:
            yield _Clause(clause, found)


def _differs(mine: _Clause, its: Sequence[_Clause], given: Prepared) -> bool:
    """Whether it differs from each of the clauses that have most of its words."""
    shared = [_weight(mine.held & one.held) for one in its]
    most = max(shared, default=0)
    nearest = [one for one, number in zip(its, shared, strict=True) if number == most]
    return most > 0 and all(_has_other(mine, one, given) for one in nearest)


def _weight(shared: Set[str]) -> int:
    """How much two clauses have in common: a number tells more than a word."""
    return sum(2 if term[:1].isdigit() else 1 for term in shared)


def _has_other(mine: _Clause, its: _Clause, given: Prepared) -> bool:
    if len(mine.said & its.said) < min(_FEWEST_SHARED, len(mine.said) - 1):
        return False
    return (
        _has_other_number(mine, its)
        or opposites.opposed(mine.text, its.text)
        or any(_is_other(each, mine, its, given) for each in _exchanged(mine.terms, its.terms))
    )


def _has_other_number(mine: _Clause, its: _Clause) -> bool:
    lacking = quantities.missing(mine.text, its.text)
    spare = quantities.missing(its.text, mine.text)
    return any(new.unit == old.unit for new in lacking for old in spare)


def _exchanged(mine: Sequence[Term], its: Sequence[Term]) -> Iterator[_Exchange]:
    """What stands in ``mine`` and in ``its`` in the same place, all around it being the same."""
    have, had = {term.text for term in mine}, {term.text for term in its}
    laid = SequenceMatcher(None, [t.text for t in mine], [t.text for t in its], autojunk=False)
    for kind, i, i_end, j, j_end in laid.get_opcodes():
        if kind != "replace":
            continue
        one, other = mine[i:i_end], its[j:j_end]
        if _are_rearranged(one, had) or _are_rearranged(other, have) or _lead(one) != _lead(other):
            continue
        new = [term for term in one if _may_differ(term)]
        old = [term for term in other if _may_differ(term)]
        if new and old and len(new) <= _LONGEST_CHANGE:
            yield _Exchange(
                _touching(new, from_left=i > 0),
                _touching(old, from_left=i > 0),
                counted=i > 0 and _counts(mine[i - 1]),
                alone=_texts(*mine[:i], *mine[i_end:]) == _texts(*its[:j], *its[j_end:]),
                first=new[0] is mine[0] and old[0] is its[0],
                last=new[-1] is mine[-1] and old[-1] is its[-1],
            )


def _texts(*found: Term) -> list[str]:
    return [term.text for term in found]


def _counts(term: Term) -> bool:
    return term.number or _ONE.fullmatch(term.said) is not None


def _are_rearranged(found: Sequence[Term], others: Set[str]) -> bool:
    """Whether a word of them stands elsewhere in the other clause: then its place tells nothing."""
    return any(term.tells and term.text in others for term in found)


def _lead(found: Sequence[Term]) -> str:
    """How it is joined to what stands before: as one thing more, by a preposition, or not."""
    if found[0].text in _CONJUNCTIONS:
        return "joined"
    return "" if found[0].tells else "bound"


def _may_differ(term: Term) -> bool:
    return term.tells and term.text not in _MEASURING


def _touching(found: Sequence[Term], *, from_left: bool) -> Term:
    """The word that touches what is the same: from the left, or from the right at the head.

    Chinese words are taken together: where they are cut is not sure.
    """
    nearest = found[0] if from_left else found[-1]
    if nearest.said.isascii():
        return nearest
    together = "".join(term.text for term in found if not term.said.isascii())
    return replace(nearest, text=together, thing=any(term.thing for term in found))


def _is_other(found: _Exchange, mine: _Clause, its: _Clause, given: Prepared) -> bool:
    new, old = found.new, found.old
    if new.number != old.number or _are_akin(new, old) or _points_back(new, old, mine, its):
        return False
    if given.holds(new.text):
        return found.first or sum((new.thing, old.thing, found.last)) > 1
    if new.number or not (new.thing and old.thing):
        return False
    if not _is_new(new, given):
        return False
    others = [text for text in mine.held if text not in new.text]
    known = all(given.holds(text) for text in others)
    return found.counted or found.alone or (len(others) >= _FEWEST_SHARED and known)


def _is_new(term: Term, given: Prepared) -> bool:
    """Whether the passage has not even the characters of a Chinese word."""
    unknown = [char for char in term.text if not given.holds(char)]
    return term.text.isascii() or 2 * len(unknown) >= len(term.text)


def _are_akin(one: Term, other: Term) -> bool:
    """Whether one of the words is made of the other."""
    if one.text in other.text or other.text in one.text:
        return True
    return one.text.isascii() and one.text[:_SHORTEST_STEM] == other.text[:_SHORTEST_STEM]


def _points_back(new: Term, old: Term, mine: _Clause, its: _Clause) -> bool:
    """Whether the passage may call so what the claim calls by its name: the firm, for Acme."""
    if not _is_named(new, mine.text) or _is_named(old, its.text):
        return False
    before = re.search(rf"(\w+)\s+{re.escape(old.said)}", its.text, re.IGNORECASE)
    return old.said in _GENERIC_ZH or (before is not None and before[1].lower() in _POINTING)


def _is_named(term: Term, text: str) -> bool:
    if not term.said.isascii():
        return term.named
    return re.search(rf"\b{re.escape(term.said.capitalize())}\b", text) is not None
