from __future__ import annotations

import pytest

from ragqa.text.parts.leaning import answers, leans


@pytest.mark.parametrize(
    ("before", "sentence"),
    [
        ("The lift is inspected on 5 May.", "The lift will be out of service during that time."),
        ("会议定于五月三日召开。", "请各位业主届时准时参加。"),
        ("Imran asked whether scooters may be charged.", "The chair said they may not."),
        ("董先生询问能否在地下室充电。", "主任答复说不可以。"),
        ("Ada wrote the program.", "She was the first to do so."),
        ("Return the car with a full tank.", "Otherwise we charge the fuel."),
        ("Some inhibitors bind elsewhere.", "Example: heavy metals such as lead."),
        ("The widget does not refresh.", "Workaround: add it again."),
        ("不设自己的机房。", "原因是没有双路供电。"),
        ("须在三日内缴费。", "否则座位不予保留。"),
    ],
)
def test_what_points_back_or_replies_leans_on_the_one_before(before: str, sentence: str) -> None:
    assert leans(sentence, before)


@pytest.mark.parametrize(
    "sentence",
    [
        "The lift is old.",
        "电梯每年检查一次。",
        "On that account she is right.",
        "当年的电梯很慢。",
        "Examples are in the annex.",
    ],
)
def test_what_names_all_that_it_speaks_of_does_not(sentence: str) -> None:
    assert not leans(sentence, "The meeting was opened at seven.")


@pytest.mark.parametrize(
    "answer", ["Yes.", "Yes!", "No.  ", "Not yet.", "可以。", "不支持。", "当然可以！"]
)
def test_what_stands_behind_a_mere_yes_or_no_leans_on_it(answer: str) -> None:
    assert answers(answer)
    assert leans("All changes are tested there.", answer)


@pytest.mark.parametrize("sentence", ["Yes, with a key.", "Nobody.", "可以带走。", "No. 5", ""])
def test_what_says_more_is_no_mere_yes_or_no(sentence: str) -> None:
    assert not answers(sentence)
