from __future__ import annotations

import pytest

from ragqa.text.lists import steps, with_lists
from ragqa.text.sentences import candidates
from tests.builders import passage

RESET = (
    "## How to reset the gripper\n\n1. Hold the blue button for five seconds.\n2. Wait until the "
    "lamp\n   blinks twice.\n\n3. Enter the code 4711.\n\nThe gripper must not be used outdoors."
)
LEAVE = "请按以下步骤申请年假：\n（1）在系统中填写申请。\n（2）等待主管批准。\n批准后不得更改。"


@pytest.mark.parametrize(
    ("question", "text", "first", "last", "title"),
    [
        ("How do I reset it?", RESET, "1. Hold", "4711.", "How to reset the gripper"),
        ("怎么申请年假？", LEAVE, "（1）", "主管批准。", "请按以下步骤申请年假："),
    ],
)
def test_steps_are_one_with_what_stands_above_them(
    question: str, text: str, first: str, last: str, title: str
) -> None:
    [found] = steps(question, [passage("别的。"), passage(text)])
    assert found.text.startswith(first)
    assert found.text.endswith(last)
    assert (found.number, found.title) == (2, title)
    assert text[found.start : found.end] == found.text


def test_other_questions_are_not_answered_with_steps() -> None:
    assert steps("May it be used outdoors?", [passage(RESET)]) == []
    assert steps("年假有几天？", [passage(LEAVE)]) == []


def test_one_item_or_a_long_list_is_none() -> None:
    assert steps("How to?", [passage("1. One.\n\nText.\n\n2. Two.")]) == []
    assert steps("How to?", [passage("\n".join(f"{n}. Item of a list" for n in range(90)))]) == []


def test_the_heading_of_a_passage_is_the_title_where_nothing_stands_above() -> None:
    [found] = steps("How to?", [passage("1. One.\n2. Two.", headings=("Setup", "Reset"))])
    assert found.title == "Reset"


NOT_COVERED = (
    "2. Claims\nSend the receipt along. The warranty does not cover\n- filters and brushes\n"
    "- damage caused by hot ash\n- commercial use\n\nIt is valid in Austria and in Germany."
)
DRIVING = "Do not take it:\n\n* if you drive\n* if you are ill"
EXCEPT = (
    "二、保固範圍\n故障免費修理。下列情形不在保固範圍內：\n（一）摔落或浸水。\n（二）自行改裝。"
    "\n\n運費由顧客負擔。"
)


@pytest.mark.parametrize(
    ("text", "whole", "others"),
    [
        (
            NOT_COVERED,
            NOT_COVERED[NOT_COVERED.index("The warranty") : NOT_COVERED.index("\n\nIt")],
            ["Send the receipt along.", "It is valid in Austria and in Germany."],
        ),
        (
            EXCEPT,
            EXCEPT[EXCEPT.index("下列") : EXCEPT.index("\n\n運")],
            ["故障免費修理。", "運費由顧客負擔。"],
        ),
        (DRIVING, DRIVING, []),
    ],
)
def test_a_list_comes_with_the_sentence_that_it_goes_on_with(
    text: str, whole: str, others: list[str]
) -> None:
    given = [passage("另一份文件在这里。"), passage(text)]
    found = with_lists(candidates("?", given), given)[1:]
    assert sorted(s.text for s in found) == sorted([whole, *others])
    assert all(text[s.start : s.end] == s.text and s.number == 2 for s in found)
    if others:
        assert {s.section for s in found} == {"2. Claims" if "Claims" in text else "二、保固範圍"}


@pytest.mark.parametrize(
    "text",
    [
        "Other business\n- The intercom is out of order.\n- The cellar is wet again.",
        "## Policies\n\n- Late reports lose five points per day.\n- Two quizzes are dropped.",
        "The rules were agreed on.\n- No dogs are allowed here\n- No music after ten",
        "Not covered:\n" + "\n".join(f"- part {n} of the appliance" for n in range(90)),
        "It is as follows: nothing else was said about it.",
    ],
)
def test_items_that_go_on_with_nothing_come_alone(text: str) -> None:
    given = [passage(text)]
    found = candidates("?", given)
    assert with_lists(found, given) == found
