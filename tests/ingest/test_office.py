from __future__ import annotations

import re
import zipfile
from collections import Counter
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from ingest import office
from ragqa.errors import DocumentError
from tests.ingest.devset import DOCS, ROBUST

OTHER = ROBUST / "other"


def tokens(text: str) -> Counter[str]:
    return Counter(re.findall(r"[A-Za-z0-9]+|[\u4e00-\u9fff]", text))


# --- docx ---------------------------------------------------------------------------------------


def test_word_paragraphs_headings_lists_and_tables_come_in_order(tmp_path: Path) -> None:
    document = docx.Document()
    document.core_properties.title = "名称"
    document.add_heading("Title", 0)
    document.add_heading("一 章", 1)
    document.add_paragraph("正文\t第一")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("a", "b", "1|2", "x\ny"), strict=True):
        cell.text = text
    document.add_heading("节", 2)
    document.add_paragraph("last")
    document.save(str(tmp_path / "a.docx"))
    parsed = office.load_docx(tmp_path / "a.docx")
    assert parsed.text == (
        "# Title\n\n# 一 章\n\n正文 第一\n\n| a | b |\n| --- | --- |\n| 1\\|2 | x y |\n\n"
        "## 节\n\nlast"
    )
    assert [(h.level, h.title) for h in parsed.headings] == [(1, "Title"), (1, "一 章"), (2, "节")]
    assert parsed.title == "名称"


def test_outline_levels_and_numbering_count_without_a_named_style(tmp_path: Path) -> None:
    document = docx.Document()
    heading = document.add_paragraph("By its level")
    level = OxmlElement("w:outlineLvl")
    level.set(qn("w:val"), "2")
    heading._p.get_or_add_pPr().append(level)
    style = document.styles.add_style("Mine", 1)
    style.base_style = document.styles["Heading 2"]
    document.add_paragraph("By its style", style="Mine")
    point = document.add_paragraph("a point")
    numbering = parse_xml(
        f'<w:numPr {nsdecls("w")}><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'
    )
    point._p.get_or_add_pPr().append(numbering)
    document.save(str(tmp_path / "a.docx"))
    parsed = office.load_docx(tmp_path / "a.docx")
    assert parsed.text == "### By its level\n\n## By its style\n\n  - a point"


def test_insertions_and_content_controls_are_read_deletions_and_contents_are_not(
    tmp_path: Path,
) -> None:
    document = docx.Document()
    body = document.element.body
    parts = (
        "<w:p {ns}><w:r><w:t>kept </w:t></w:r>"
        "<w:ins w:id='1' w:author='x'><w:r><w:t>new</w:t></w:r></w:ins>"
        "<w:del w:id='2' w:author='x'><w:r><w:delText>old</w:delText></w:r></w:del></w:p>",
        "<w:sdt {ns}><w:sdtContent><w:p><w:r><w:t>control</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        "<w:sdt {ns}><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/>"
        "</w:docPartObj></w:sdtPr><w:sdtContent><w:p><w:r><w:t>contents</w:t></w:r></w:p>"
        "</w:sdtContent></w:sdt>",
    )
    for index, part in enumerate(parts):
        body.insert(index, parse_xml(part.replace("{ns}", nsdecls("w"))))
    document.save(str(tmp_path / "a.docx"))
    assert office.load_docx(tmp_path / "a.docx").text == "kept new\n\ncontrol"


def test_merged_and_nested_cells_of_a_real_file() -> None:
    text = office.load_docx(OTHER / "docx-tables.docx").text
    assert (
        "| Header Col 1 | Header Col 2 |\n| --- | --- |\n| Lorem ipsum | A link example |" in text
    )
    assert "| d | e f g&t h | i |" in text
    assert "| a | b |  |" in text


def test_a_guide_is_complete() -> None:
    parsed = office.load_docx(DOCS / "debmake-doc.zh-cn.docx")
    wanted = tokens((DOCS / "debmake-doc.zh-cn.txt").read_text("utf-8"))
    assert (wanted & tokens(parsed.text)).total() / wanted.total() > 0.99
    assert len(parsed.headings) == 270
    assert parsed.title == "Debian 维护者指南"


@pytest.mark.parametrize("entries", [{}, {"word/document.xml": "<w/>"}])
def test_what_is_no_word_document_is_refused(tmp_path: Path, entries: dict[str, str]) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    with pytest.raises(DocumentError, match="is damaged"):
        office.load_docx(path)


def test_an_encrypted_word_document_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes((OTHER / "password_protected.xlsx").read_bytes())
    with pytest.raises(DocumentError, match="is protected by a password"):
        office.load_docx(path)


# --- mail ---------------------------------------------------------------------------------------


def test_a_chinese_mail_keeps_its_head_and_sentences(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "会议通知", "甲 <a@b.c>", "d@e.f"
    first = "各位同事，本季度的预算会议改在下个星期三的下午三点，请大家务必准时到场并带上各自部门的"
    mail.set_content(f"{first}\n材料。\n\n- 预算\n- 人员\n", charset="gb18030")
    mail.add_attachment(b"x", maintype="application", subtype="pdf", filename="议程.pdf")
    path = tmp_path / "a.eml"
    path.write_bytes(bytes(mail))
    parsed = office.load_eml(path)
    assert parsed.text == (
        "# 会议通知\n\nFrom: 甲 <a@b.c>\nTo: d@e.f\nAttachments: 议程.pdf\n\n"
        f"{first}材料。\n\n- 预算\n- 人员"
    )
    assert parsed.title == "会议通知"


@pytest.mark.parametrize("name", ["fake-email", "fake-email-malformed-encoding"])
def test_the_body_of_a_mail_comes_once(name: str) -> None:
    text = office.load_eml(OTHER / f"{name}.eml").text
    assert text.count("This is a test email to use for unit tests.") == 1
    assert text.endswith("Important points:\n\n- Roses are red\n- Violets are blue")


def test_what_is_no_mail_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(b"\n\njust text")
    with pytest.raises(DocumentError, match="is not a mail"):
        office.load_eml(path)
