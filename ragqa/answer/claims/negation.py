"""Whether one of two sentences denies what the other says."""

from __future__ import annotations

import re

from ragqa.text.language import FUNCTION_WORDS, words
from ragqa.text.meaning.antonyms import affirmed
from ragqa.text.meaning.clauses import clauses
from ragqa.text.meaning.terms import telling

# Words with a negating character that deny nothing.
_NO_NEGATION = re.compile(
    "不得不|不能不|不会不|无不|不仅|不但|不只|不光|不过|不同|不断|不久|不少|不管|不论|无论|不错|"
    "不妨|不禁|不时|不止|不料|不愧|差不多|了不起|不锈钢|非常|除非|非洲|南非|北非|东非|西非|莫非|"
    "非得|并非不|未来|未必不|未婚夫|未婚妻|无线|无数|无限|无疑|无锡|没收|沉没|淹没|出没|吞没|"
    "不(?:得|能|可|可以|应|应当|会|宜)?(?:超过|高于|大于|多于|超出|低于|少于|小于|早于|晚于)|"
    r"\b(?:not|never|no) (?:be )?(?:more|less|fewer|later|earlier|longer|shorter|exceed)\b|"
    r"不等|是不是|能不能|有没有|会不会|可不可以|要不要|不要紧|\bnot only\b|\bnot just\b|"
    r"\bno doubt\b|\bno longer than\b|\bno later than\b|\bno\.\s?\d"
)
_NEGATOR = re.compile(
    "没有|并非|禁止|严禁|从未|尚未|不得|不可|不能|无法|[不没未非无勿]|"
    r"\b(?:not|never|no|none|without|cannot|neither|nor)\b|n['’]t\b"
)
# What denies as a word of its own: forbidden is not allowed. A clause that begins with "unless" or
# "without" is one for itself.
_DENYING = re.compile(
    rf"{_NEGATOR.pattern}|拒绝|\b(?:forbid\w*|prohibit\w*|bann?(?:ed|s)|disallow\w*|unable|impossible"
    r"|fail(?:s|ed)? to|lack(?:s|ed|ing)?|refus\w+)\b"
)
_CLAUSE_END = re.compile(r"[，,；;。.！!？?：:、\n]|\b(?:but|although|though)\b|但|而是|而且")
_SCOPE_CHARS = 6
_SCOPE_WORDS = 3
_LONGEST_CLAUSE = 200  # characters; a bound, so that many negators cost no more than their number
_LONGEST = 2_000  # characters of a sentence that is looked at clause by clause
_OPPOSING = ("un", "in", "im", "il", "ir", "dis", "non")
_SHORTEST_STEM = 4  # letters: "able" and "unable", but not "to" and "into"
_UNRELATED = frozenset("come side form deed less press prove plant print tend tent vent".split())  # noqa: SIM905


def denies(claim: str, evidence: str) -> bool:
    """Whether one of the two denies what the other says."""
    claim, evidence = affirmed(claim), affirmed(evidence)
    said, given = content(claim), content(evidence)
    if _opposed(said, given) or _opposed(given, said):
        return True
    not_said, not_given = _denied(claim), _denied(evidence)
    one_sided = bool((not_given & said) - not_said or (not_said & given) - not_given)
    return (one_sided or bool(not_said and not not_given)) and not _deny_alike(claim, evidence)


def _deny_alike(claim: str, evidence: str) -> bool:
    """Whether each clause of ``claim`` denies as often as one of those with most of its words.

    "No course is required for visitors" and "visitors do not need a course" deny other words.
    """
    if max(len(claim), len(evidence)) > _LONGEST:
        return False
    given = [(telling(clause), _is_denied(clause)) for clause in clauses(evidence)]
    return all(_has_alike(clause, given) for clause in clauses(claim))


def _has_alike(clause: str, given: list[tuple[frozenset[str], bool]]) -> bool:
    mine = telling(clause)
    is_denied = _is_denied(clause)
    most = max((len(mine & held) for held, _ in given), default=0)
    if not most:
        return not is_denied
    return any(denied == is_denied for held, denied in given if len(mine & held) == most)


def _is_denied(clause: str) -> bool:
    """Whether it denies, and does not deny a denial."""
    return len(_DENYING.findall(_NO_NEGATION.sub(" ", clause))) % 2 == 1


def content(folded: str) -> set[str]:
    """The words that tell something, not their order."""
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
