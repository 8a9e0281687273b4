"""Whether a sentence of an answer says what a passage says.

Shared words show that both speak of the same thing. Whether they say the same of it is seen by
what word overlap is blind to: numbers, periods, negation, names, and names that changed places.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from ragqa.text import opposites, quantities
from ragqa.text.language import FUNCTION_WORDS, detect, fold, words
from ragqa.text.prepared import Prepared
from ragqa.text.time import periods

# Share of a sentence's words that must stand in the passage's sentence. Half is where paraphrase
# ends and invention begins; below a fifth the citation has nothing to do with the sentence.
SUPPORTED = 0.5
RELATED = 0.2

_DENIED_BEFORE = re.compile(
    r"[不没未非无勿别][^，,；;]{0,12}$|(?:\b(?:not|never|no|without)\b|n['’]t\b)[^,;]{0,24}$",
    re.IGNORECASE,
)

# Words with a negating character that deny nothing.
_NO_NEGATION = re.compile(
    "不得不|不能不|不会不|无不|不仅|不但|不只|不光|不过|不同|不断|不久|不少|不管|不论|无论|不错|"
    "不妨|不禁|不时|不止|不料|不愧|差不多|了不起|不锈钢|非常|除非|非洲|南非|北非|东非|西非|莫非|"
    "非得|并非不|未来|未必不|未婚夫|未婚妻|无线|无数|无限|无疑|无锡|没收|沉没|淹没|出没|吞没|"
    r"不等|是不是|能不能|有没有|会不会|可不可以|要不要|不要紧|\bnot only\b|\bnot just\b|"
    r"\bno doubt\b|\bno longer than\b|\bno later than\b|\bno\.\s?\d"
)
_NEGATOR = re.compile(
    "没有|并非|禁止|严禁|从未|尚未|不得|不可|不能|无法|[不没未非无勿]|"
    r"\b(?:not|never|no|none|without|cannot|neither|nor)\b|n['’]t\b"
)
_CLAUSE_END = re.compile(r"[，,；;。.！!？?：:、\n]|\b(?:but|although|though)\b|但|而是|而且")
_SCOPE_CHARS = 6
_SCOPE_WORDS = 3
_LONGEST_CLAUSE = 200  # characters; a bound, so that many negators cost no more than their number
_OPPOSING = ("un", "in", "im", "il", "ir", "dis", "non")
_SHORTEST_STEM = 4  # letters: "able" and "unable", but not "to" and "into"
_UNRELATED = frozenset("come side form deed less press prove plant print tend tent vent".split())  # noqa: SIM905
_NAME = re.compile(r"(?<![\w.!?])(?<!^)[A-Z][\w’'-]*")
_JOINED = re.compile(r"[\s,、]*(?:and|or|和|与|及|或|、|,|，)?[\s,、]*")
_TOKEN = re.compile(r"[a-z0-9_'’-]+|\S")
_LONGEST_SWAP = 80  # tokens between two sentences' common ends


@dataclass(frozen=True, slots=True)
class Support:
    """The place in a passage that a sentence rests on.

    Attributes:
        span: [start, end) in the passage's text, 0-based: whole sentences.
        score: Share of the sentence's words that stand there, 0 to 1; 1 for its very letters, and
            for a row of a table with its header.
        verified: Whether it is enough and nothing speaks against it.
        comparable: Whether both are in one language, so that words can be compared.
    """

    span: tuple[int, int]
    score: float
    verified: bool
    comparable: bool = True


def find(claim: str, given: Prepared) -> Support | None:
    """What of a passage supports ``claim``, a sentence without markers; None: nothing related."""
    exact = given.verbatim(claim)
    if exact is not None:
        # The whole sentence is shown, so that nothing can be cut out of its context.
        whole = given.whole_sentences(exact)
        denied = _DENIED_BEFORE.search(given.text[whole[0] : exact[0]]) is not None
        return Support(whole, SUPPORTED if denied else 1.0, not denied)
    if (row := given.row(claim)) is not None:
        return Support(row, 1.0, True)
    span, score = given.nearest(claim)
    if score < SUPPORTED and detect(claim) != given.language:
        # Across languages words cannot be compared, but numbers can.
        comparable = bool(quantities.lacking(claim, given.quantities))
        return Support(span or given.first_sentence, score, False, comparable)
    if span is None or score < RELATED:
        return None
    said = given.text[span[0] : span[1]]
    return Support(span, score, score >= SUPPORTED and agrees(claim, said, given))


def agrees(claim: str, evidence: str, given: Prepared) -> bool:
    """Whether nothing in ``claim`` is denied by, or missing from, a sentence with its words.

    Args:
        claim: A sentence of an answer.
        evidence: A sentence of a passage.
        given: That passage, where names may come from.
    """
    return not (
        quantities.missing(claim, evidence)
        or periods.are_other(claim, evidence)
        or _denies(claim, evidence)
        or _foreign_names(claim, given)
        or _swapped(claim, evidence)
        or opposites.opposed(claim, evidence, added=_added(claim, evidence))
    )


def _denies(claim: str, evidence: str) -> bool:
    """Whether one of the two denies what the other says."""
    claim, evidence = fold(claim), fold(evidence)
    said, given = _content(claim), _content(evidence)
    not_said, not_given = _denied(claim), _denied(evidence)
    if (not_given & said) - not_said or (not_said & given) - not_given:
        return True
    if not_said and not not_given:
        return True
    return _opposed(said, given) or _opposed(given, said)


def _added(claim: str, evidence: str) -> set[str]:
    return _content(fold(claim)) - _content(fold(evidence))


def _content(folded: str) -> set[str]:
    return {word for word in words(folded) if word not in FUNCTION_WORDS}


def _denied(folded: str) -> set[str]:
    """The words just after a negation, to the end of its clause."""
    found: set[str] = set()
    masked = _NO_NEGATION.sub(lambda match: " " * len(match.group()), folded)
    for negator in _NEGATOR.finditer(masked):
        clause = masked[negator.end() : negator.end() + _LONGEST_CLAUSE]
        if end := _CLAUSE_END.search(clause):
            clause = clause[: end.start()]
        if negator.group().isascii():
            content = [word for word in words(clause) if word not in FUNCTION_WORDS]
            found.update(content[:_SCOPE_WORDS])
        else:
            found.update(w for w in words(clause[:_SCOPE_CHARS]) if w not in FUNCTION_WORDS)
    return found


def _opposed(one: set[str], other: set[str]) -> bool:
    """Whether a word of ``one`` stands with a negating prefix in ``other``: able and unable."""
    return any(
        prefix + word in other and word not in other and prefix + word not in one
        for word in one
        if len(word) >= _SHORTEST_STEM and word.isascii() and word not in _UNRELATED
        for prefix in _OPPOSING
    )


def _foreign_names(claim: str, given: Prepared) -> bool:
    """Whether an English name in ``claim`` is nowhere in its passage."""
    if detect(claim) != "en":
        return False
    names = {word for name in _NAME.findall(claim) for word in words(name)}
    return any(not _is_known(name, given.words) for name in names - FUNCTION_WORDS)


def _is_known(name: str, have: Set[str]) -> bool:
    stem = name[: max(_SHORTEST_STEM, len(name) - 3)]  # German, Germany, Germans
    return name in have or any(word.startswith(stem) for word in have)


def _swapped(claim: str, evidence: str) -> bool:
    """Whether both differ only by two parts that changed places: who paid whom."""
    one = _TOKEN.findall(fold(claim).rstrip("。.!！ "))
    other = _TOKEN.findall(fold(evidence).rstrip("。.!！ "))
    if one == other or sorted(one) != sorted(other):
        return False
    differ = [i for i, (mine, its) in enumerate(zip(one, other, strict=True)) if mine != its]
    one, other = one[differ[0] : differ[-1] + 1], other[differ[0] : differ[-1] + 1]
    if len(one) > _LONGEST_SWAP:
        return False
    return any(
        _is_swap(one, other, first, last)
        for first in range(1, len(one) - 1)
        for last in range(1, len(one) - first)
    )


def _is_swap(one: Sequence[str], other: Sequence[str], first: int, last: int) -> bool:
    """Whether ``other`` is ``one`` with its first and last parts exchanged."""
    head, tail, middle = one[:first], one[len(one) - last :], one[first : len(one) - last]
    if [*tail, *middle, *head] != list(other):
        return False
    between = (" " if middle[0].isascii() else "").join(middle)
    return _JOINED.fullmatch(between) is None
