from __future__ import annotations

from dataclasses import replace

import pytest

from ragqa.answer.claims.contradictions import find
from ragqa.types import Contradiction, Passage
from tests.builders import passage


def two(one: str, other: str) -> tuple[Passage, Passage]:
    """Passages of two documents."""
    return (
        replace(passage(one, source="a.pdf"), document_id="a"),
        replace(passage(other, source="b.md"), document_id="b"),
    )


def contradictions(one: str, other: str) -> tuple[Contradiction, ...]:
    """With the first sentence of ``one`` cited."""
    given = two(one, other)
    return find(given, [given[0].cite(1, (0, len(one)), score=1.0, verified=True)])


@pytest.mark.parametrize(
    ("one", "other", "values"),
    [
        ("年假 15 天。", "年假 10 天。", ("15 天", "10 天")),
        ("员工每年有十五天年假。", "员工每年有 10 天年假。", ("十五天", "10 天")),
        ("員工每年有十五天年假。", "员工每年有１０天年假。", ("十五天", "１０天")),
        ("保修期为两年[2]。", "保修期为九年[3]。", ("两年", "九年")),
        ("保修期为两年【2】。", "保修期为九年。", ("两年", "九年")),
        (
            "The pump is warranted for two years [2].",
            "[1] The pump is warranted for nine years [1, 3].",
            ("two years", "nine years"),
        ),
        ("The tool was released in 2019.", "The tool was released in 2021.", ("2019", "2021")),
        (
            "合同于2019年3月5日签订。",
            "合同于2019年4月7日签订。",
            ("2019年3月5日", "2019年4月7日"),
        ),
        (
            "报销截止 2025年3月5日。",
            "报销截止 2025年4月5日。",
            ("2025年3月5日", "2025年4月5日"),
        ),
        ("合同于 2025.03.05 签订。", "合同于 2025.03.07 签订。", ("2025.03.05", "2025.03.07")),
        ("The offer ends 2025-03-05.", "The offer ends 2025-04-05.", ("2025-03-05", "2025-04-05")),
        ("The limit is 20 MB per file.", "The limit is 50 MB per file.", ("20 MB", "50 MB")),
        ("Delivery takes 3-5 days.", "Delivery takes 3-7 days.", ("3-5 days", "3-7 days")),
        ("本店上午9点开门。", "本店下午9点开门。", ("上午9点", "下午9点")),
        ("The shop opens at 9 am.", "The shop opens at 9 pm.", ("9 am", "9 pm")),
        ("2019年公司正式成立。", "2020年公司正式成立。", ("2019年", "2020年")),
        ("The offer ends in 2019.", "The offer ends in 2021.", ("2019", "2021")),
        ("Interest is thirty percent.", "Interest is 35%.", ("thirty percent", "35%")),
        ("报销须在 30 天内提交。", "报销必须在 60 天之内提交。", ("30 天", "60 天")),
        (
            "年假可以保留到次年 3 月 31 日。",
            "年假可保留至次年 6 月 30 日。",
            ("3 月 31 日", "6 月 30 日"),
        ),
    ],
)
def test_one_statement_with_two_numbers_is_shown_with_both(
    one: str, other: str, values: tuple[str, str]
) -> None:
    [found] = contradictions(one, other)
    assert found.values == values
    assert (found.first.quote, found.second.quote) == (one, other)
    assert (found.first.source, found.second.source) == ("a.pdf", "b.md")
    assert (found.first.number, found.second.number) == (1, 2)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("年假十五天。", "年假 15 天。"),
        ("员工有 15 天年假。", "经理有 20 天年假。"),
        ("北京办公室有 15 名员工。", "上海办公室有 10 名员工。"),
        ("2019年营业收入为 15 亿元。", "2020年营业收入为 20 亿元。"),
        ("2019年营业收入为 15 亿元。", "营业收入为 20 亿元。"),
        ("表 3 列出各项费用的标准。", "表 4 列出各项费用的标准。"),
        ("Chapter 3 describes the commands.", "Chapter 4 describes the commands."),
        ("2023年公司营业收入增长明显。", "2024年公司营业收入增长明显。"),
        ("In 2023 revenue grew strongly.", "In 2024 revenue grew strongly."),
        ("公司在2023年营业收入增长明显。", "公司在2024年营业收入增长明显。"),
        ("Invoice 4711 was paid.", "Invoice 4712 was paid."),
        ("Room 301 seats many people.", "Room 302 seats many people."),
        ("Version 2.3.1 has many bugs.", "Version 2.3.2 has many bugs."),
        ("Release 2.3.1 has many bugs.", "Release 2.4.1 has many bugs."),
        ("E-1042 means that the paper is out.", "E-1043 means that the paper is out."),
        ("错误 E-1042 表示缺纸。", "错误 E-1043 表示缺纸。"),
        ("301室用于培训。", "302室用于培训。"),
        ("工号1001的员工获得奖金。", "工号1002的员工获得奖金。"),
        ("本店上午9点开门。", "本店下午8点开门。"),
        ("本店上午9点开门。", "本店9点开门。"),
        ("工作时间内来访须提前 1 天预约。", "工作时间外来访须提前 3 天预约。"),
        ("员工须在 30 天内提交申请。", "员工无须在 60 天内提交申请。"),
        ("Staff may return goods after 30 days.", "Staff may not return goods after 60 days."),
        ("Goods can be returned within 30 days.", "Goods can't be returned within 60 days."),
        ("1. Install the package.", "2. Install the package."),
        ("The stadium seats 12,500 people.", "The stadium seats 12500 people."),
        ("Alice scored 12 goals that season.", "Bob scored 10 goals that season."),
        ("It took 3 days.", "It took 4 hours."),
        ("Full-time staff earn 18 days a year.", "Part-time staff earn 9 days a year."),
        ("He ate 3 apples.", "The bridge is 40 metres long."),
    ],
)
def test_other_statements_are_not_taken_for_contradictions(one: str, other: str) -> None:
    assert contradictions(one, other) == ()


def test_one_document_does_not_contradict_itself() -> None:
    text = "年假 15 天。年假 10 天。"
    given = (passage(text),)
    assert find(given, [given[0].cite(1, (0, 7), score=1.0, verified=True)]) == ()


def test_what_the_answer_does_not_cite_is_left_alone() -> None:
    given = two("年假 15 天。加班费另计。", "年假 10 天。")
    assert find(given, [given[0].cite(1, (8, 14), score=1.0, verified=True)]) == ()
    assert find(given, ()) == ()


@pytest.mark.parametrize(
    ("names", "one", "other", "count"),
    [
        (("pay-2025-01.pdf", "pay-2025-02.pdf"), "2025年1月工资单", "2025年2月工资单", 0),
        (
            ("通知2024.pdf", "通知2025.pdf"),
            "保险到期日是2024年3月31日。",
            "保险到期日是2025年3月31日。",
            0,
        ),
        (("通知2024.pdf", "通知2025.pdf"), "保险费为 1180 元。", "保险费为 1325 元。", 1),
        (
            ("通知a.pdf", "通知b.pdf"),
            "保险到期日是2024年3月31日。",
            "保险到期日是2025年3月31日。",
            1,
        ),
    ],
)
def test_each_document_of_a_series_tells_of_its_own_time(
    names: tuple[str, str], one: str, other: str, count: int
) -> None:
    pairs = zip(two(one, other), names, strict=True)
    given = tuple(replace(each, source=name) for each, name in pairs)
    found = find(given, [given[0].cite(1, (0, len(one)), score=1.0, verified=True)])
    assert len(found) == count
