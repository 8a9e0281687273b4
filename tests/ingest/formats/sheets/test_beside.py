"""Tables beside one another on a sheet are told apart; an empty column within one parts nothing."""

from __future__ import annotations

from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pytest

from ingest.formats.sheets.beside import side_by_side
from ingest.formats.sheets.parts import Row
from ingest.loading.loaders import load


def rows(*lines: str) -> list[Row]:
    return [(n, line.split("|")) for n, line in enumerate(lines, 1) if line]


def told(table: list[Row]) -> list[str]:
    return [
        " / ".join(f"{n} {'|'.join(filter(None, cells))}" for n, cells in part)
        for part in side_by_side(table)
    ]


def test_a_shorter_table_with_names_of_its_own_is_one() -> None:
    table = rows("Name|Age||City|Land", "Ann|30||Ulm|D", "Bob|40||Lyon|F", "Eve|50")
    assert told(table) == [
        "1 Name|Age / 2 Ann|30 / 3 Bob|40 / 4 Eve|50",
        "1 City|Land / 2 Ulm|D / 3 Lyon|F",
    ]


def test_sums_beside_a_table_are_no_part_of_its_rows() -> None:
    table = rows("Item|Price", "Lamp|3||Net|3", "Desk|9||Tax|9", "Pen|1")
    assert told(table)[1] == "2 Net|3 / 3 Tax|9"


def test_there_may_be_three() -> None:
    table = rows("a|b||c|d||e|f", "x|1||y|2||z|3", "x|1||y|2", "x|1")
    assert [part.count("/") for part in told(table)] == [3, 2, 1]


@pytest.mark.parametrize(
    "table",
    [
        rows("Name|Age||City|Land", "Ann|30||Ulm|D", "Bob|40||Lyon|F"),  # as long
        rows("Item|2022||2023|2024", "Lamp|3||4|5", "Sum|3"),  # names for the rows of the first
        rows("Item|Price||Note", "Lamp|3||old", "Desk|9||", "Pen|1"),  # one column
        rows("Name|Age|City|Land", "Ann|30|Ulm|D", "Bob|40"),
        [],
    ],
)
def test_other_empty_columns_part_nothing(table: list[Row]) -> None:
    assert side_by_side(table) == [table]


def test_the_marks_of_each_name_its_own_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in ("Name|Age||City|Land", "Ann|x||Ulm|D", "Bob|y||Lyon|F", "Eve|z"):
        book.active.append(line.split("|"))
    book.save(tmp_path / "a.xlsx")
    parsed = load(tmp_path / "a.xlsx")
    assert [h.title for h in parsed.headings[1:]] == ["rows 1-4", "rows 1-3"]
    assert parsed.text.endswith(
        "| Eve | z |\n\n| City | Land |\n| --- | --- |\n| Ulm | D |\n| Lyon | F |"
    )
