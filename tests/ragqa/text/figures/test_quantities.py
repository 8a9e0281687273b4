from __future__ import annotations

import pytest

from ragqa.text.figures.quantities import missing, plain, quantities


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("年假 15 天", [("15", "day")]),
        ("年假十五天", [("15", "day")]),
        ("百分之三十", [("30", "percent")]),
        ("３０％的员工", [("30", "percent")]),
        ("thirty percent of staff", [("30", "percent")]),
        ("12,500 people", [("12500", "person")]),
        ("1.25万人", [("12500", "person")]),
        ("1.25 million", [("1250000", "")]),
        ("三萬五千元", [("35000", "yuan")]),
        ("twenty-five days", [("25", "day")]),
        ("二〇〇三年", [("2003", "year")]),
        ("三百六十五", [("365", "")]),
        ("一百二十万", [("1200000", "")]),
        ("2.50 km", [("2.5", "kilometre")]),
        ("a 90-day term", [("90", "day")]),
        ("$50", [("50", "dollar")]),
        ("第三条", [("3", "piece")]),
        ("the 20th century", [("20", "")]),
    ],
)
def test_a_number_is_the_same_however_it_is_written(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert [(q.value, q.unit) for q in quantities(text)] == expected


@pytest.mark.parametrize("date", ["2019年3月5日", "March 5, 2019", "2019-03-05", "2019.3.5"])
def test_dates_have_the_same_numbers(date: str) -> None:
    assert sorted(q.value for q in quantities(date)) == ["2019", "3", "5"]


@pytest.mark.parametrize(
    "text",
    [
        "四川一样三明治十分好",
        "万一千万别",
        "百度",
        "one of them",
        "it may be so",
        "dh_make2 v2",
        "一个人",
        "四五个人",
    ],
)
def test_words_that_hold_a_numeral_count_nothing(text: str) -> None:
    assert quantities(text) == []


def test_the_place_is_that_of_the_number_and_of_its_unit() -> None:
    text = "共 ３０ 天。"
    [found] = quantities(text)
    assert (text[found.start : found.end], text[found.start : found.stop]) == ("３０", "３０ 天")


def test_units_that_differ_are_other_quantities() -> None:
    assert missing("20 MB", "20 GB") == quantities("20 MB")
    assert missing("20", "20 GB") == []
    assert missing("30 天", "三十日") == []
    assert (
        missing("一万二千五百人和 7 天", "12500 people") == quantities("一万二千五百人和 7 天")[1:]
    )


def test_plain_text_compares_word_by_word() -> None:
    assert plain("共三十天").split() == plain("共 30 日").split() == ["共", "30", "day"]


@pytest.mark.parametrize(
    "text",
    [f"1.{'7' * 5_000}.2", f"{'9' * 1_000_000}万", "1" + "亿" * 200_000, "一" + "亿" * 400_000],
)
def test_a_number_of_any_length_is_read(text: str) -> None:
    assert missing(text, text) == []


def test_parts_of_a_dotted_number_lose_their_leading_zeros() -> None:
    assert [q.value for q in quantities("2019.03.05")] == ["2019", "3", "5"]
