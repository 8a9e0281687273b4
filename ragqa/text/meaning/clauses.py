"""The clauses of a sentence: what one of them says, another need not."""

from __future__ import annotations

import re

from ragqa.text.meaning.terms import terms

_CUT = re.compile(
    r"[;；:：。！？!?()（）\n]|[,，](?!\d{3})|[—–]|\s-\s|(?<=\S)\.(?=\s|$)"
    r"|(?=\b(?:without|unless)\b)|\b(?:but|while|whereas|although|though|because|despite|which|who)\b"
    r"|但是?|而且|并且|同时|以及|否则|因为|由于|所以|虽然|却"
)
# Between clauses or between things: only what follows tells.
_JOIN = re.compile(r"\b(?:and|or|then)\b|[且并]|(?<=[^\s、和与及或])[和与及或、而]", re.IGNORECASE)
_CLAUSE = 3  # terms that a clause has, and a thing in a list does not


def clauses(text: str) -> list[str]:
    """Those of a sentence, in order, without what joins them.

    What stands behind "and" is a clause of its own where it is long enough for one, or where both
    sides hold a number: "80 goats and 35 sheep", but "travel and lodging" together.
    """
    found: list[str] = []
    for piece in _CUT.split(text):
        found.extend(_parted(piece))
    return [clause for clause in found if clause.strip()]


def _parted(piece: str) -> list[str]:
    parts: list[str] = []
    start = 0
    for join in _JOIN.finditer(piece):
        before, behind = piece[start : join.start()], piece[join.end() :]
        if (following := _JOIN.search(behind)) is not None:
            behind = behind[: following.start()]
        if _stands_alone(before, behind):
            parts.append(before)
            start = join.end()
    return [*parts, piece[start:]]


def _stands_alone(before: str, behind: str) -> bool:
    mine, its = terms(before), terms(behind)
    if any(term.number for term in mine) and any(term.number for term in its):
        return True
    return min(sum(t.tells for t in mine), sum(t.tells for t in its)) >= _CLAUSE
