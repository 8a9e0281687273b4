"""Notes and threads of comments on the cells of Excel sheets."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest
from openpyxl.comments import Comment  # type: ignore[import-untyped]

from ingest.formats.sheets.sheets import load_xlsx
from tests.ingest.formats.sheets.test_sheets import SHEET, workbook

ROWS: list[list[Any]] = [["城市", "人口"], ["甲", 7], ["乙", 8]]
THREADS = "http://schemas.microsoft.com/office/2017/10/relationships"
THREADED = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"


def noted(folder: Path, notes: dict[str, tuple[str, str]]) -> Path:
    path = workbook(folder, ROWS)
    book = openpyxl.load_workbook(path)
    for cell, (text, author) in notes.items():
        book["表1"][cell].comment = Comment(text, author)
    book.save(path)
    return path


def threaded(path: Path, comments: str, people: str) -> Path:
    """The workbook with threads, as Excel writes them."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    relation = "<Relationship Id='{}' Type='{}' Target='{}'/></Relationships>".format
    sheet, book = "xl/worksheets/_rels/sheet1.xml.rels", "xl/_rels/workbook.xml.rels"
    empty = "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
    for name, kind, target in (
        (sheet, f"{THREADS}/threadedComment", "../threadedComments/threadedComment1.xml"),
        (book, f"{THREADS}/person", "persons/person.xml"),
    ):
        list_ = parts.get(name, f"{empty}</Relationships>")
        parts[name] = list_.replace("</Relationships>", relation("rIdT", kind, target))
    parts["xl/threadedComments/threadedComment1.xml"] = (
        f"<ThreadedComments xmlns='{THREADED}'>{comments}</ThreadedComments>"
    )
    parts["xl/persons/person.xml"] = f"<personList xmlns='{THREADED}'>{people}</personList>"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def test_a_note_stands_beside_its_cell(tmp_path: Path) -> None:
    notes = {"B2": ("王五:\n请核对", "王五"), "A3": ("Which?", "")}
    assert load_xlsx(noted(tmp_path, notes)).text == (
        "# 表1\n\n| 城市 | 人口 |\n| --- | --- |\n| 甲 | 7 [Comment (批注), 王五: 请核对] |\n"
        "| 乙 [Comment (批注): Which?] | 8 |"
    )


def test_notes_on_a_header_and_beside_the_table_come_below_it(tmp_path: Path) -> None:
    notes = {"B1": ("in thousands", "Anna"), "D3": ("A guess", "Bob"), "A9": ("Add more", "Bob")}
    assert load_xlsx(noted(tmp_path, notes)).text == (
        "# 表1\n\n| 城市 | 人口 |\n| --- | --- |\n| 甲 | 7 |\n| 乙 | 8 |\n\n"
        "人口 [Comment (批注), Anna: in thousands]\n\nComment (批注), Bob: A guess\n\n"
        "Comment (批注), Bob: Add more"
    )


def test_threads_are_told_by_name_and_once(tmp_path: Path) -> None:
    path = noted(tmp_path, {"B2": ("[Threaded comment] Your version…", "tc={1}")})
    comments = (
        "<threadedComment ref='B2' personId='{a}' id='{1}'><text>Too low?</text></threadedComment>"
        "<threadedComment ref='B2' personId='{b}' id='{2}' parentId='{1}'><text>Checked.</text>"
        "</threadedComment><threadedComment ref='nowhere' personId='{b}'><text>x</text>"
        "</threadedComment><threadedComment ref='A3'><text> </text></threadedComment>"
    )
    people = "<person displayName='Anna' id='{a}'/><person displayName='Bob' id='{b}'/>"
    assert load_xlsx(threaded(path, comments, people)).text.endswith(
        "| 甲 | 7 [Comment (批注), Anna: Too low?; Comment (批注), Bob: Checked.] |\n| 乙 | 8 |"
    )


def test_a_sheet_of_nothing_but_a_note_is_told(tmp_path: Path) -> None:
    path = workbook(tmp_path, [])
    book = openpyxl.load_workbook(path)
    book["表1"]["C3"].comment = Comment("To be filled in", "Anna")
    book.save(path)
    assert load_xlsx(path).text == "# 表1\n\nComment (批注), Anna: To be filled in"


@pytest.mark.parametrize("damage", ["<comments", "<comments xmlns='x'><comment ref='B2'/>"])
def test_damaged_notes_cost_no_cell(tmp_path: Path, damage: str) -> None:
    path = noted(tmp_path, {"B2": ("x", "Anna")})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    [name] = [name for name in parts if "comment" in name and name.endswith(".xml")]
    parts[name] = damage.encode()
    with zipfile.ZipFile(path, "w") as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
    assert SHEET in parts
    assert load_xlsx(path).text.endswith("| 甲 | 7 |\n| 乙 | 8 |")


def test_notes_that_are_named_twice_are_told_once(tmp_path: Path) -> None:
    path = noted(tmp_path, {"B2": ("x", "Anna")})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/_rels/sheet1.xml.rels"
    [relation] = re.findall(rb'<Relationship [^>]*"comments"[^>]*>', parts[name])
    again = relation.replace(b'"comments"', b'"again"')
    parts[name] = parts[name].replace(relation, relation + again)
    with zipfile.ZipFile(path, "w") as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
    assert load_xlsx(path).text.endswith("| 甲 | 7 [Comment (批注), Anna: x] |\n| 乙 | 8 |")
