"""Remarks on places of OpenDocument texts, sheets and slides."""

from __future__ import annotations

from pathlib import Path

from ingest.formats.odt.odt import load_odp, load_ods, load_odt
from tests.ingest.formats.odt.test_odt import odt


def remark(text: str, author: str = "") -> str:
    name = f"<dc:creator xmlns:dc='http://purl.org/dc/elements/1.1/'>{author}</dc:creator>"
    return (
        f"<office:annotation>{name if author else ''}<text:p>{text}</text:p></office:annotation>"
        "<office:annotation-end/>"
    )


def test_remarks_are_told_below_the_paragraph_or_table(tmp_path: Path) -> None:
    box = f"<draw:frame><draw:text-box><text:p>box{remark('in it', 'Bob')}</text:p></draw:text-box>"
    cell = f"<table:table-cell><text:p>cell{remark('of it')}{box}</draw:frame></text:p>"
    path = odt(
        tmp_path,
        f"<office:text><text:p>The rent{remark('请 核对', '王五')}{remark(' ')} is due.</text:p>"
        f"<text:list><text:list-item><text:p>point{remark('a', 'A')}{remark('b', 'B')}</text:p>"
        "</text:list-item></text:list>"
        f"<table:table><table:table-row>{cell}</table:table-cell></table:table-row></table:table>"
        f"<text:p>{box}</draw:frame></text:p></office:text>",
    )
    assert load_odt(path).text == (
        "The rent is due.\n\nComment (批注), 王五: 请 核对\n\n- point\n\nComment (批注), A: a\n\n"
        "Comment (批注), B: b\n\ncell\nbox\n\nComment (批注), Bob: in it\n\n"
        "Comment (批注): of it\n\nbox\n\nComment (批注), Bob: in it"
    )


def test_remarks_on_cells_stand_beside_them(tmp_path: Path) -> None:
    cell = "<table:table-cell>{}<text:p>{}</text:p></table:table-cell>".format
    head = cell("", "城市") + "<table:table-cell table:number-columns-repeated='3'/>"
    path = odt(
        tmp_path,
        "<office:spreadsheet><table:table table:name='表'>"
        f"<table:table-row>{head}{cell(remark('in thousands', 'Anna'), '人口')}</table:table-row>"
        f"<table:table-row>{cell('', '甲')}<table:table-cell table:number-columns-repeated='3'/>"
        f"{cell(remark('Too low?', 'Bob') + remark('No.', 'Anna'), '7')}</table:table-row>"
        "</table:table></office:spreadsheet>",
    )
    assert load_ods(path).text == (
        "# 表\n\n| 城市 | 人口 |\n| --- | --- |\n"
        "| 甲 | 7 [Comment (批注), Bob: Too low?; Comment (批注), Anna: No.] |\n\n"
        "人口 [Comment (批注), Anna: in thousands]"
    )


def test_remarks_on_slides_are_told_on_them(tmp_path: Path) -> None:
    frame = "<draw:frame><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>".format
    path = odt(
        tmp_path,
        f"<office:presentation><draw:page>{frame('one')}{remark('Shorter?', 'Anna')}</draw:page>"
        f"<draw:page>{frame('two')}</draw:page></office:presentation>",
    )
    parsed = load_odp(path)
    assert parsed.text == "one\n\nComment (批注), Anna: Shorter?\n\ntwo"
    assert [page.number for page in parsed.pages] == [1, 2]
