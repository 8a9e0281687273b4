from __future__ import annotations

import calendar
import re

import pytest

from ragqa.text.dates import DAY, MONTHS


def test_months_are_in_the_order_of_the_year() -> None:
    assert [month.title() for month in MONTHS] == calendar.month_name[1:]


@pytest.mark.parametrize(
    ("text", "is_day"),
    [("2026-11-30", True), ("1999/1/5", True), ("2026.01.05", True), ("2026-11.30", False)],
)
def test_a_day_has_the_same_mark_twice(text: str, is_day: bool) -> None:
    assert (re.fullmatch(DAY, text) is not None) is is_day
