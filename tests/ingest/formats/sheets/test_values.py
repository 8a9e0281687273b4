from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest
import xlsxwriter  # type: ignore[import-untyped]  # of python-pptx

from ingest.formats.sheets.sheets import load_xlsx
from ingest.formats.sheets.values import shown
from tests.ingest.formats.sheets.test_sheets import rewritten


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (None, None, ""),
        (True, "0", "TRUE"),
        (datetime.timedelta(hours=30), "[h]:mm", "30:00"),
        (datetime.time(9, 5), "hh:mm", "09:05"),
        (datetime.datetime(2024, 3, 5), "yyyy-mm", "2024-03"),
        (1234.5, "#,##0.00", "1,234.50"),
        (0.1 + 0.2, None, "0.3"),
    ],
)
def test_values_are_shown_about_as_excel_shows_them(
    value: Any, form: str | None, text: str
) -> None:
    assert shown(value, form) == text


def test_dates_in_formats_that_chinese_excel_names_by_number_alone(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["合同", "签订"], ["A-1", 45356], ["A-2", 0.5], ["A-3", 45356]):
        book.active.append(row)
    book.active["B2"].number_format = "mm-dd-yy"
    book.active["B3"].number_format = "h:mm"
    book.save(tmp_path / "a.xlsx")
    rewritten(tmp_path / "a.xlsx", "xl/styles.xml", 'numFmtId="14"', 'numFmtId="31"')
    path = rewritten(tmp_path / "a.xlsx", "xl/styles.xml", 'numFmtId="20"', 'numFmtId="32"')
    assert load_xlsx(path).text.split("\n")[4:] == [
        "| A-1 | 2024-03-05 |",
        "| A-2 | 12:00:00 |",
        "| A-3 | 45356 |",
    ]


def test_times_whose_zeros_are_left_out_are_told_as_times(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["Who", "Began", "Worked"], ["Ann", 0.25, 1.5], ["Bob", 0.5, 0.75]):
        book.active.append(row)
    for number in (2, 3):
        book.active.cell(number, 2).number_format = '[=0]"";h:mm'
        book.active.cell(number, 3).number_format = '[=0]"";[h]:mm'
    book.save(tmp_path / "a.xlsx")
    assert load_xlsx(tmp_path / "a.xlsx").text.split("\n")[4:] == [
        "| Ann | 06:00 | 36:00 |",
        "| Bob | 12:00 | 18:00 |",
    ]


def test_raised_digits_and_escapes_in_texts_are_told_for_what_they_are(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:  # as Excel does, with shared texts
        sheet, up = book.add_worksheet(), book.add_format({"font_script": 1})
        sheet.write_row(0, 0, ["Year"])
        sheet.write_rich_string(0, 1, "Area in km", up, "2", " ")
        sheet.write_rich_string(1, 0, "In ", "2019", up, "1")
        sheet.write_row(1, 1, [5])
        sheet.write_row(2, 0, ["one_x000D_two", 6])
    assert load_xlsx(tmp_path / "a.xlsx").text.split("\n")[2:] == [
        "| Year | Area in km² |",
        "| --- | --- |",
        "| In 2019[^1] | 5 |",
        "| one two | 6 |",
    ]


def test_a_currency_that_a_file_does_not_name_is_not_told(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        for column, form in enumerate((44, 5, "[$€-407]0.00")):
            sheet.write(0, column, f"{column}. price")
            sheet.write(1, column, 5, book.add_format({"num_format": form}))
    assert load_xlsx(tmp_path / "a.xlsx").text.endswith("| 5 | 5 | €5.00 |")


def test_a_weekday_in_chinese_is_no_number(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["值班", "星期"])
        sheet.write_row(1, 0, ["李伟", 45356], book.add_format({"num_format": "[$-804]aaaa;@"}))
    assert load_xlsx(tmp_path / "a.xlsx").text.endswith("| 李伟 | 2024-03-05 星期二 |")
