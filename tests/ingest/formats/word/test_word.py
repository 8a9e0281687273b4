from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import docx
import pytest
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from ingest.formats.word import word as office
from ingest.parsed import Heading
from ragqa.errors import DocumentError
from tests.ingest.devset import DOCS, ROBUST
from tests.ingest.formats.sheets.test_sheets import rewritten
from tests.ingest.small_files import packed

OTHER = ROBUST / "other"


def tokens(text: str) -> Counter[str]:
    return Counter(re.findall(r"[A-Za-z0-9]+|[\u4e00-\u9fff]", text))


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
        "# Title\n\n## 一 章\n\n正文 第一\n\n| a | b |\n| --- | --- |\n| 1\\|2 | x y |\n\n"
        "### 节\n\nlast"
    )
    assert [(h.level, h.title) for h in parsed.headings] == [(1, "Title"), (2, "一 章"), (3, "节")]
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
        "<w:del w:id='2' w:author='x'><w:r><w:delText>old</w:delText></w:r></w:del>"
        "<w:moveFrom w:id='3' w:author='x'><w:r><w:t>there</w:t></w:r></w:moveFrom>"
        "<w:moveTo w:id='4' w:author='x'><w:r><w:t> here</w:t></w:r></w:moveTo></w:p>",
        "<w:sdt {ns}><w:sdtContent><w:p><w:r><w:t>control</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        "<w:sdt {ns}><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/>"
        "</w:docPartObj></w:sdtPr><w:sdtContent><w:p><w:r><w:t>contents</w:t></w:r></w:p>"
        "</w:sdtContent></w:sdt>",
    )
    for index, part in enumerate(parts):
        body.insert(index, parse_xml(part.replace("{ns}", nsdecls("w"))))
    document.save(str(tmp_path / "a.docx"))
    assert office.load_docx(tmp_path / "a.docx").text == "kept new here\n\ncontrol"


def test_what_is_offered_to_older_programs_too_comes_once(tmp_path: Path) -> None:
    document = docx.Document()
    said = "<mc:{0}><w:p><w:r><w:t>{1}</w:t></w:r></w:p></mc:{0}>"
    compatible = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    offered = (("Choice", "new"), ("Choice", "other"), ("Fallback", "old"))
    choices = "".join(said.format(*one) for one in offered)
    element = f'<mc:AlternateContent {nsdecls("w")} xmlns:mc="{compatible}">{choices}'
    document.element.body.insert(0, parse_xml(f"{element}</mc:AlternateContent>"))
    document.save(str(tmp_path / "a.docx"))
    assert office.load_docx(tmp_path / "a.docx").text == "new"


def test_a_document_within_that_is_not_read_is_told(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("before")
    document.element.body.insert(1, parse_xml(f"<w:altChunk {nsdecls('w')}/>"))
    document.save(str(tmp_path / "a.docx"))
    [remark] = office.load_docx(tmp_path / "a.docx").remarks
    assert remark.en.startswith("1 document within was not read; open it in Word")
    assert remark.zh.startswith("其中嵌入的 1 个文档未读取")


def test_a_cell_that_spans_rows_is_told_in_each_of_them(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(4, 2)
    for number, row in enumerate(table.rows):
        row.cells[1].text = str(number)
    table.cell(0, 0).text = "area"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "east"
    document.save(str(tmp_path / "a.docx"))
    assert office.load_docx(tmp_path / "a.docx").text == (
        "| area | 0 |\n| --- | --- |\n| east | 1 |\n| east | 2 |\n|  | 3 |"
    )


def test_rows_in_content_controls_are_read_and_deleted_ones_are_not(tmp_path: Path) -> None:
    def row(first: str, second: str, said: str = "") -> str:
        cells = "".join(
            f"<w:tc><w:p><w:r><w:t>{t}</w:t></w:r></w:p></w:tc>" for t in (first, second) if t
        )
        return f"<w:tr><w:trPr>{said}</w:trPr>{cells}</w:tr>"

    control = "<w:sdt><w:sdtContent>%s</w:sdtContent></w:sdt>"
    rows = (
        row("Part", "Price"),
        control % control % row("Bolt", "12"),
        row("Nut", "7", "<w:del/>"),
        row("", "55", '<w:gridBefore w:val="1"/>'),
    )
    document = docx.Document()
    table = parse_xml(f"<w:tbl {nsdecls('w')}>{''.join(rows)}</w:tbl>")
    document.element.body.insert(0, table)
    document.save(str(tmp_path / "a.docx"))
    assert office.load_docx(tmp_path / "a.docx").text == (
        "| Part | Price |\n| --- | --- |\n| Bolt | 12 |\n|  | 55 |"
    )


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
    path.write_bytes(packed(entries))
    with pytest.raises(DocumentError, match="is damaged"):
        office.load_docx(path)


def test_an_encrypted_word_document_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes((OTHER / "password_protected.xlsx").read_bytes())
    with pytest.raises(DocumentError, match="is protected by a password"):
        office.load_docx(path)


FOOTNOTES = """<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:t>sep</w:t></w:r></w:p></w:footnote>
<w:footnote w:id="2"><w:p><w:r><w:t>脚注内容。</w:t></w:r></w:p></w:footnote></w:footnotes>"""


def test_notes_follow_their_paragraph(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("正文")
    paragraph._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="2"/></w:r>'))
    document.add_paragraph("next")
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    part = Part(PackURI("/word/footnotes.xml"), "application/xml", FOOTNOTES.encode())
    document.part.relate_to(part, kind)
    document.save(str(tmp_path / "a.docx"))
    assert office.load_docx(tmp_path / "a.docx").text == "正文\n\n脚注内容。\n\nnext"


COMMENTS = """<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:comment w:id="0" w:author="王五"><w:p><w:r><w:t>请核对金额</w:t></w:r></w:p></w:comment>
<w:comment w:id="1"><w:p><w:r><w:t>Too late?</w:t></w:r></w:p></w:comment></w:comments>"""


def test_comments_are_told_as_such_below_their_paragraph(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("The price is 900 euros.")
    for number in (0, 1):
        reference = f'<w:r {nsdecls("w")}><w:commentReference w:id="{number}"/></w:r>'
        paragraph._p.append(parse_xml(reference))
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
    part = Part(PackURI("/word/comments.xml"), "application/xml", COMMENTS.encode())
    document.part.relate_to(part, kind)
    document.save(str(tmp_path / "a.docx"))
    assert office.load_docx(tmp_path / "a.docx").text == (
        "The price is 900 euros.\n\nComment (批注), 王五: 请核对金额\n\nComment (批注): Too late?"
    )


def test_running_heads_come_once_at_the_end(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("One", 1)
    for section in (document.sections[0], document.add_section()):
        section.header.is_linked_to_previous = False
        section.header.paragraphs[0].text = "某某公司 机密"
        section.footer.is_linked_to_previous = False
        section.footer.paragraphs[0].text = "- 3 -"
    document.save(str(tmp_path / "a.docx"))
    parsed = office.load_docx(tmp_path / "a.docx")
    assert parsed.text == "# One\n\n某某公司 机密"
    assert parsed.headings[-1] == Heading(7, 1, "header, footer")


def test_a_document_with_macros_is_read(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("text")
    document.save(str(tmp_path / "a.docm"))
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    macros = "application/vnd.ms-word.document.macroEnabled.main+xml"
    rewritten(tmp_path / "a.docm", "[Content_Types].xml", kind, macros)
    assert office.load_docx(tmp_path / "a.docm").text == "text"


def test_a_document_with_entities_is_refused(tmp_path: Path) -> None:
    document = docx.Document()
    document.save(str(tmp_path / "a.docx"))
    bomb = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document '
    rewritten(tmp_path / "a.docx", "word/document.xml", "<w:document ", bomb)
    with pytest.raises(DocumentError, match="declares XML entities"):
        office.load_docx(tmp_path / "a.docx")
