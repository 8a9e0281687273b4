"""XML of Office files that is not well-formed: what can be read of it is, and the rest is told."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pptx
import pytest

from ingest.formats.office import malformed
from ingest.loading.loaders import load
from ingest.parsed import Parsed
from ragqa.errors import DocumentError
from tests.ingest.formats.sheets.test_sheets import rewritten, workbook


def archive(folder: Path, data: bytes) -> zipfile.ZipFile:
    with zipfile.ZipFile(folder / "a.zip", "w") as made:
        made.writestr("a.xml", data)
    return zipfile.ZipFile(folder / "a.zip")


@pytest.mark.parametrize(
    ("data", "text", "is_whole"),
    [
        (b"<a>one\x0btwo</a>", "onetwo", True),
        (b"<a>one&#11;&#x1F;&#0;two&#9;</a>", "onetwo\t", True),
        (b"\n<?xml version='1.0' encoding='UTF-8'?><a>one</a>", "one", True),
        ("<?xml version='1.0' encoding='GBK'?><a>灯</a>".encode("gbk"), "灯", True),
        (b"<a><b>one</b><b>two", "onetwo", False),
        (b"<a>R&D one &amp; &#38; two&</a>", "R&D one & & two&", True),
        (b"<a><b>one</c></a>", "one", False),
    ],
)
def test_what_can_be_read_is_well_formed_then(
    tmp_path: Path, data: bytes, text: str, is_whole: bool
) -> None:
    from lxml import etree  # type: ignore[import-untyped]

    with archive(tmp_path, data) as made:
        [part] = malformed.mended(made, ["a.xml"]).values()
    assert "".join(etree.fromstring(part.data).itertext()) == text
    assert part.is_whole is is_whole


@pytest.mark.parametrize("data", [b"", b"\0\0\0", b"words", b"<"])
def test_of_what_is_no_xml_nothing_is_kept(tmp_path: Path, data: bytes) -> None:
    with archive(tmp_path, data) as made:
        assert malformed.mended(made, ["a.xml"]) == {"a.xml": malformed.Mended(b"")}


def test_what_is_well_formed_stays_as_it_is(tmp_path: Path) -> None:
    with archive(tmp_path, "<a b='c'>灯&amp;</a>".encode()) as made:
        assert malformed.mended(made, ["a.xml"]) == {}


def letter(folder: Path) -> Path:
    document = docx.Document()
    document.add_paragraph("before")
    document.add_paragraph("after")
    document.sections[0].header.paragraphs[0].text = "Draft"
    document.save(str(folder / "a.docx"))
    return folder / "a.docx"


def test_a_character_that_no_xml_may_have_costs_nothing(tmp_path: Path) -> None:
    path = rewritten(letter(tmp_path), "word/document.xml", "before", "bef\x0bore&#x1;")
    parsed = load(path)
    assert (parsed.text, parsed.remarks) == ("before\n\nafter\n\nDraft", ())


def test_a_text_that_breaks_off_is_read_until_there_and_told(tmp_path: Path) -> None:
    parsed = load(rewritten(letter(tmp_path), "word/document.xml", "after", "af<"))
    assert parsed.text.startswith("before\n\naf")
    [remark] = parsed.remarks
    assert remark.en == (
        "1 part inside is damaged, so that some of the text may be missing: document.xml."
    )
    assert remark.zh == "其中 1 个部分已损坏，可能缺少部分文字：document.xml。"


def test_a_part_of_which_nothing_can_be_read_is_left_out(tmp_path: Path) -> None:
    path = letter(tmp_path)
    with zipfile.ZipFile(path) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    with zipfile.ZipFile(path, "w") as made:
        for name, data in parts.items():
            made.writestr(name, b"" if "header" in name or "core" in name else data)
    parsed = load(path)
    assert parsed.text == "before\n\nafter"
    assert "left out" in parsed.remarks[0].en


def test_a_damaged_slide_and_a_damaged_sheet(tmp_path: Path) -> None:
    deck = pptx.Presentation()
    for title in ("First", "Second"):
        deck.slides.add_slide(deck.slide_layouts[0]).shapes.title.text = title
    deck.save(str(tmp_path / "a.pptx"))
    rewritten(tmp_path / "a.pptx", "ppt/slides/slide1.xml", "First", "First</a:x>")
    assert _told(load(tmp_path / "a.pptx")) == ("# First\n\n# Second", "slide1.xml.")
    book = workbook(tmp_path, [["Lamp"], ["Desk"]], [["Room"], ["Hall"]])
    rewritten(book, "xl/worksheets/sheet1.xml", "</sheetData>", "")
    text, missing = _told(load(book))
    assert (text.count("Desk"), text.count("Hall"), missing) == (1, 1, "sheet1.xml.")


def _told(parsed: Parsed) -> tuple[str, str]:
    [remark] = parsed.remarks
    return parsed.text, remark.en.rpartition(" ")[2]


def test_a_title_that_is_none_is_no_reason_to_read_nothing(tmp_path: Path) -> None:
    path = letter(tmp_path)
    rewritten(path, "docProps/core.xml", "cp:coreProperties", "cp:other")
    assert load(path).text.startswith("before")


def test_relations_that_are_none_are_damage(tmp_path: Path) -> None:
    path = rewritten(letter(tmp_path), "_rels/.rels", "Relationships", "Other")
    with pytest.raises(DocumentError, match="is damaged"):
        load(path)
