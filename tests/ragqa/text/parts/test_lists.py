from __future__ import annotations

import pytest

from ragqa.text.parts.lists import steps
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
