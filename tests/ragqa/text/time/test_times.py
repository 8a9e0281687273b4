from __future__ import annotations

import pytest

from ragqa.text.time.times import asked_months, asked_years, months, years


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("2023年体检的总胆固醇是多少？", {2023}),
        ("二〇二三年7月的奖金是多少？", {2023}),
        ("What was paid in March 2022?", {2022}),
        ("Who was elected in 2023?", {2023}),
        ("2019年以来有哪些变化？", set()),
        ("2023年5月以前的规定是什么？", set()),
        ("2018年至2022年的收入是多少？", set()),
        ("What happened after 2015?", set()),
        ("洗衣机有2000年的历史吗？", set()),
        ("How much did 1500 shares cost?", set()),
        ("Which songs of the 1990s?", set()),
    ],
)
def test_the_years_that_a_question_is_about(question: str, about: set[int]) -> None:
    assert asked_years(question) == about


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("2025年9月的奖金是多少？", {9}),
        ("十二月份谁请假？", {12}),
        ("What was paid in September 2025?", {9}),
        ("租期是三个月吗？", set()),
        ("What may I keep in the flat?", set()),
        ("3月以前怎么办理？", set()),
    ],
)
def test_the_months_that_a_question_is_about(question: str, about: set[int]) -> None:
    assert asked_months(question) == about


@pytest.mark.parametrize(
    "text",
    [
        "2023年5月12日",
        "20230512 会议",
        "二〇二三年",
        "23年",
        "2021–2024年",
        "2018/23",
        "自2019年起施行",
        "since May 2019",
        "valid until 30 June 2026",
        "2020年代",
        "21世纪",
    ],
)
def test_a_year_is_told_however_it_is_written(text: str) -> None:
    assert years(text).hold(2023)


@pytest.mark.parametrize(
    "text", ["2025-06-18", "2025-06", "May 2024", "体检 2024", "year 2022", "1998年"]
)
def test_other_years_are_told_for_certain(text: str) -> None:
    assert years(text).are_others({2023})
    assert years(text).are_others({2031})


@pytest.mark.parametrize(
    "text",
    ["每日饮水2000毫升", "| 18000 | 2010 元 |", "2024年发布，去年增长", "last year, 2024", "无"],
)
def test_what_may_be_none_or_is_told_by_its_distance_tells_of_no_others(text: str) -> None:
    assert not years(text).are_others({2023})


@pytest.mark.parametrize(
    "text", ["9月", "2025-09-01", "Sept. 3", "7月至10月", "from August to November", "十月和九月"]
)
def test_a_month_is_told_however_it_is_written(text: str) -> None:
    assert months(text).hold(9)


def test_months_may_go_over_winter() -> None:
    told = months("Fires are allowed from November to February.")
    assert told.hold(1)
    assert told.are_others({6})


@pytest.mark.parametrize("text", ["You may smoke.", "每月8日", "in spring, by May 2", "秋季，11月"])
def test_what_may_be_no_month_tells_of_no_others(text: str) -> None:
    assert not months(text).are_others({9})
