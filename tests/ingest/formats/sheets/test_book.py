from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pytest

from ingest.loading.loaders import load
from tests.ingest.formats.sheets.test_sheets import rewritten, workbook


def shares(folder: Path) -> Path:
    book = openpyxl.Workbook()
    for row in (["Lamp", "Share", "Day"], ["Desk", 0.125, 45356]):
        book.active.append(row)
    book.active["B2"].number_format = '0.0"%"'
    book.active["C2"].number_format = "yyyy-mm-dd"
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<patternFill/>", "<other/>"),
        ("<fonts ", "<fonts odd='1' "),
        ('fontId="0"', 'fontId="x"'),
    ],
)
def test_styles_that_openpyxl_does_not_take_cost_no_format(
    tmp_path: Path, old: str, new: str
) -> None:
    path = shares(tmp_path)
    whole = load(path)
    assert whole.text.endswith("| Desk | 0.1% | 2024-03-05 |")
    assert load(rewritten(path, "xl/styles.xml", old, new)) == whole


def test_a_cell_may_name_a_style_that_is_not_there(tmp_path: Path) -> None:
    path = rewritten(shares(tmp_path), "xl/worksheets/sheet1.xml", 's="1"', 's="99"')
    assert load(path).text.endswith("| Desk | 0.125 | 2024-03-05 |")


def test_a_sheet_that_is_not_in_the_file_is_told(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["Lamp"], ["Desk"]], [["Room"], ["Hall"]])
    with zipfile.ZipFile(path) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    with zipfile.ZipFile(path, "w") as made:
        for name, data in parts.items():
            if not name.endswith("sheet1.xml"):
                made.writestr(name, data)
    [remark] = load(path).remarks
    assert remark.en == "1 sheet is missing from the file: 表1."
    assert remark.zh == "文件中缺少 1 个工作表：表1。"
