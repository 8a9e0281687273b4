from __future__ import annotations

from collections.abc import Sequence

import pytest

from ragqa.search.timing import of_its_time
from ragqa.types import Chunk, Hit
from tests.builders import chunk, hit

JULY = hit(chunk("| 王志强 | 2025-07 | 7300 |", source="wages.csv"))
UNDATED = hit(chunk("绩效奖金按季度考核发放。", source="rules.md"))


def kept(question: str, *hits: Hit, beside: Sequence[Chunk] = ()) -> list[Hit]:
    return of_its_time(question, hits, lambda _: beside)


@pytest.mark.parametrize("question", ["王志强2025年9月的奖金是多少？", "What was paid in 2022?"])
def test_what_tells_of_other_times_alone_is_left_out(question: str) -> None:
    assert kept(question, JULY, UNDATED) == [UNDATED]


@pytest.mark.parametrize(
    "question",
    [
        "王志强2025年7月的奖金是多少？",
        "王志强的奖金是多少？",
        "2022年发过奖金吗？",
        "2022年以后呢？",
    ],
)
def test_all_stays_where_no_other_time_is_asked_for(question: str) -> None:
    assert kept(question, JULY, UNDATED) == [JULY, UNDATED]


def test_the_name_of_a_document_tells_of_its_time() -> None:
    report = hit(chunk("| 尿酸 | 468 |", source="体检_2025.md"))
    assert kept("2023年的尿酸是多少？", report) == []
    assert kept("2025年的尿酸是多少？", report) == [report]


def test_what_else_its_document_says_counts() -> None:
    august = chunk("2025-08 | 15800", source="wages.csv", n=1)
    asked = "2025年8月的奖金是多少？"
    assert kept(asked, JULY, hit(august)) == [JULY, hit(august)]
    assert kept(asked, JULY, beside=[august]) == [JULY]
    other = hit(chunk("2025-08 | 15800", source="other.csv"))
    assert kept(asked, JULY, other) == [other]


def test_other_days_of_the_month_asked_for_are_other_times() -> None:
    plan = hit(chunk("7月19日参观武侯祠。", source="plan.txt"))
    later = chunk("7月25日返回上海。", source="plan.txt", n=1)
    asked = "7月25日的行程是什么？"
    assert kept(asked, plan, UNDATED) == [UNDATED]
    assert kept(asked, plan, beside=[later]) == [plan]
    assert kept("7月的行程是什么？", plan) == [plan]
