from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pptx
import pytest
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from ingest.formats.slides.slides import load_pptx
from ingest.parsed import PageStart
from ingest.splitting.split import split
from ragqa.errors import DocumentError
from tests.ingest.devset import ROBUST
from tests.ingest.formats.sheets.test_sheets import rewritten

BOX = (Inches(1), Inches(1), Inches(4), Inches(2))


def saved(deck: pptx.presentation.Presentation, folder: Path) -> Path:
    path = folder / "a.pptx"
    deck.save(str(path))
    return path


def test_slides_are_pages_with_titles_points_tables_charts_and_notes(tmp_path: Path) -> None:
    deck = pptx.Presentation()
    first = deck.slides.add_slide(deck.slide_layouts[1])
    first.shapes.title.text = "季度\v报告"
    first.placeholders[1].text = "收入增长\n成本下降"
    first.notes_slide.notes_text_frame.text = "先说结论。"
    deck.slides.add_slide(deck.slide_layouts[6])
    third = deck.slides.add_slide(deck.slide_layouts[6])
    table = third.shapes.add_table(2, 2, *BOX).table
    for cell, text in zip(table.iter_cells(), ("部门", "人数", "研发", "12"), strict=True):
        cell.text = text
    group = third.shapes.add_group_shape()
    group.shapes.add_textbox(*BOX).text_frame.text = "in a group\nsecond line"
    data = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = ["Q1", "Q2"]
    data.add_series("Sales", (1.5, None))  # type: ignore[no-untyped-call]
    chart = third.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *BOX, data).chart
    chart.has_title = True
    chart.chart_title.text_frame.text = "Chart"
    parsed = load_pptx(saved(deck, tmp_path))
    assert parsed.text == (
        "# 季度 报告\n\n- 收入增长\n- 成本下降\n\nNotes: 先说结论。\n\n"
        "| 部门 | 人数 |\n| --- | --- |\n| 研发 | 12 |\n\nin a group\nsecond line\n\n"
        "Chart\n\n|  | Sales |\n| --- | --- |\n| Q1 | 1.5 |\n| Q2 |  |"
    )
    assert parsed.pages == (PageStart(0, 1), PageStart(parsed.text.index("| 部门"), 3))
    assert parsed.pages_without_text == (2,)
    assert parsed.parts == (parsed.text.index("| 部门"),)


CHOICES = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">'
    '<mc:Choice Requires="a14">{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>'
)


def test_a_box_with_a_formula_is_read_with_all_of_its_text(tmp_path: Path) -> None:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    slide.shapes.add_textbox(*BOX).text_frame.text = "Half of it: FORMULA"
    slide.shapes.add_textbox(*BOX).text_frame.text = "Below."
    path = saved(deck, tmp_path)
    part = "ppt/slides/slide1.xml"
    half = "<m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den>"
    formula = CHOICES.format(
        f"<a14:m><m:oMath><m:f>{half}</m:f></m:oMath></a14:m>", "<a:r><a:t> </a:t></a:r>"
    )
    rewritten(path, part, "FORMULA</a:t></a:r>", f"</a:t></a:r>{formula}")
    with zipfile.ZipFile(path) as archive:
        [box] = re.findall(
            "<p:sp>(?:(?!</p:sp>).)*Half.*?</p:sp>", archive.read(part).decode(), re.S
        )
    shape = CHOICES.format(box, "<p:pic/>")
    rewritten(path, part, box, shape)
    assert load_pptx(path).text == "Half of it: 1/2\n\nBelow."


def test_raised_digits_are_no_part_of_what_they_stand_at(tmp_path: Path) -> None:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    box = slide.shapes.add_textbox(*BOX)
    cell = slide.shapes.add_table(1, 1, *BOX).table.cell(0, 0)
    for frame, texts in (
        (box.text_frame, ("In 2019", "1")),
        (cell.text_frame, ("H", "2", "O 10", "6")),
    ):
        for text in texts:
            run = frame.paragraphs[0].add_run()
            run.text = text
            up = {"1": "30000", "6": "30%", "2": "-25000"}.get(text)
            if up:
                run._r.get_or_add_rPr().set("baseline", up)
    assert load_pptx(saved(deck, tmp_path)).text == "In 2019[^1]\n\nH2O 10^6"


def test_a_show_is_read_as_a_presentation_is(tmp_path: Path) -> None:
    deck = pptx.Presentation()
    deck.slides.add_slide(deck.slide_layouts[0]).shapes.title.text = "Show"
    path = saved(deck, tmp_path)
    kind = "presentationml.presentation.main+xml"
    rewritten(path, "[Content_Types].xml", kind, kind.replace("presentation.m", "slideshow.m"))
    assert load_pptx(path).text == "# Show"


def test_a_malformed_presentation_is_read() -> None:
    parsed = load_pptx(ROBUST / "other" / "fake-power-point-malformed.pptx")
    assert parsed.text == "# Test Slide\n\nProblem Date Placeholder"


def test_entities_are_refused(tmp_path: Path) -> None:
    deck = pptx.Presentation()
    deck.slides.add_slide(deck.slide_layouts[0])
    path = saved(deck, tmp_path)
    bomb = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><p:sld '
    rewritten(path, "ppt/slides/slide1.xml", "<p:sld ", bomb)
    with pytest.raises(DocumentError, match="declares XML entities"):
        load_pptx(path)


@pytest.mark.parametrize("other", ["docx-tables.docx", "stanley-cups.xlsx", "simple.odt"])
def test_another_kind_of_office_file_is_refused(other: str) -> None:
    with pytest.raises(DocumentError, match="is damaged"):
        load_pptx(ROBUST / "other" / other)


def test_notes_in_a_box_without_a_place_for_them_are_read(tmp_path: Path) -> None:
    deck = pptx.Presentation()
    notes = deck.slides.add_slide(deck.slide_layouts[6]).notes_slide
    notes.notes_placeholder._element.getparent().remove(notes.notes_placeholder._element)
    notes.shapes._spTree.append(
        deck.slides[0].shapes.add_textbox(*BOX)._element  # as LibreOffice writes them
    )
    notes.shapes[-1].text_frame.text = "Mention the audit."
    assert load_pptx(saved(deck, tmp_path)).text == "Notes: Mention the audit."


def test_a_slide_without_a_title_is_not_under_that_of_the_one_before(tmp_path: Path) -> None:
    deck = pptx.Presentation()
    for title, text in (("Costs", "100"), ("", "Thanks to all."), ("Plan", "May")):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = title
        slide.shapes.add_textbox(*BOX).text_frame.text = text
    parsed = load_pptx(saved(deck, tmp_path))
    pieces = split(
        parsed,
        max_tokens=50,
        overlap_tokens=0,
        token_offsets=lambda text: [match.span() for match in re.finditer(r"\w+", text)],
    )
    assert [(piece.text.split()[-1], piece.headings) for piece in pieces] == [
        ("100", ("Costs",)),
        ("all.", ()),
        ("May", ("Plan",)),
    ]
