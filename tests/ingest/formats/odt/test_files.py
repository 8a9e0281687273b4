"""Charts of OpenDocument files, which are files of their own."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from ingest.loading.loaders import load
from tests.ingest.formats.odt.test_odt import ODF

SPACES = (
    f"{ODF} xmlns:chart='urn:oasis:names:tc:opendocument:xmlns:chart:1.0'"
    " xmlns:xlink='http://www.w3.org/1999/xlink'"
)
CELL = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
ROW = f"<table:table-row>{CELL}{CELL}</table:table-row>"
CHART = (
    "<office:body><office:chart><chart:chart><chart:title><text:p>销量图</text:p></chart:title>"
    "<chart:subtitle><text:p>in tons</text:p></chart:subtitle><chart:plot-area><chart:axis>"
    "<chart:title><text:p>axis</text:p></chart:title></chart:axis></chart:plot-area>"
    f"<table:table>{ROW.format('', 'Sales')}{ROW.format('May', '1.5')}</table:table>"
    "</chart:chart></office:chart></office:body>"
)
TOLD = "销量图\n\nin tons\n\n|  | Sales |\n| --- | --- |\n| May | 1.5 |"
REFERENCE = (
    "<draw:frame><draw:object xlink:href='./Object 1'/>"
    "<draw:image xlink:href='./ObjectReplacements/Object 1'/></draw:frame>"
)


def document(folder: Path, name: str, body: str, chart: str = CHART) -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "content.xml",
            f"<office:document-content{SPACES}><office:body>{body}</office:body>"
            "</office:document-content>",
        )
        archive.writestr(
            "Object 1/content.xml",
            f"<office:document-content{SPACES}>{chart}</office:document-content>",
        )
    return path


def test_a_chart_of_a_text_is_told_below_its_paragraph(tmp_path: Path) -> None:
    body = (
        f"<office:text><text:p>See {REFERENCE}here.</text:p><text:p>After.</text:p></office:text>"
    )
    path = document(tmp_path, "a.odt", body)
    assert load(path).text == f"See here.\n\n{TOLD}\n\nAfter."


def test_a_chart_on_a_slide_is_told(tmp_path: Path) -> None:
    notes = (
        "<presentation:notes><draw:frame presentation:class='page-number'><draw:text-box><text:p>"
        "<text:page-number>&lt;number&gt;</text:page-number></text:p></draw:text-box></draw:frame>"
        "</presentation:notes>"
    )
    page = f"<draw:page>{REFERENCE}{notes}</draw:page>"
    path = document(tmp_path, "a.odp", f"<office:presentation>{page}</office:presentation>")
    assert load(path).text == TOLD


def test_a_chart_on_a_sheet_says_what_stands_in_cells(tmp_path: Path) -> None:
    cell = f"<table:table-cell><text:p>May</text:p>{REFERENCE}</table:table-cell>"
    sheet = f"<table:table><table:table-row>{cell}</table:table-row></table:table>"
    path = document(tmp_path, "a.ods", f"<office:spreadsheet>{sheet}</office:spreadsheet>")
    assert "Sales" not in load(path).text


def test_a_chart_within_one_file_of_xml_is_told(tmp_path: Path) -> None:
    inner = f"<draw:frame><draw:object><office:document>{CHART}</office:document></draw:object>"
    body = f"<office:text><text:p>See {inner}</draw:frame>here.</text:p></office:text>"
    (tmp_path / "a.fodt").write_text(
        f"<office:document{SPACES}><office:body>{body}</office:body></office:document>", "utf-8"
    )
    assert load(tmp_path / "a.fodt").text == f"See here.\n\n{TOLD}"


@pytest.mark.parametrize("chart", ["", "<office:body><office:text/></office:body>"])
def test_an_object_of_another_kind_says_nothing(tmp_path: Path, chart: str) -> None:
    body = f"<office:text><text:p>See {REFERENCE}here.</text:p></office:text>"
    assert load(document(tmp_path, "a.odt", body, chart)).text == "See here."


def test_how_a_character_is_said_does_not_cut_the_word(tmp_path: Path) -> None:
    said = "<text:ruby-base>汉</text:ruby-base><text:ruby-text>hàn</text:ruby-text>"
    paragraph = f"<text:p><text:ruby>{said}</text:ruby>字</text:p>"
    path = document(tmp_path, "a.odt", f"<office:text>{paragraph}</office:text>")
    assert load(path).text == "汉字"
