from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.layout import Box, is_vertical, lines_of


def line(x: float, y: float, text: str, width: float = 200) -> Box:
    return Box(x, y, x + width, y + 10, text)


def column(x: float, name: str, lines: int = 6, first: int = 0) -> list[Box]:
    return [line(x, 100 + 14 * n, f"{name}{n}") for n in range(first, first + lines)]


def test_a_single_column_is_read_downwards() -> None:
    assert lines_of([line(0, 30, "b"), line(0, 0, "a"), line(0, 60, "c")]) == ["a", "b", "c"]


def test_pieces_of_one_line_are_joined() -> None:
    row = [Box(50, 1, 90, 11, "world"), Box(0, 0, 40, 10, "hello"), Box(150, 0, 170, 10, "2")]
    assert lines_of(row) == ["hello world  2"]
    assert lines_of([Box(0, 0, 20, 10, "中文"), Box(22, 0, 42, 10, "句子")]) == ["中文句子"]


def test_columns_are_read_one_after_the_other() -> None:
    left, right = column(0, "l"), column(220, "r")
    mixed = [box for pair in zip(left, right, strict=True) for box in pair]
    title, foot = Box(120, 50, 300, 60, "Title"), Box(205, 300, 225, 310, "7")
    assert lines_of([foot, *mixed, title]) == [
        "Title",
        *(f"l{n}" for n in range(6)),
        *(f"r{n}" for n in range(6)),
        "7",
    ]


def test_a_line_across_both_columns_parts_what_is_above_and_below() -> None:
    above = [*column(0, "a", 2), *column(220, "b", 2)]
    below = [*column(0, "c", 4, 4), *column(220, "d", 4, 4)]
    across = Box(50, 130, 350, 140, "Part two")
    assert lines_of([*below, across, *above]) == [
        *("a0", "a1", "b0", "b1", "Part two"),
        *(f"c{n}" for n in range(4, 8)),
        *(f"d{n}" for n in range(4, 8)),
    ]


def test_three_columns() -> None:
    boxes = [*column(440, "c"), *column(220, "b"), *column(0, "a")]
    assert lines_of(boxes) == [f"{name}{n}" for name in "abc" for n in range(6)]


def test_the_cells_of_a_table_stay_in_their_rows() -> None:
    words = ["a", "bb", "a long one", "c", "dd", "e"]
    names = [line(0, 14 * n, w, 20 * len(w)) for n, w in enumerate(words)]
    values = [line(300, 14 * n, str(n), 10) for n in range(6)]
    wide = line(300, 100, "total of all", 150)
    assert lines_of([*names, *values, wide])[:2] == ["a  0", "bb  1"]


def test_vertical_writing_is_read_from_right_to_left() -> None:
    boxes = [Box(60, 0, 70, 90, "三列目"), Box(100, 0, 110, 90, "一列目")]
    boxes.append(Box(80, 0, 90, 90, "二列目"))
    assert is_vertical(boxes)
    assert lines_of(boxes) == ["一列目", "二列目", "三列目"]


def test_single_tall_letters_make_no_vertical_page() -> None:
    assert not is_vertical([Box(0, 0, 4, 10, "I"), line(10, 0, "am a line")])


@pytest.mark.parametrize("boxes", [[], [line(0, 0, " ")]])
def test_nothing_gives_no_lines(boxes: list[Box]) -> None:
    assert lines_of(boxes) == []


@given(
    st.lists(
        st.tuples(
            st.integers(0, 500), st.integers(0, 500), st.integers(1, 300), st.integers(1, 300)
        ),
        max_size=30,
    )
)
def test_nothing_is_lost_wherever_it_stands(places: list[tuple[int, int, int, int]]) -> None:
    boxes = [Box(x, y, x + w, y + h, f"w{n}w") for n, (x, y, w, h) in enumerate(places)]
    assert sorted(" ".join(lines_of(boxes)).split()) == sorted(box.text for box in boxes)
