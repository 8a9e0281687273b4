from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.pages.layout import Box, is_vertical, lines_of, runs


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


# --- short cuts ---------------------------------------------------------------------------------

SIDE = st.integers(0, 7).map(lambda n: n * 2.5)


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    left, top = draw(SIDE), draw(SIDE)
    return Box(left, top, left + draw(SIDE) + 0.5, top + draw(SIDE) / 4, "")


def follows(last: Box, box: Box) -> bool:
    middle, thick = (box.top + box.bottom) / 2, max(last.height, box.height, 1.0)
    beside = last.top < middle < last.bottom or box.top < (last.top + last.bottom) / 2 < box.bottom
    return beside and -0.5 < (box.left - last.right) / thick < 0.9


@given(st.lists(boxes(), max_size=12))
def test_runs_are_of_pieces_each_of_which_follows_what_is_before(pieces: list[Box]) -> None:
    found: list[Box] = []
    for box in pieces:
        if found and follows(found[-1], box):
            last = found.pop()
            box = Box(
                min(last.left, box.left),
                min(last.top, box.top),
                max(last.right, box.right),
                max(last.bottom, box.bottom),
                "",
            )
        found.append(box)
    assert runs(pieces) == found


def test_a_thin_character_is_no_end_of_a_run() -> None:
    pieces = [
        Box(120.7, 78.9, 124.5, 81.9, "*"),
        Box(126.7, 78.8, 140.5, 87.9, "XG"),
        Box(141.9, 84.0, 145.0, 84.8, "-"),
        Box(146.0, 79.0, 171.6, 87.9, "2000"),
    ]
    assert runs(pieces) == [Box(120.7, 78.8, 171.6, 87.9, "")]


@given(st.lists(boxes(), min_size=1, max_size=6))
def test_text_is_vertical_when_most_of_its_letters_stand_in_tall_lines(pieces: list[Box]) -> None:
    letters = [max(b.width, b.height) / max(min(b.width, b.height), 0.1) for b in pieces]
    usual = sorted(min(b.width, b.height) for b in pieces)[3 * len(pieces) // 4]
    tall = [
        n
        for n, b in zip(letters, pieces, strict=True)
        if b.height > 1.5 * b.width and b.height >= 3 * usual
    ]
    assert is_vertical(pieces) == (2 * sum(tall) > sum(letters))


def test_letters_set_apart_make_no_vertical_page() -> None:
    widths = {"i": 1.5, "l": 1.5, "t": 3, "f": 3, "r": 3, "I": 1.5}
    letters = "Still I fill it until it fits, for little trifles are worth a little merit"
    pieces = [Box(9 * k, 0, 9 * k + widths.get(c, 6), 9, c) for k, c in enumerate(letters)]
    assert not is_vertical(pieces)
