"""Words that stand for opposites: more and less, before and after, must and may.

A closed list: two sentences with the same numbers and nearly the same words may still say the
opposite by one of these. What is not in it is not seen.
"""

from __future__ import annotations

import re
from collections.abc import Set

from ragqa.text.language import fold
from ragqa.text.meaning import antonyms

_NUMBER = r"(?=\s?[$€¥]?[\d一二两三四五六七八九十百])"
_NOT = r"\b(?:no|not|never|cannot)\s+(?:be\s+)?"
_ZH_NOT = "不(?:得|能|可|可以|应|应当|会|宜)?"

# Each row: what belongs to one side, what belongs to the other. A side whose pattern holds a
# negation stands before the plain word, so that "no more than" is not read as "more than".
_BOUNDS = re.compile(
    rf"(?P<upper>{_NOT}(?:more|longer|later|greater|higher|larger|above|over|exceed)\b"
    rf"|{_ZH_NOT}(?:超过|高于|大于|多于|超出|晚于))"
    rf"|(?P<lower>{_NOT}(?:less|fewer|lower|smaller|shorter|earlier|below|under)\b"
    rf"|{_ZH_NOT}(?:低于|少于|小于|不足|早于))"
    r"|(?P<lower_>\b(?:more|longer|greater|higher|larger) than\b|\bat least\b|\bexceed"
    rf"|\b(?:above|over){_NUMBER}|至少|最少|超过|高于|大于|多于|以上)"
    r"|(?P<upper_>\b(?:less|fewer|shorter|lower|smaller) than\b|\bat most\b|\bup to\b"
    rf"|\b(?:below|under|within){_NUMBER}|至多|最多|低于|少于|小于|不足|以下|以内)"
)
_ORDER = (
    re.compile(r"\b(?:before|prior to|earlier than)\b|之前|以前|早于|(?<=饭)前"),
    re.compile(r"\b(?:after|later than)\b|之后|以后|晚于|(?<=饭)后"),
)
_PAIRS = tuple(
    (re.compile(one), re.compile(other))
    for one, other in (
        (
            r"\b(?:all|every|everyone|always|each)\b|所有|全部|全体|一律|任何",
            r"\b(?:some|sometimes|only|few)\b|部分|有些|某些|少数|个别|有时|仅限?|只有",
        ),
        (
            r"\b(?:must|shall|(?:has|have) to|required|mandatory|compulsory)\b(?! not)"
            r"|必须|务必|应当|强制|(?<![无不必])须",
            r"(?<!\d )(?<!\b(?:in|of|by) )\b(?:may|can|might)\b(?! not| only| \d)"
            r"|\b(?:optional|voluntary|voluntarily)\b|(?<![不方才])可以|自愿|可选|有权",
        ),
        (
            r"上午|早上|凌晨|清晨|\bmorning\b|\d ?a\.?m\b",
            r"下午|晚上|傍晚|\b(?:afternoon|evening)\b|\d ?p\.?m\b",
        ),
        (
            r"\b(?:maximum|highest|largest|most)\b|最高|最大|最多",
            r"\b(?:minimum|lowest|smallest|least)\b|最低|最小|最少",
        ),
        (r"\bfirst\b|首次|首先|第一", r"\blast\b|最后|末次"),
    )
)
# At the head of a clause it says who else is left out; elsewhere it may be a mere filler.
# What is no letter is read once, from its beginning: a line may be of a thousand dots.
_ONLY = re.compile(
    r"(?:^\W*+|(?<=\w)[^\w,，;；:：。.]*+[,，;；:：。.]\W*+)only\b|只有(?!\s?[\d一二两三四五六七八九十百千])|仅限|唯有|只能由|仅由"
)
_EXCLUSIVE = re.compile(
    r"\b(?:only|solely|exclusively|alone|nobody|except|unless|no one)\b|只|仅|唯|除"
)
_JOINED = re.compile(r"\b(?:and|or)\b|[和与及或、]")


def opposed(claim: str, evidence: str, *, added: Set[str] = frozenset()) -> bool:
    """Whether one of the two says more where the other says less, and the like.

    Args:
        claim: A sentence of an answer.
        evidence: A sentence of a passage with nearly the same words.
        added: Telling words of ``claim`` that ``evidence`` lacks.
    """
    claim, evidence = fold(claim).strip(), fold(evidence).strip()
    return (
        _parted(_bounds(claim), _bounds(evidence))
        or any(_parted(_sides(claim, pair), _sides(evidence, pair)) for pair in _PAIRS)
        or antonyms.opposed(claim, evidence)
        or _widened(claim, evidence, added)
    )


def other_order(claim: str, evidence: str) -> bool:
    """Whether one says before where the other says after."""
    return _parted(_sides(fold(claim), _ORDER), _sides(fold(evidence), _ORDER))


def _parted(one: Set[str], other: Set[str]) -> bool:
    return bool(one and other) and not one & other


def _bounds(folded: str) -> set[str]:
    return {str(match.lastgroup).rstrip("_") for match in _BOUNDS.finditer(folded)}


def _sides(folded: str, pair: tuple[re.Pattern[str], re.Pattern[str]]) -> set[str]:
    return {side.pattern for side in pair if side.search(folded)}


def _widened(claim: str, evidence: str, added: Set[str]) -> bool:
    """Whether one of the two leaves all others out, and the other does not."""
    if _ONLY.search(claim) and not _EXCLUSIVE.search(evidence):
        return True
    more = bool(added) and _JOINED.search(claim) is not None
    return more and _ONLY.search(evidence) is not None and not _EXCLUSIVE.search(claim)
