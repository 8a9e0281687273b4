from __future__ import annotations

import pytest

from ragqa.text.file_names import parted
from ragqa.text.time.times import months


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("reports/annual_report-v2.1", "reports annual report v2 1"),
        ("工资单-2025-02", "工资单 2025-02"),
        ("2025_02_26-例会", "2025-02-26 例会"),
        ("2021-2022", "2021 2022"),
        ("A-2024-019", "A 2024 019"),
    ],
)
def test_words_of_a_path_are_parted_and_dates_stay(path: str, said: str) -> None:
    assert parted(path) == said


def test_the_month_of_a_file_is_told_by_its_name() -> None:
    assert months(parted("工资/工资单-2025-02")).are_others({1})
