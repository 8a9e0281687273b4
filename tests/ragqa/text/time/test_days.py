from __future__ import annotations

import pytest

from ragqa.text.time.days import asked_days, days


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("3月20日的会议讨论了什么？", {320}),
        ("2026年十二月三十一号放假吗？", {1231}),
        ("What is planned on 12 May in Lisbon?", {512}),
        ("What is planned for Saturday, May 9th?", {509}),
        ("What did the committee decide at the 10 March meeting?", {310}),
        ("哪些交易在2026-04-25？", {425}),
        ("What was paid from 3 May to 9 May?", set()),
        ("What happened after 3 May?", set()),
        ("5月3日以前要交什么？", set()),
        ("5月3日至9日有什么安排？", set()),
        ("May 50 people stay here?", set()),
        ("How much is 20% of 100?", set()),
        ("What is the topic of week 14?", set()),
    ],
)
def test_the_days_that_a_question_is_about(question: str, about: set[int]) -> None:
    assert asked_days(question) == about


@pytest.mark.parametrize(
    "text",
    [
        "5月8日",
        "五月八日开会",
        "8 May 2026",
        "May 8th, 2026",
        "on the 8th of May",
        "2026-05-08,Rent",
        "20260508",
        "5/8",
        "7, 8 and 9 May",
        "from 5 to 10 May",
        "5–10 May",
        "5月6日至12日",
        "5月6日（周三）至6月2日",
        "from 28 April 2026 to 10 May 2026",
        "since 3 May",
        "自5月1日起实行",
        "in May the garden is open",
        "5月份开放，3月1日除外",
        "from April to October",
    ],
)
def test_a_day_is_told_however_it_is_written(text: str) -> None:
    assert days(text).hold(508)
    assert not days(text).are_others({508})


@pytest.mark.parametrize(
    "text",
    [
        "5月9日去都江堰",
        "SAT 9 MAY 2026",
        "2026-05-18 | Bakery",
        "closed on 24, 25 and 26 December",
        "on May 3, 2026 at 8:00",
        "10 to 12 May",
        "THU 7 MAY: luggage may be left at the desk",
        "会议纪要 2026年5月\n时间：2026年5月15日",
        "The summer party is on 11 July and costs 4 euros per night.",
        "3月15日开会，停车每天最高30元，每月220元。",
    ],
)
def test_other_days_are_told_for_certain(text: str) -> None:
    assert days(text).are_others({508})


@pytest.mark.parametrize(
    "text",
    [
        "每日9点开门，5月1日除外",
        "Open daily, but not on 1 January.",
        "On Sundays and on 1 May at noon",
        "In summer until eight, on 1 May until noon",
        "每月8日发工资，5月1日除外",
        "The order 8/5 of 3 May",
        "There are 32 bicycles and 9 pumps.",
        "",
    ],
)
def test_what_may_be_told_otherwise_tells_of_no_others(text: str) -> None:
    assert not days(text).are_others({508})
