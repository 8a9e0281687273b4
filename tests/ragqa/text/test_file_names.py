from __future__ import annotations

import pytest

from ragqa.text.file_names import parted, said_by_path
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


@pytest.mark.parametrize(
    ("question", "path", "said"),
    [
        ("家财险的客户经理是谁？", "保险/家财险-通知.pdf", ["家财险"]),
        ("電腦的保修有多久？", "电脑 保修卡.docx", ["電腦", "保修"]),
        ("What does Helvia pay for a car?", "helvia_travel/pay.2025.txt", ["Helvia", "pay"]),
        ("What was the rent in 2025?", "rent-2025-03.csv", ["rent"]),
        ("Is the art of it in what.md?", "what is it/party.md", []),
    ],
)
def test_words_of_a_question_that_a_path_says_are_found(
    question: str, path: str, said: list[str]
) -> None:
    assert [question[start:end] for start, end in said_by_path(question, path)] == said
