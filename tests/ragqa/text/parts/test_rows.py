"""A row of a table is read with its header, wherever the header stands."""

from __future__ import annotations

import pytest

from ragqa.text.parts.rows import header_of, is_header, readable, readable_rows
from ragqa.types import Passage

TABLE = (
    "Words.\n\n| Name | 年龄 | Note |\n| --- | :-: | --- |\n| Ann | 30 | a \\| b |\n| Bob |  |  |"
)


def passage(text: str, *headings: str) -> Passage:
    return Passage(text, "d", 1, "a.md", None, None, "", headings, 100, 100 + len(text), 1.0)


def read(found: Passage, row: str) -> str:
    start = found.text.index(row)
    return readable(found, start, start + len(row))


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        ("| Ann | 30 | a \\| b |", "Name: Ann · 年龄：30 · Note: a | b"),
        ("| Bob |  |  |", "Name: Bob"),
        ("| Name | 年龄 | Note |", "Name · 年龄 · Note"),
        ("Words.", "Words."),
        ("| Ann | 30 |", "| Ann | 30 |"),  # a part of a row
    ],
)
def test_a_row_is_told_with_the_names_of_its_columns(row: str, shown: str) -> None:
    assert read(passage(TABLE), row) == shown


def test_a_passage_that_begins_within_a_table_has_its_header_as_heading() -> None:
    found = passage("| Ann | 30 |\n| Bob | 7 | more |\n\nText.\n\n| a | b |", "Staff", "Name | Age")
    assert read(found, "| Ann | 30 |") == "Name: Ann · Age: 30"
    assert read(found, "| Bob | 7 | more |") == "Name: Bob · Age: 7 · more"
    assert read(passage("| Ann | 30 |", "Staff"), "| Ann | 30 |") == "Ann · 30"


def test_a_second_table_has_its_own_header() -> None:
    found = passage(f"{TABLE}\n\n| City |\n| --- |\n| Ulm |", "Name | Age")
    assert read(found, "| Ulm |") == "City: Ulm"


def test_all_rows_of_a_passage_are_told_with_their_places() -> None:
    rows = readable_rows(passage(TABLE))
    start, end = rows["Name: Bob"]
    assert TABLE[start:end] == "| Bob |  |  |"
    assert len(rows) == 3


def test_only_several_columns_make_a_header() -> None:
    assert is_header("Name | Age", "| Ann | 30 |")
    assert not is_header("Staff", "| Ann | 30 |")
    assert not is_header("Name | Age", "Ann is 30.")


def test_a_piece_from_the_middle_of_a_table_has_its_header() -> None:
    assert header_of(("Staff", "Name | Age"), "| Ann | 30 |\n| Bob | 7 |") == "Name | Age"
    assert header_of(("Staff",), "| Ann | 30 |") == ""
    assert header_of(("Name | Age",), "Ann is 30.\n| Bob | 7 |") == ""
    assert header_of((), "| Ann | 30 |") == ""


def test_a_table_whose_first_row_is_numbers_has_no_header() -> None:
    found = passage(
        "| 1 | 2 |\n| --- | --- |\n| 3 | 4 |\n\n|  | 2023 |\n| --- | --- |\n| Sum | 5 |"
    )
    assert read(found, "| 3 | 4 |") == "3 · 4"
    assert read(found, "| Sum | 5 |") == "Sum · 2023: 5"
