"""Office files of which a part is damaged: that part is lost and told, the rest is read."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pptx
import pytest

from ingest.formats.office import ooxml
from ingest.loading.loaders import load
from ragqa.errors import DocumentError
from tests.ingest.formats.sheets.test_sheets import rewritten, workbook
from tests.ingest.formats.test_pictures import png


def broken(path: Path, name: str) -> Path:
    """The archive with one part stored whose checksum is wrong."""
    with zipfile.ZipFile(path) as archive:
        parts = {entry: archive.read(entry) for entry in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for entry, data in parts.items():
            archive.writestr(entry, data)
    with zipfile.ZipFile(path) as archive:
        head = archive.getinfo(name).header_offset
    whole = bytearray(path.read_bytes())
    whole[head + 30 + len(name)] ^= 0xFF
    path.write_bytes(whole)
    return path


def letter(folder: Path) -> Path:
    document = docx.Document()
    document.add_heading("Chapter", 1)
    document.add_paragraph("before")
    document.add_picture(io.BytesIO(png("Invoice 4711")))
    document.save(str(folder / "a.docx"))
    return folder / "a.docx"


def test_a_damaged_picture_costs_only_itself(tmp_path: Path) -> None:
    parsed = load(broken(letter(tmp_path), "word/media/image1.png"))
    assert parsed.text == "# Chapter\n\nbefore"
    [remark] = parsed.remarks
    assert remark.en == "1 part inside is damaged and was left out: image1.png."
    assert remark.zh == "其中 1 个部分已损坏，未读取：image1.png。"


def test_damaged_styles_cost_the_headings_and_no_text(tmp_path: Path) -> None:
    parsed = load(broken(letter(tmp_path), "word/styles.xml"), ocr=False)
    assert parsed.text.endswith("Chapter\n\nbefore")
    assert "styles.xml" in parsed.remarks[0].en


def test_a_reference_to_a_part_that_is_not_there_costs_nothing(tmp_path: Path) -> None:
    path = letter(tmp_path)
    rewritten(path, "word/_rels/document.xml.rels", "media/image1.png", "../NULL")
    parsed = load(path)
    assert (parsed.text, parsed.remarks) == ("# Chapter\n\nbefore", ())


@pytest.mark.parametrize("name", ["word/document.xml", "[Content_Types].xml", "_rels/.rels"])
def test_what_has_lost_its_main_part_is_damaged(tmp_path: Path, name: str) -> None:
    with pytest.raises(DocumentError, match="is damaged"):
        load(broken(letter(tmp_path), name))


def test_a_damaged_slide_costs_only_itself(tmp_path: Path) -> None:
    deck = pptx.Presentation()
    for name in ("first", "second", "third"):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = name
    deck.save(str(tmp_path / "a.pptx"))
    parsed = load(broken(tmp_path / "a.pptx", "ppt/slides/slide2.xml"))
    assert parsed.text == "# first\n\n# third"
    assert [page.number for page in parsed.pages] == [1, 3]
    assert parsed.pages_without_text == (2,)
    assert "slide2.xml" in parsed.remarks[0].en


def test_a_damaged_sheet_costs_only_itself(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["k", "v"], [1, 2]], [["x", "y"], [3, 4]])
    parsed = load(broken(path, "xl/worksheets/sheet1.xml"))
    assert parsed.text == "# 表2\n\n| x | y |\n| --- | --- |\n| 3 | 4 |"
    assert "sheet1.xml" in parsed.remarks[0].en


def test_relations_are_resolved_from_the_part_that_has_them(tmp_path: Path) -> None:
    with zipfile.ZipFile(letter(tmp_path)) as archive:
        found = ooxml.targets(archive, "word/document.xml")
        assert "word/media/image1.png" in found.values()
        assert ooxml.targets(archive, "word/media/image1.png") == {}
