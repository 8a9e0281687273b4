"""Which sentences of an answer no passage supports, and which claim nothing."""

from __future__ import annotations

import pytest

from ragqa.answer.claims.citations import check
from ragqa.types import Passage
from tests.builders import passage
from tests.ragqa.answer.claims.test_citations import GIVEN


def unsupported(text: str, passages: tuple[Passage, ...] = GIVEN) -> list[str]:
    checked = check(text, passages)
    return [checked.text[start:end] for start, end in checked.unsupported]


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("Bananas are yellow and sweet. [2]", ["Bananas are yellow and sweet."]),
        ("员工每年有二十天年假。[1]", ["员工每年有二十天年假。"]),
        ("员工每年没有十五天年假。[1]", ["员工每年没有十五天年假。"]),
        ("员工每年有十五天年假。[7]", ["员工每年有十五天年假。"]),
        ("员工每年有十五天年假。[1] 香蕉是黄色的水果。", ["香蕉是黄色的水果。"]),
        (
            "It runs only 1 time [2], and the moon is made of green cheese.",
            ["It runs only 1 time [2], and the moon is made of green cheese."],
        ),
        ("员工每年有十五天年假。[1]", []),
        ("员工每年有 15 天年假。", []),
        ("[1] 员工每年有十五天年假。", []),
        ("根据资料[1]，员工每年有十五天年假。", []),
    ],
)
def test_sentences_that_nothing_supports_are_named(text: str, marked: list[str]) -> None:
    assert unsupported(text) == marked


@pytest.mark.parametrize(
    "text",
    [
        "# 关于员工的各种假期",
        "**关于员工的各种假期**",
        "以下是员工的各种假期：",
        "您好，很高兴为您服务。",
        "希望以上回答对您有帮助。",
        "您还想了解什么内容？",
        "资料中没有提到奖金的数额。",
        "The passages do not mention bonuses.",
        "Sure, here is what I found.",
        "```\nsome command --with options\n```",
    ],
)
def test_what_claims_nothing_needs_no_support(text: str) -> None:
    assert unsupported(text) == []


def test_an_answer_in_another_language_is_unverified_but_not_unsupported() -> None:
    checked = check("Staff have annual leave of 15 days. [1]", GIVEN)
    [cited] = checked.citations
    assert (cited.verified, checked.unsupported) == (False, ())
    assert unsupported("Staff have annual leave of 25 days. [1]") != []


def test_two_passages_together_support_a_sentence_that_joins_them() -> None:
    both = (
        passage("The upload limit is 20 MB for guests."),
        passage("The upload limit is 90 MB for members."),
    )
    checked = check("The upload limit is 20 MB for guests and 90 MB for members. [1][2]", both)
    assert [c.verified for c in checked.citations] == [True, True]
    assert checked.unsupported == ()


def test_words_of_one_passage_with_the_number_of_another_are_no_support() -> None:
    both = (passage("员工每年有十五天年假。"), passage("会员卡在九十九天内有效。"))
    checked = check("员工每年有九十九天年假。[1][2]", both)
    assert not any(c.verified for c in checked.citations)
    assert len(checked.unsupported) == 1


@pytest.mark.parametrize("line", ["|:---|---:|:---|", "--- | --- | ---", "| - | - | - |"])
def test_the_header_of_a_table_in_an_answer_claims_nothing(line: str) -> None:
    source = passage("员工每年享有十五天年假，可以保留到次年三月。")
    rows = "| 年假 | 十五天 | 可以保留到次年三月 [1] |\n| 月球 | 火星 | 飞船往返要三年 |"
    answer = f"假期如下：\n\n| 名称 | 天数 | 说明文字 |\n{line}\n{rows}"
    assert unsupported(answer, (source,)) == ["| 月球 | 火星 | 飞船往返要三年 |"]
