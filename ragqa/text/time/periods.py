"""For what stretch of time an amount is: £1,180 a month is not £1,180 a year."""

from __future__ import annotations

import re

from ragqa.text.language import fold

_PERIODS = {
    name: re.compile(
        rf"\b(?:per|each|every|(?<=\d )an?|(?:once|twice|times|days|hours) an?) (?:{en})\b"
        rf"|\b(?:{adverbs})\b|(?:每|按)(?:一|个|一个)?(?:{zh})(?!内|前|后)"
    )
    for name, en, adverbs, zh in (
        ("hour", "hour", "hourly", "小时|钟头"),
        ("day", "day", "daily", "[天日]"),
        ("week", "week", "weekly", "周|星期"),
        ("month", "month", "monthly", "月"),
        ("quarter", "quarter", "quarterly", "季度?"),
        ("year", "year|annum", "yearly|annually", "年"),
    )
}


def periods(text: str) -> frozenset[str]:
    """Those of which a text says that something is so in each."""
    folded = fold(text)
    return frozenset(name for name, pattern in _PERIODS.items() if pattern.search(folded))


def are_other(claim: str, evidence: str) -> bool:
    """Whether both say in which period something is so, and ``claim`` in none of the other's."""
    mine, its = periods(claim), periods(evidence)
    return bool(mine and its) and mine.isdisjoint(its)
