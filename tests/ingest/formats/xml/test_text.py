"""XML of any kind, chosen by what it holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.loading.loaders import load
from ingest.parsed import Parsed
from ragqa.errors import DocumentError

SHEETS = "urn:schemas-microsoft-com:office:spreadsheet"


def read(folder: Path, source: str | bytes, name: str = "a.xml") -> Parsed:
    path = folder / name
    path.write_bytes(source if isinstance(source, bytes) else source.encode())
    return load(path)


def test_a_text_and_data_are_told_apart(tmp_path: Path) -> None:
    assert read(tmp_path, "<a><title>T</title><para>P.</para><b>c</b></a>").text == "# T\n\nP.\n\nc"
    parsed = read(tmp_path, "<a><title>T</title><b>c</b></a>")
    assert (parsed.text, parsed.title) == ("# T\n\nb: c", "T")


@pytest.mark.parametrize("encoding", ["gbk", "big5", "utf-16", "utf-8"])
def test_the_encoding_that_it_declares_counts(tmp_path: Path, encoding: str) -> None:
    source = f"<?xml version='1.0' encoding='{encoding}'?>\n<人><姓名>王小明</姓名></人>"
    assert read(tmp_path, source.encode(encoding)).text == "姓名: 王小明"


def test_a_page_is_read_as_one(tmp_path: Path) -> None:
    page = "<html xmlns='http://www.w3.org/1999/xhtml'><body><h1>H</h1><script>x</script></body></html>"
    assert read(tmp_path, f"<?xml version='1.0'?>{page}").text == "# H"


def test_sheets_that_excel_saves_as_xml_are_tables(tmp_path: Path) -> None:
    cell = "<Cell><Data ss:Type='String'>{}</Data></Cell>"
    row = f"<Row>{cell.format('a')}{cell.format('b')}</Row>"
    source = (
        f"<?mso-application progid='Excel.Sheet'?><Workbook xmlns='{SHEETS}' xmlns:ss='{SHEETS}'>"
        "<Styles><Style ss:ID='s1'/></Styles><Worksheet ss:Name='价格'><Table>"
        f"<Column ss:Width='9'/>{row * 2}</Table></Worksheet></Workbook>"
    )
    parsed = read(tmp_path, source)
    assert parsed.text == "# 价格\n\n| a | b |\n| --- | --- |\n| a | b |"


def test_of_what_word_saves_as_xml_the_body_is_read(tmp_path: Path) -> None:
    source = (
        "<w:wordDocument xmlns:w='w' xmlns:o='o'><o:DocumentProperties><o:Pages>9</o:Pages>"
        "</o:DocumentProperties><w:body><w:p><w:r><w:t>One </w:t></w:r><w:r><w:t>two</w:t></w:r>"
        "</w:p><w:tbl><w:tr><w:tc><w:p/></w:tc><w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc>"
        "</w:tr></w:tbl></w:body></w:wordDocument>"
    )
    assert read(tmp_path, source).text == "One two\n\nx"


def test_what_a_dtd_elsewhere_says_is_not_fetched_but_known(tmp_path: Path) -> None:
    head = "<!DOCTYPE article PUBLIC '-//x' 'http://127.0.0.1:9/x.dtd'>"
    assert read(tmp_path, f"{head}<a><p>R&eacute;sum&eacute;&unknown;.</p></a>").text == (
        "Résumé&unknown;."
    )


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<a><b></a>", "is damaged"),
        ("words", "is damaged"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "declares XML entities"),
        ("<a>" * 300 + "x" + "</a>" * 300, "is nested too deeply"),
        ("<p>" * 300 + "x" + "</p>" * 300 + "", "is nested too deeply"),
        ("<a><p/>" + "<ul><li>" * 300 + "x" + "</li></ul>" * 300 + "</a>", "nested too deeply"),
        ("<a><b/></a>", "contains no text"),
        (b"\0\1\2" * 100, "is not a text file"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, source: str | bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        read(tmp_path, source)
