"""What is searched for, for a question within a conversation."""

from __future__ import annotations

import pytest

from ragqa.answer.asking import standalone_question
from ragqa.types import Question, Turn


@pytest.mark.parametrize(
    ("before", "text", "searched"),
    [
        ("2025年1月实发工资是多少？", "那2月呢？", "2025年2月实发工资是多少？"),
        ("2025年度家财险保费多少钱？", "2024 年呢？", "2024年度家财险保费多少钱？"),
        ("2025年1月实发工资是多少？", "2024年12月的呢", "2024年12月实发工资是多少？"),
        ("What was paid in January 2025?", "And in February?", "What was paid in February 2025?"),
        ("What was paid in January 2025?", "What about 2024?", "What was paid in January 2024?"),
    ],
)
def test_another_time_takes_the_place_of_that_in_the_question_before(
    before: str, text: str, searched: str
) -> None:
    assert standalone_question(Question(text, (Turn(before, "1"),))) == searched


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("2025年1月和2月实发工资是多少？", "那3月呢？"),  # which of the two is not said
        ("实发工资是多少？", "那2月呢？"),
        ("2025年1月实发工资是多少？", "那公积金呢？"),
        ("2025年1月实发工资是多少？", "2月的公积金呢？"),
        ("What was paid in January?", "And how much?"),
    ],
)
def test_else_it_takes_the_question_before_along(before: str, text: str) -> None:
    assert standalone_question(Question(text, (Turn(before, "1"),))) == f"{before} {text}"
