"""Whether a text tells of the years, months and days that a question is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ragqa.text.time.days import asked_days, days
from ragqa.text.time.times import Times, asked_months, asked_years, months, years

Tell = Callable[[str], Times]
"""Reads the years, the months or the days that a text tells of."""

Asked = tuple[frozenset[int], Tell]
"""Years, months or days that are asked about, and what reads the like in a text."""


def asked_times(question: str) -> list[Asked]:
    """The years, the months and the days that a question is about, if any."""
    kinds = (
        (asked_years(question), years),
        (asked_months(question), months),
        (asked_days(question), days),
    )
    return [(about, tell) for about, tell in kinds if about]


def tells_of_others(text: str, asked: Iterable[Asked]) -> bool:
    """Whether a text tells of years, months or days, but of none that are asked about."""
    return any(tell(text).are_others(about) for about, tell in asked)
