from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats import numerals


@pytest.mark.parametrize(
    ("number", "shown"),
    [(1, "i"), (4, "iv"), (9, "ix"), (14, "xiv"), (40, "xl"), (1999, "mcmxcix"), (4000, "4000")],
)
def test_roman(number: int, shown: str) -> None:
    assert numerals.roman(number) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        *((1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (100, "一百")),
        *((101, "一百零一"), (110, "一百一十"), (1003, "一千零三"), (1030, "一千零三十")),
        *((0, "0"), (10_000, "10000")),
    ],
)
def test_chinese(number: int, shown: str) -> None:
    assert numerals.chinese(number) == shown


def test_other_numerals() -> None:
    assert [numerals.letters(n) for n in (1, 26, 27, 105)] == ["a", "z", "aa", "105"]
    assert numerals.chinese(12, legal=True) == "壹拾贰"
    assert numerals.digit_by_digit(103) == "一〇三"
    assert (numerals.stem(3), numerals.branch(12), numerals.circled(20)) == ("丙", "亥", "⑳")
    assert (numerals.stem(11), numerals.circled(21)) == ("11", "21")


@given(st.integers(-5, 10**9))
def test_any_number_is_shown_in_few_characters(number: int) -> None:
    for show in (numerals.roman, numerals.letters, numerals.chinese, numerals.circled):
        assert 0 < len(show(number)) <= 15
