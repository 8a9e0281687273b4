"""Arabic and Hebrew of PDF pages: letters that are one, and brackets."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from ingest.formats.pages.right_to_left import is_in, mended, turned_places
from ingest.formats.pdf import pdf
from tests.ingest.pdfs import placed


def page(path: Path, letters: str, glyphs: dict[str, str]) -> Path:
    """A page that shows letters from left to right, each of which means what ``glyphs`` says."""
    meant = "\n".join(
        f"<{ord(letter):02x}> <{text.encode('utf-16-be').hex()}>" for letter, text in glyphs.items()
    )
    unicode = DecodedStreamObject()
    unicode.set_data(
        "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <ff> "
        f"endcodespacerange {len(glyphs)} beginbfchar {meant} endbfchar endcmap end".encode()
    )
    writer = PdfWriter()
    made = writer.add_blank_page(595, 842)
    said = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Courier"}
    font = DictionaryObject({NameObject(key): NameObject(name) for key, name in said.items()})
    font[NameObject("/ToUnicode")] = writer._add_object(unicode)
    fonts = DictionaryObject({NameObject("/F1"): font})
    made[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    content = DecodedStreamObject()
    content.set_data(placed(60, 700, letters).encode())
    made[NameObject("/Contents")] = writer._add_object(content)
    with path.open("wb") as out:
        writer.write(out)
    return path


GLYPHS = {"a": "س", "b": "لا", "c": "م", "d": "ا", "e": "ل", "<": "(", ">": ")"}


def test_letters_of_arabic_that_are_written_as_one_are_read_in_order(tmp_path: Path) -> None:
    assert pdf.load(page(tmp_path / "a.pdf", "cbaed", GLYPHS)).text == "السلام"


@pytest.mark.parametrize(("first", "last"), ["<>", "><"])
def test_brackets_open_before_what_they_hold(tmp_path: Path, first: str, last: str) -> None:
    # Some programs say what a bracket means, others what it looks like.
    shown = page(tmp_path / "a.pdf", f"ca {first}cba{last} ac", GLYPHS)
    assert pdf.load(shown).text == "مس (سلام) سم"


def test_only_letters_that_are_one_are_turned() -> None:
    text = "السالم إله إال"
    assert [text[place : place + 2] for place in turned_places(text)] == ["ال", "ال", "إل", "ال"]
    assert mended(text, [False, True, False, True]) == "السلام إله إلا"
    assert mended(text, [True]) == text  # of another page


def test_brackets_that_are_right_or_of_other_lines_are_left() -> None:
    assert mended("שלום (עולם)", []) == "שלום (עולם)"
    assert mended("שלום )עולם(\nsee (that)", []) == "שלום (עולם)\nsee (that)"
    assert mended("see (that), not )this(", []) == "see (that), not )this("


def test_other_letters_run_to_the_right() -> None:
    assert not is_in("plain words, 中文, 한국어, Ελληνικά")
    assert is_in("a ש")
    assert is_in("a س")
