from __future__ import annotations

from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml

from ingest.formats.word.text import word_text
from ingest.formats.word.word import load_docx

NAMES = " ".join(
    f'xmlns:{name}="{place}"'
    for name, place in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    }.items()
)
BOX = "<w:txbxContent><w:p><w:r><w:t>Never open under load.</w:t></w:r></w:p></w:txbxContent>"


def paragraph(inside: str) -> str:
    return f"<w:p {NAMES}>{inside}</w:p>"


def test_a_text_box_comes_once_below_the_paragraph_it_hangs_on(tmp_path: Path) -> None:
    drawn = f"<mc:AlternateContent><mc:Choice>{BOX}</mc:Choice><mc:Fallback>{BOX}</mc:Fallback>"
    hanging = paragraph(
        f"<w:r><w:t>Stop the machine </w:t></w:r><w:r>{drawn}</mc:AlternateContent></w:r>"
        "<w:r><w:t>before you oil it.</w:t></w:r>"
    )
    document = docx.Document()
    document.element.body.insert(0, parse_xml(hanging))
    document.add_table(1, 1).cell(0, 0)._tc.append(parse_xml(hanging))
    document.save(str(tmp_path / "a.docx"))
    assert load_docx(tmp_path / "a.docx").text == (
        "Stop the machine before you oil it.\n\nNever open under load.\n\n"
        "Stop the machine before you oil it.\nNever open under load."
    )


def test_a_reading_above_characters_is_left_out() -> None:
    ruby = (
        "<w:r><w:ruby><w:rt><w:r><w:t>zhōng</w:t></w:r></w:rt>"
        "<w:rubyBase><w:r><w:t>中</w:t></w:r></w:rubyBase></w:ruby></w:r><w:r><w:t>文</w:t></w:r>"
    )
    assert word_text(parse_xml(paragraph(ruby))) == "中文"


def test_signs_of_other_fonts_and_raised_digits_are_told() -> None:
    raised = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>%s</w:t></w:r>'
    inside = (
        '<w:r><w:t>20</w:t><w:sym w:font="Symbol" w:char="F0B0"/><w:t>C, 5</w:t>'
        '<w:sym w:font="Symbol" w:char="B1"/><w:t>1 mm, 10</w:t></w:r>'
        f"{raised % 6}<w:r><w:t> cells in 2019</w:t></w:r>{raised % 1}{raised % 2}"
        '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="Odd" w:char="F0FE"/></w:r>'
    )
    assert word_text(parse_xml(paragraph(inside))) == "20°C, 5±1 mm, 10^6 cells in 2019[^12]☑"


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        ("<w:checkBox><w:default w:val='0'/><w:checked/></w:checkBox>", "☒ pets"),
        ("<w:checkBox><w:default w:val='1'/><w:checked w:val='0'/></w:checkBox>", "☐ pets"),
        ("<w:checkBox><w:default w:val='1'/></w:checkBox>", "☒ pets"),
        ("<w:checkBox/>", "☐ pets"),
        ("<w:ddList><w:result w:val='1'/>{0}</w:ddList>", "no pets"),
        ("<w:ddList><w:default w:val='1'/>{0}</w:ddList>", "no pets"),
        ("<w:ddList>{0}</w:ddList>", "all pets"),
        ("<w:ddList><w:result w:val='-7'/>{0}</w:ddList>", "pets"),
        ("<w:ddList><w:result w:val='9'/></w:ddList>", "pets"),
    ],
)
def test_what_is_chosen_in_the_fields_of_an_old_form_is_told(inside: str, told: str) -> None:
    entries = "<w:listEntry w:val='all'/><w:listEntry w:val='no'/>"
    begin = f"<w:fldChar w:fldCharType='begin'><w:ffData>{inside.format(entries)}</w:ffData>"
    field = f"<w:r>{begin}</w:fldChar></w:r><w:r><w:instrText> FORM </w:instrText></w:r>"
    assert word_text(parse_xml(paragraph(f"{field}<w:r><w:t> pets</w:t></w:r>"))) == told


def test_nothing_of_what_was_deleted_is_read() -> None:
    box = "<w:fldChar w:fldCharType='begin'><w:ffData><w:checkBox/></w:ffData></w:fldChar>"
    sign = '<w:sym w:font="Wingdings" w:char="F0FE"/>'
    deleted = f"<w:del><w:r><w:delText>old</w:delText><w:br/>{sign}{box}</w:r></w:del>"
    assert (
        word_text(parse_xml(paragraph(f"<w:r><w:t>ne</w:t></w:r>{deleted}<w:r><w:t>w</w:t></w:r>")))
        == "new"
    )
