from __future__ import annotations

import pytest

from ragqa.text.asked.roles import names_those

LINES = (
    *("参加人员：王芳、李强", "缺席：孙丽（出差）", "主持人：王芳", "记录：吴倩"),
    *("- **Present:** Ann, Bo", "Apologies: Cy", "Chair: Ann", "Minutes: Bo"),
)


@pytest.mark.parametrize(
    ("question", "labels"),
    [
        ("Who took part in the meeting about the move?", "参加人员 Present"),
        ("Who attended the weekly meeting?", "参加人员 Present"),
        ("Who was at the last meeting?", "参加人员 Present"),
        ("谁参加了搬迁会议？", "参加人员 Present"),
        ("周会有哪些人出席？", "参加人员 Present"),
        ("参加会议的有谁？", "参加人员 Present"),
        ("Who was absent?", "缺席 Apologies"),
        ("Who didn't attend the meeting?", "缺席 Apologies"),
        ("谁没来开会？", "缺席 Apologies"),
        ("Who chaired the meeting?", "主持人 Chair"),
        ("会议是谁主持的？", "主持人 Chair"),
        ("Who took the minutes?", "记录 Minutes"),
        ("会议记录是谁？", "记录 Minutes"),
    ],
)
def test_the_lines_are_known_that_name_those_asked_for(question: str, labels: str) -> None:
    is_named = names_those(question)
    assert is_named is not None
    found = [line for line in LINES if is_named(line)]
    assert [any(label in line for label in labels.split()) for line in found] == [True, True]


@pytest.mark.parametrize(
    "question",
    ["Who has the keys?", "谁负责网络？", "When is the meeting?", "会议几点开始？", "谁写的说明？"],
)
def test_other_questions_ask_for_no_such_line(question: str) -> None:
    assert names_those(question) is None


def test_a_sentence_that_begins_with_the_word_is_no_such_line() -> None:
    is_named = names_those("Who was present?")
    assert is_named is not None
    assert not is_named("Present prices hold until May: see below.")


def test_a_long_question_asks_for_no_such_line() -> None:
    assert names_those("Who was present?" + " who" * 100) is None
