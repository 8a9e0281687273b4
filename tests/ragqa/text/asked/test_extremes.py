from __future__ import annotations

import pytest

from ragqa.text.asked.extremes import extreme_rows, ranked_first
from ragqa.text.parts.sentences import Sentence, candidates
from tests.ragqa.answer.quoted.asked import passage

WAGES = "| 姓名 | 月份 | 基本工资 | 实发工资 |"
PAID = [
    "| 张伟 | 2025-07 | 18000 | 16322.00 |",
    "| 王志强 | 2025-07 | 9000 | 13956.60 |",
    "| 张伟 | 2025-08 | 18500 | 18986.30 |",
    "| 王志强 | 2025-08 | 9000 | 21679.00 |",
]
FEES = "| Membership | Monthly | Joining fee | Since |"
ASKED_FOR = [
    "| Adult | £36 | £20 | 2019-03 |",
    "| Student | £22 | none | 2021-10 |",
    "| Family of four | £1,079 | £35 | 2018-04 |",
]


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("谁的实发工资最高？", [3]),
        ("2025年7月谁的实发工资最高？", [0]),
        ("张伟哪个月的实发工资最低？", [0]),
        ("谁的基本工资最低？", [1, 3]),
        ("谁最高？", []),  # of several columns none is named
        ("实发工资最多可以到多少？", []),
        ("实发工资是多少？", []),
        ("实发工资最高和最低是多少？", []),
    ],
)
def test_the_row_with_the_highest_or_lowest_value_of_a_column(
    question: str, places: list[int]
) -> None:
    assert ranked_first(question, WAGES, PAID) == places


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("Which membership is the cheapest?", [1]),
        ("Which is the most expensive?", [2]),
        ("Which has the highest joining fee?", [2]),
        ("Which is the latest membership?", [1]),
        ("How much is it at most?", []),
        ("What is the largest sum that I may pay monthly?", []),
        ("What is the cheapest membership of a Student?", []),  # one row is meant
    ],
)
def test_prices_and_times_are_told_by_their_looks(question: str, places: list[int]) -> None:
    assert ranked_first(question, FEES, ASKED_FOR) == places


def test_a_table_that_gives_extremes_itself_is_left_alone() -> None:
    rows = ["| 年龄 | 47.3 | 71 |", "| 收入 | 3.42 | 14.80 |"]
    assert ranked_first("年龄的最大值最大是多少？", "| 变量 | 均值 | 最大值 |", rows) == []


def rows(*texts: str) -> tuple[list[Sentence], list[str]]:
    passages = [passage("\n".join([WAGES, "| --- | --- | --- | --- |", *texts]))]
    found = candidates("谁的实发工资最高？", passages)
    return found, [s.text for s in extreme_rows("谁的实发工资最高？", found[:1], found, passages)]


def test_the_rows_of_a_table_are_compared_and_its_header_is_none() -> None:
    found, best = rows(*PAID)
    assert [sentence.text for sentence in found] == PAID
    assert best == [PAID[3]]


def test_what_is_no_row_is_not_compared() -> None:
    passages = [passage("实发工资最高的是王志强，他领了21679元。")]
    found = candidates("谁的实发工资最高？", passages)
    assert extreme_rows("谁的实发工资最高？", found, found, passages) == []
