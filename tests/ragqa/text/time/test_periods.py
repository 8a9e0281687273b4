from __future__ import annotations

import pytest

from ragqa.text.time.periods import periods


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("£29 a year, 15 days per month, billed weekly", {"year", "month", "week"}),
        ("每小时5元，每天最高30元，按季支付，每个月一次", {"hour", "day", "quarter", "month"}),
        ("A year ago it lasted a quarter of an hour.", set()),
        ("每年内，2026年3月，三个月后", set()),
    ],
)
def test_periods_are_told_from_points_of_time_and_lengths(text: str, named: set[str]) -> None:
    assert periods(text) == named
