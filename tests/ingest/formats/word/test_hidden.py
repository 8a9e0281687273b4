"""Text that Word documents hold but do not show: hidden, and deleted while changes are tracked."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.formats.word.word import load_docx

NOTES = f"""<w:footnotes {nsdecls("w")}><w:footnote w:id="1"><w:p><w:r><w:t>Seen</w:t></w:r>
<w:r><w:rPr><w:vanish/></w:rPr><w:t>unseen</w:t></w:r></w:p></w:footnote></w:footnotes>"""


def text_of(document: docx.document.Document, folder: Path) -> str:
    document.save(str(folder / "a.docx"))
    return load_docx(folder / "a.docx").text


def test_hidden_runs_are_left_out(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("The rent")
    paragraph.add_run(" secret").font.hidden = True
    paragraph.add_run(" is due.").font.hidden = False
    cell = document.add_table(1, 1).cell(0, 0).paragraphs[0]
    cell.add_run("ghost").font.hidden = True
    cell.add_run("cell")
    header = document.sections[0].header.paragraphs[0]
    header.add_run("hidden head").font.hidden = True
    assert text_of(document, tmp_path) == "The rent is due.\n\ncell"


def test_hidden_styles_are_left_out_but_where_a_run_says_otherwise(tmp_path: Path) -> None:
    document = docx.Document()
    ghost = document.styles.add_style("Ghost", WD_STYLE_TYPE.PARAGRAPH)
    ghost.font.hidden = True
    document.styles.add_style("Below", WD_STYLE_TYPE.PARAGRAPH).base_style = ghost
    back = document.styles.add_style("Back", WD_STYLE_TYPE.PARAGRAPH)
    back.base_style, back.font.hidden = ghost, False
    document.styles.add_style("Letters", WD_STYLE_TYPE.CHARACTER).font.hidden = True
    document.add_paragraph("ghost", "Ghost")
    document.add_paragraph("ghost", "Below").add_run("Shown.").font.hidden = False
    document.add_paragraph("Back.", "Back").add_run("ghost", "Letters")
    assert text_of(document, tmp_path) == "Shown.\n\nBack."


def test_hidden_text_of_notes_is_left_out(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Text")
    paragraph._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="1"/></w:r>'))
    part = Part(PackURI("/word/footnotes.xml"), "application/xml", NOTES.encode())
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    document.part.relate_to(part, kind)
    assert text_of(document, tmp_path) == "Text\n\nSeen"


def test_deleted_text_is_left_out(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Due in ")
    for tag, run in (("del", "<w:delText>May</w:delText>"), ("ins", "<w:t>June</w:t>")):
        change = f'<w:{tag} {nsdecls("w")} w:id="1" w:author="A"><w:r>{run}</w:r></w:{tag}>'
        paragraph._p.append(parse_xml(change))
    assert text_of(document, tmp_path) == "Due in June"


@pytest.mark.parametrize("mark", ["<w:del/>", "<w:moveFrom/>", "<w:vanish/>"])
def test_a_paragraph_that_is_gone_counts_for_no_number(tmp_path: Path, mark: str) -> None:
    document = docx.Document()
    for text in ("One", "", "Three"):
        document.add_paragraph(text, "List Number")
    gone = document.paragraphs[1]._p
    gone.get_or_add_pPr().append(parse_xml(f"<w:rPr {nsdecls('w')}>{mark}</w:rPr>"))
    gone.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>Two</w:delText></w:r></w:del>"))
    assert text_of(document, tmp_path) == "1. One\n2. Three"


def test_a_paragraph_whose_end_alone_is_hidden_keeps_its_number(tmp_path: Path) -> None:
    document = docx.Document()
    for text in ("One", "Two", "Three"):
        document.add_paragraph(text, "List Number")
    properties = parse_xml(f"<w:rPr {nsdecls('w')}><w:vanish/></w:rPr>")
    document.paragraphs[1]._p.get_or_add_pPr().append(properties)
    assert text_of(document, tmp_path) == "1. One\n2. Two\n3. Three"


def test_an_empty_paragraph_that_says_it_is_not_hidden_counts(tmp_path: Path) -> None:
    document = docx.Document()
    document.styles["List Number"].font.hidden = True
    for text in ("One", "", "Three"):
        document.add_paragraph("", "List Number").add_run(text).font.hidden = False
    shown = parse_xml(f'<w:rPr {nsdecls("w")}><w:vanish w:val="0"/></w:rPr>')
    document.paragraphs[1]._p.get_or_add_pPr().append(shown)
    assert text_of(document, tmp_path) == "1. One\n3. Three"


def test_what_a_form_asks_for_is_no_text_of_its_own(tmp_path: Path) -> None:
    control = (
        "<w:sdt {ns}><w:sdtPr><w:showingPlcHdr{val}/></w:sdtPr><w:sdtContent><w:r><w:t>{text}</w:t>"
        "</w:r></w:sdtContent></w:sdt>"
    )
    document = docx.Document()
    paragraph = document.add_paragraph("Tenant: ")._p
    for val, text in (("", "Click to enter text."), (" w:val='0'", "Ann")):
        xml = control.format(ns=nsdecls("w"), val=val, text=text)
        paragraph.append(parse_xml(xml))
    xml = control.format(ns=nsdecls("w"), val="", text="Choose an item.")
    block = xml.replace("<w:r>", "<w:p><w:r>").replace("</w:r>", "</w:r></w:p>")
    document.element.body.insert(1, parse_xml(block))
    assert text_of(document, tmp_path) == "Tenant: Ann"


def test_paragraphs_between_which_an_end_was_deleted_are_one(tmp_path: Path) -> None:
    document = docx.Document()
    gone = f"<w:rPr {nsdecls('w')}><w:del w:id='1' w:author='a'/></w:rPr>"
    for number, text in enumerate(("The rent ", "is due ", "in May.", "Next.", "Last.")):
        paragraph = document.add_paragraph(text, style="List Bullet" if number == 2 else None)
        if number in (0, 1, 4):
            paragraph._p.get_or_add_pPr().append(parse_xml(gone))
    assert text_of(document, tmp_path) == "- The rent is due in May.\n\nNext.\n\nLast."


def test_a_heading_whose_end_is_only_hidden_stays_one(tmp_path: Path) -> None:
    document = docx.Document()
    heading = document.add_heading("Rent.", 2)
    hidden = f"<w:rPr {nsdecls('w')}><w:vanish/><w:specVanish/></w:rPr>"
    heading._p.get_or_add_pPr().append(parse_xml(hidden))
    document.add_paragraph("It is due.")
    assert text_of(document, tmp_path) == "## Rent.\n\nIt is due."
