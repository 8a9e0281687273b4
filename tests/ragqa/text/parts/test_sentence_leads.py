"""Sentences that lean on what stands before them, which comes with them."""

from __future__ import annotations

import pytest

from ragqa.text.parts.sentences import candidates
from tests.ragqa.text.parts.test_sentences import WAR, passage


def leads(text: str, *, headings: tuple[str, ...] = ()) -> dict[str, str]:
    return {s.text: s.lead for s in candidates("?", [passage(text, headings=headings)])}


@pytest.mark.parametrize(
    ("before", "leaning"),
    [
        ("培顿·曼宁两次进入超级碗。", "他也以39岁高龄参加比赛。"),
        ("路易十四发布枫丹白露法令。", "该法令废止了新教的地位。"),
        ("高压氧药物使用特殊氧气室。", "这些设备被用来治疗病症。"),
        ("Peyton Manning won two titles. ", "He is also the oldest to play."),
        ("The edict was signed in 1685. ", "This ended the peace."),
    ],
)
def test_a_sentence_that_leans_on_the_one_before_names_it(before: str, leaning: str) -> None:
    found = leads(before + leaning)
    assert found[leaning] == before
    assert found[before.strip()] == ""


def test_a_sentence_that_stands_alone_needs_no_other() -> None:
    assert set(leads(WAR).values()) == {""}
    # Words that only begin like one that leans.
    found = leads("队员都参加了这次比赛。其他人留在家里看电视转播。Thistles grow on dry hills.")
    assert set(found.values()) == {""}


def test_no_heading_and_no_other_paragraph_is_taken_for_what_a_sentence_leans_on() -> None:
    leaning = "他也以39岁高龄参加了比赛。"
    assert leads(f"第三章 比赛\n{leaning}")[leaning] == ""
    assert leads(f"曼宁两次进入超级碗决赛。\n\n{leaning}")[leaning] == ""
    long = f"曼宁{'两次' * 100}进入超级碗决赛。"
    assert leads(long + leaning)[leaning] == ""
    assert leads(f"比赛。{leaning}", headings=("比赛。",))[leaning] == ""


def test_what_follows_a_semicolon_comes_with_the_clauses_before_it() -> None:
    first, second, third = (
        "未戴安全帽的，责令改正；",
        "逾期不改正的，处罚款；",
        "情节严重的，停工。",
    )
    found = leads(f"工地应当设围挡。{first}{second}{third}罚款上缴财政。")
    assert found[first] == ""
    assert found[second] == first
    assert found[third] == first + second
    assert found["罚款上缴财政。"] == ""


def test_items_on_lines_of_their_own_come_alone() -> None:
    assert leads("（一）甲方按时交付房屋；\n（二）乙方按时支付租金。") == {
        "（一）甲方按时交付房屋；": "",
        "（二）乙方按时支付租金。": "",
    }


def test_a_mere_yes_or_no_is_quoted_with_what_follows_it() -> None:
    told = "All changes are tested on Windows."
    assert leads(f"Yes!\n\n{told}")[told] == "Yes!\n\n"
    assert leads("可以。凭会员卡入场即可。")["凭会员卡入场即可。"] == "可以。"
