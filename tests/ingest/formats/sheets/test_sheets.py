"""Excel workbooks: what is shown of cells, where tables begin, and what is refused."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest

from ingest.formats import blocks
from ingest.formats.sheets import parts as sheet_parts
from ingest.formats.sheets import sheets
from ingest.formats.sheets.sheets import load_xlsx
from ragqa.errors import DocumentError
from tests.ingest.devset import ROBUST
from tests.ingest.small_files import changed


def workbook(folder: Path, *pages: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(pages, 1):
        sheet = book.create_sheet(f"表{number}")
        for row in rows:
            sheet.append(row)
    path = folder / "a.xlsx"
    book.save(path)
    return path


def rewritten(path: Path, name: str, old: str, new: str) -> Path:
    """The archive with ``old`` replaced in one of its parts."""

    def replaced(part: bytes) -> bytes:
        assert old.encode() in part
        return part.replace(old.encode(), new.encode())

    path.write_bytes(changed(path.read_bytes(), name, replaced))
    return path


def test_each_sheet_is_a_heading_and_its_rows_have_their_numbers() -> None:
    parsed = load_xlsx(ROBUST / "other" / "stanley-cups.xlsx")
    assert parsed.text.startswith(
        "# Stanley Cups\n\nStanley Cups\n\n"
        "| Team | Location | Stanley Cups |\n| --- | --- | --- |\n| Blues | STL | 1 |"
    )
    assert [heading.title for heading in parsed.headings] == [
        *("Stanley Cups", "rows 1-5"),
        *("Stanley Cups Since 67", "rows 1-5"),
    ]


def test_cells_are_shown_as_excel_shows_them(tmp_path: Path) -> None:
    day = datetime.datetime(2024, 2, 29)
    path = workbook(
        tmp_path,
        [["k", "v"], [1.1 + 2.2, True], [day, day.replace(hour=8)], [7.0, "a\nb|c"], [0.125, None]],
    )
    book = openpyxl.load_workbook(path)
    book["表1"]["A5"].number_format = "0.0%"
    book.save(path)
    assert load_xlsx(path).text.split("\n")[4:] == [
        "| 3.3 | TRUE |",
        "| 2024-02-29 | 2024-02-29 08:00:00 |",
        "| 7 | a b\\|c |",
        "| 12.5% |",
    ]


def test_a_gap_parts_tables_only_where_a_header_follows(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        [
            [None, "城市", "人口"],
            [None, "甲", 1],
            [],
            [None, "乙", 2],
            [],
            [None, "备注"],
            [],
            [None, "Code", "Name"],
            [None, 7, "x"],
        ],
        [],
    )
    parsed = load_xlsx(path)
    assert parsed.text == (
        "# 表1\n\n| 城市 | 人口 |\n| --- | --- |\n| 甲 | 1 |\n| 乙 | 2 |\n\n备注\n\n"
        "| Code | Name |\n| --- | --- |\n| 7 | x |"
    )
    assert [h.title for h in parsed.headings] == ["表1", "rows 1-4", "row 6", "rows 8-9"]


def test_a_sheet_that_claims_a_million_rows_costs_nothing(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["a", "b"], [1, 2]])
    part = "xl/worksheets/sheet1.xml"
    rewritten(path, part, 'ref="A1:B2"', 'ref="A1:XFD1048576"')
    rewritten(path, part, '<row r="2"', '<row r="1048576"')
    rewritten(path, part, 'r="A2"', 'r="A1048576"')
    rewritten(path, part, 'r="B2"', 'r="B1048576"')
    assert load_xlsx(path).headings[1].title == "rows 1-1048576"


def test_a_row_number_that_no_sheet_has_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["a", "b"], [1, 2]])
    rewritten(path, "xl/worksheets/sheet1.xml", '<row r="2"', '<row r="99999999999"')
    with pytest.raises(DocumentError, match="is damaged"):
        load_xlsx(path)


def test_too_many_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path, [["a"], [1], [], [2]], [["a"], [1], [2]])
    monkeypatch.setattr(sheets, "MAX_ROWS", 3)
    assert load_xlsx(path).text.count("\n| ") == 8
    monkeypatch.setattr(sheets, "MAX_ROWS", 2)
    with pytest.raises(DocumentError, match="has more than 2 rows"):
        load_xlsx(path)


def test_too_many_characters_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_CHARACTERS", 100)
    with pytest.raises(DocumentError, match="million characters"):
        load_xlsx(workbook(tmp_path, [["a" * 60], ["b" * 60]]))


def test_entities_are_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["a"]])
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet'
    rewritten(path, "xl/worksheets/sheet1.xml", "<worksheet", bomb)
    with pytest.raises(DocumentError, match="declares XML entities"):
        load_xlsx(path)


def test_an_encrypted_workbook_is_refused() -> None:
    with pytest.raises(DocumentError, match="is protected by a password"):
        load_xlsx(ROBUST / "other" / "password_protected.xlsx")


def test_the_cells_of_all_sheets_count_towards_the_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "MAX_CHARACTERS", 100)
    with pytest.raises(DocumentError, match="million characters"):
        load_xlsx(workbook(tmp_path, [["a" * 60]], [["b" * 60]]))


def test_a_cell_that_spans_rows_is_told_in_each_of_them(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["area", "quarter", "sum"],
        ["east", 1, 5],
        [None, 2, 6],
        ["west", 1, 7],
        [None, None],
    ]
    path = workbook(tmp_path, rows, [["a", "b"], ["x" * 201, 1], [None, 2]])
    book = openpyxl.load_workbook(path)
    book["表1"].merge_cells("A2:A3")
    book["表1"].merge_cells("A4:C5")
    book["表2"].merge_cells("A2:A3")
    book.save(path)
    first, _, second = load_xlsx(path).text.partition("# 表2")
    assert "| east | 1 | 5 |\n| east | 2 | 6 |\n| west |\n" in first
    assert "|  | 2 |" in second  # a long text is told once


def test_formulas_without_a_stored_result_are_counted(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["a", "b"], [1, "=A2*2"], [2, "=A3*2"]])
    assert [remark.en for remark in load_xlsx(path).remarks] == [
        "2 formulas have no result stored and were left out; open the file in Excel or "
        "LibreOffice and save it."
    ]
    old = "<f>A2*2</f><v></v>" if b"<v></v>" in part_of(path) else "<f>A2*2</f><v />"
    path = rewritten(path, SHEET, old, "<f>A2*2</f><v>2</v>")
    [remark] = load_xlsx(path).remarks
    assert remark.en.startswith("1 formulas")


SHEET = "xl/worksheets/sheet1.xml"


def part_of(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read(SHEET)


def test_formulas_and_spans_are_found_across_the_blocks_of_a_large_sheet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet_parts, "_BLOCK", 64)
    rows: list[list[Any]] = [["a", "b"], *([n, f"=A{n}*2"] for n in range(2, 40))]
    path = workbook(tmp_path, rows)
    book = openpyxl.load_workbook(path)
    for n in range(41, 81, 2):
        book["表1"].merge_cells(f"C{n}:C{n + 1}")
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        spans, unanswered = sheet_parts.spans_and_unanswered(archive, SHEET)
        assert sheet_parts.spans_and_unanswered(archive, "missing") == ([], 0)
    assert unanswered == 38
    assert sorted(span.first for span in spans) == list(range(41, 81, 2))
