from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.formats.odt.odt import load_odp, load_ods, load_odt
from ingest.loading.loaders import load
from ingest.parsed import Parsed
from ragqa.errors import DocumentError
from tests.ingest.devset import DOCS

ODF = " xmlns:draw='urn:oasis:names:tc:opendocument:xmlns:drawing:1.0'" + "".join(
    f" xmlns:{name}='urn:oasis:names:tc:opendocument:xmlns:{name}:1.0'"
    for name in ("office", "text", "table", "manifest", "presentation")
)


def odt(folder: Path, body: str, manifest: str = "<x/>") -> Path:
    path = folder / "a.odt"
    content = (
        f"<office:document-content{ODF}><office:body>{body}</office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return path


def test_opendocument_blocks_come_in_order(tmp_path: Path) -> None:
    path = odt(
        tmp_path,
        "<office:text><text:h text:outline-level='2'>Head</text:h>"
        "<text:section><text:p>a<text:s text:c='2'/>b\n  c<text:line-break/>d"
        "<office:annotation><text:p>remark</text:p></office:annotation></text:p></text:section>"
        "<text:list><text:list-item><text:p>one</text:p><text:list><text:list-item><text:p>in</text:p>"
        "</text:list-item></text:list></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell table:number-columns-repeated='2'>"
        "<text:p>x</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell>"
        "<text:p>1</text:p><text:p>2</text:p></table:table-cell></table:table-row></table:table>"
        "<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes></office:text>",
    )
    assert load_odt(path).text == (
        "## Head\n\na  b c\nd\n\nComment (批注): remark\n\n"
        "- one\n  - in\n\n| x | x |\n| --- | --- |\n| 1 2 |"
    )


def test_running_heads_come_once_at_the_end_and_raised_digits_are_told(tmp_path: Path) -> None:
    def master(inside: str) -> str:
        return f"<style:master-page>{inside}</style:master-page>"

    up = (
        "<style:style style:family='text' style:name='%s'><style:text-properties %s/></style:style>"
    )
    content = (
        "<office:automatic-styles>"
        + up % ("T1", "style:text-position='super 58%'")
        + up % ("T2", "style:text-position='sub 58%'")
        + "</office:automatic-styles><office:body><office:text><text:p>In 2019<text:span"
        " text:style-name='T1'>1</text:span> H<text:span text:style-name='T2'>2</text:span>O"
        "</text:p></office:text></office:body>"
    )
    styles = (
        master(
            "<style:header><text:p>Staff handbook</text:p></style:header><style:footer><text:p>"
            "<text:page-number>3</text:page-number></text:p></style:footer><style:header-left"
            " style:display='false'><text:p>unused</text:p></style:header-left>"
        )
        + master("<style:header><text:p>Draft 7</text:p></style:header>")
        + master("<style:header><text:p>Staff handbook</text:p></style:header>")
    )
    space = f"{ODF} xmlns:style='urn:oasis:names:tc:opendocument:xmlns:style:1.0'"
    with zipfile.ZipFile(tmp_path / "a.odt", "w") as archive:
        archive.writestr(
            "content.xml", f"<office:document-content{space}>{content}</office:document-content>"
        )
        archive.writestr(
            "styles.xml", f"<office:document-styles{space}>{styles}</office:document-styles>"
        )
    parsed = load_odt(tmp_path / "a.odt")
    assert parsed.text == "In 2019[^1] H2O\n\nStaff handbook\n\nDraft 7"
    assert [h.title for h in parsed.headings] == ["header, footer"]


def test_an_encrypted_opendocument_is_refused(tmp_path: Path) -> None:
    manifest = f"<manifest:manifest{ODF}><manifest:encryption-data/></manifest:manifest>"
    with pytest.raises(DocumentError, match="is encrypted"):
        load_odt(odt(tmp_path, "<office:text/>", manifest))


def test_an_opendocument_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="is damaged"):
        load_odt(odt(tmp_path, "<office:spreadsheet/>"))


def test_a_guide_is_complete() -> None:
    def tokens(text: str) -> Counter[str]:
        return Counter(re.findall(r"[A-Za-z0-9]+|[\u4e00-\u9fff]", text))

    parsed = load_odt(DOCS / "debmake-doc.zh-cn.odt")
    wanted = tokens((DOCS / "debmake-doc.zh-cn.txt").read_text("utf-8"))
    assert (wanted & tokens(parsed.text)).total() / wanted.total() > 0.99
    assert len(parsed.headings) == 269
    assert parsed.title == "Debian 维护者指南"


def test_sheets_have_names_and_row_numbers(tmp_path: Path) -> None:
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>".format
    blank = "<table:table-cell table:number-columns-repeated='1024'/>"
    path = odt(
        tmp_path,
        "<office:spreadsheet><table:table table:name='表一'>"
        f"<table:table-row>{cell('城市')}{cell('人口')}{blank}</table:table-row>"
        f"<table:table-row table:number-rows-repeated='2'>{cell('甲')}{cell('7')}</table:table-row>"
        f"<table:table-row table:number-rows-repeated='1048000'>{blank}</table:table-row>"
        f"<table:table-row>{cell('乙')}{cell('8')}</table:table-row>"
        "</table:table></office:spreadsheet>",
    )
    parsed = load_ods(path)
    assert parsed.text == (
        "# 表一\n\n| 城市 | 人口 |\n| --- | --- |\n| 甲 | 7 |\n| 甲 | 7 |\n| 乙 | 8 |"
    )
    assert parsed.headings[1].title == "rows 1-1048004"


@pytest.mark.parametrize("kind", ["text", "spreadsheet"])
def test_a_cell_that_spans_rows_is_told_in_each_of_them(tmp_path: Path, kind: str) -> None:
    cell = "<table:table-cell{}><text:p>{}</text:p></table:table-cell>".format
    covered = "<table:covered-table-cell/>"
    rows = (
        cell(" table:number-columns-spanned='2'", "地点") + covered + cell("", "人口"),
        cell(" table:number-rows-spanned='3'", "甲省") + cell("", "乙市") + cell("", "7"),
        covered + cell("", "丙市") + cell(" table:number-rows-spanned='2'", "8"),
        covered + cell("", "丁市") + covered,
        cell("", "戊省") + cell("", "己市") + cell("", "9"),
    )
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    path = odt(tmp_path, f"<office:{kind}><table:table>{body}</table:table></office:{kind}>")
    assert (load_odt if kind == "text" else load_ods)(path).text == (
        "| 地点 |  | 人口 |\n| --- | --- | --- |\n| 甲省 | 乙市 | 7 |\n| 甲省 | 丙市 | 8 |\n"
        "| 甲省 | 丁市 | 8 |\n| 戊省 | 己市 | 9 |"
    )


def test_a_row_repeated_without_end_is_refused(tmp_path: Path) -> None:
    cell = "<table:table-cell><text:p>x</text:p>"
    row = f"<table:table-row table:number-rows-repeated='99999999'>{cell}"
    body = (
        f"<office:spreadsheet><table:table>{row}</table:table-cell></table:table-row></table:table>"
    )
    with pytest.raises(DocumentError, match="rows; split it"):
        load_ods(odt(tmp_path, f"{body}</office:spreadsheet>"))


def test_slides_are_pages(tmp_path: Path) -> None:
    frame = "<draw:frame{}><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>".format
    path = odt(
        tmp_path,
        "<office:presentation><draw:page>"
        f"{frame('', 'body')}{frame(' presentation:class=' + repr('title'), '标题')}"
        "</draw:page><draw:page/><draw:page>"
        f"{frame('', 'last')}<presentation:notes>{frame('', 'a note')}</presentation:notes>"
        "</draw:page></office:presentation>",
    )
    parsed = load_odp(path)
    assert parsed.text == "# 标题\n\nbody\n\nlast\n\nNotes: a note"
    assert [page.number for page in parsed.pages] == [1, 3]
    assert parsed.pages_without_text == (2,)
    named = [(parsed.text[heading.start :][:4], heading.title) for heading in parsed.headings]
    assert named[-1] == ("last", "")  # it is not under the title of the first


def test_a_drawing_is_read_page_by_page(tmp_path: Path) -> None:
    shape = "<draw:g><draw:custom-shape><text:p>{}</text:p></draw:custom-shape></draw:g>".format
    pages = "".join(f"<draw:page>{shape(text)}</draw:page>" for text in ("plan", "cellar"))
    path = odt(tmp_path, f"<office:drawing>{pages}</office:drawing>")
    parsed = load(path.rename(tmp_path / "a.odg"))
    assert parsed.text == "plan\n\ncellar"
    assert [page.number for page in parsed.pages] == [1, 2]


@pytest.mark.parametrize("loader", [load_odt, load_ods, load_odp])
@pytest.mark.parametrize(
    "declared",
    ['<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">', '<!ENTITY a SYSTEM "file:///etc/passwd">'],
)
def test_entities_are_refused(
    tmp_path: Path, loader: Callable[[Path], Parsed], declared: str
) -> None:
    path = tmp_path / "a.odt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", f"<!DOCTYPE x [{declared}]><x>&a;</x>")
    with pytest.raises(DocumentError, match="declares XML entities"):
        loader(path)


BOX = "<draw:frame><draw:text-box><text:p>Never open under load.</text:p></draw:text-box>"
NOTE = (
    "<text:note><text:note-citation>1</text:note-citation><text:note-body>"
    "<text:p>Since 2019.</text:p></text:note-body></text:note>"
)


def test_notes_and_text_boxes_come_below_the_paragraph_they_hang_on(tmp_path: Path) -> None:
    paragraph = f"<text:p>Stop{NOTE} the machine {BOX}</draw:frame>first.</text:p>"
    table = (
        f"<table:table><table:table-row><table:table-cell>{paragraph}</table:table-cell>"
        "</table:table-row></table:table>"
    )
    path = odt(tmp_path, f"<office:text>{paragraph}{table}</office:text>")
    assert load_odt(path).text == (
        "Stop the machine first.\n\nSince 2019.\n\nNever open under load.\n\n"
        "Stop the machine first.\nSince 2019.\nNever open under load."
    )


def test_a_formula_stands_in_its_sentence(tmp_path: Path) -> None:
    frame = (
        "<draw:frame><draw:object xlink:href='./Object 1'"
        " xmlns:xlink='http://www.w3.org/1999/xlink'/></draw:frame>"
    )
    path = odt(tmp_path, f"<office:text><text:p>With {frame} it is.</text:p></office:text>")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(
            "Object 1/content.xml",
            "<math xmlns='http://www.w3.org/1998/Math/MathML'><mi>E</mi><mo>=</mo><mi>m</mi></math>",
        )
    assert load_odt(path).text == "With E=m it is."


FLAT = f"{ODF} xmlns:style='urn:oasis:names:tc:opendocument:xmlns:style:1.0'"
DC = "xmlns:dc='http://purl.org/dc/elements/1.1/'"


def flat(folder: Path, ending: str, body: str, before: str = "", root: str = "document") -> Parsed:
    path = folder / f"a.{ending}"
    path.write_text(
        f"<?xml version='1.0' encoding='UTF-8'?>\n<office:{root}{FLAT} {DC}>"
        f"<office:meta><dc:title>手册</dc:title></office:meta>{before}"
        f"<office:body>{body}</office:body></office:{root}>",
        "utf-8",
    )
    return load(path)


def test_a_flat_text_is_read_as_a_packed_one(tmp_path: Path) -> None:
    before = (
        "<office:automatic-styles><style:style style:family='text' style:name='U'>"
        "<style:text-properties style:text-position='super 58%'/></style:style>"
        "<style:style style:family='text' style:name='H'>"
        "<style:text-properties text:display='none'/></style:style></office:automatic-styles>"
        "<office:master-styles><style:master-page><style:header><text:p>Running head</text:p>"
        "</style:header></style:master-page></office:master-styles>"
    )
    body = (
        "<office:text><text:h text:outline-level='1'>One</text:h>"
        "<text:p>In 2019<text:span text:style-name='U'>1</text:span>."
        "<text:span text:style-name='H'>hidden</text:span></text:p>"
        "<text:p><draw:frame><draw:object><math xmlns='http://www.w3.org/1998/Math/MathML'>"
        "<mi>x</mi></math></draw:object></draw:frame></text:p></office:text>"
    )
    parsed = flat(tmp_path, "fodt", body, before)
    assert parsed.text == "# One\n\nIn 2019[^1].\n\nx\n\nRunning head"
    assert parsed.title == "手册"


def test_flat_sheets_slides_and_drawings_are_read(tmp_path: Path) -> None:
    cells = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    row = f"<table:table-row>{cells.format('a')}{cells.format('b')}</table:table-row>"
    sheet = f"<office:spreadsheet><table:table table:name='S'>{row * 2}</table:table>"
    assert flat(tmp_path, "fods", f"{sheet}</office:spreadsheet>").text == (
        "# S\n\n| a | b |\n| --- | --- |\n| a | b |"
    )
    page = "<draw:page><draw:frame><draw:text-box><text:p>t</text:p></draw:text-box></draw:frame>"
    for ending, kind in (("fodp", "presentation"), ("fodg", "drawing")):
        parsed = flat(tmp_path, ending, f"<office:{kind}>{page}</draw:page></office:{kind}>")
        assert (parsed.text, len(parsed.pages)) == ("t", 1)


@pytest.mark.parametrize(
    ("body", "root"),
    [("<office:spreadsheet/>", "document"), ("<office:text/>", "document-content"), ("<x", "x")],
)
def test_what_is_no_flat_document_of_its_kind_is_refused(
    tmp_path: Path, body: str, root: str
) -> None:
    with pytest.raises(DocumentError, match=r"^a\.fodt is damaged"):
        flat(tmp_path, "fodt", body, root=root)
