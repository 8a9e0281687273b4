from __future__ import annotations

from ragqa.text.parts.unbroken import unbroken


def test_spans_within_brackets_are_one_and_those_of_a_bracket_left_open_are_not() -> None:
    text = "a (b! c) d. (e! f"
    assert list(unbroken(text, [(0, 5), (6, 11), (12, 15), (16, 17)])) == [
        (0, 11),
        (12, 15),
        (16, 17),
    ]
