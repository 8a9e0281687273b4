from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from ingest.formats.pages.stamps import without_stamps
from ingest.formats.pdf import pdf
from ingest.formats.pdfium.pdfium import open_document
from tests.ingest.pdfs import placed, write_drawn

STAMP = "BT /F1 60 Tf 0.7 0.7 -0.7 0.7 120 200 Tm (DRAFT COPY) Tj ET"
TILES = "".join(
    f"BT /F1 14 Tf 0.87 0.5 -0.5 0.87 {x} {y} Tm (For Ann only) Tj ET "
    for x in (40, 240)
    for y in (60, 300, 500)
)
ITALIC = "BT /F1 9 Tf 1 0 0.3 1 60 700 Tm (set in sheared letters.) Tj ET"


def written(path: Path, pages: list[list[str]]) -> Path:
    writer = PdfWriter()
    for number, content in enumerate(pages):
        drawn = write_drawn(path.with_name(f"{number}.pdf"), "\n".join(content).encode())
        writer.append(PdfReader(drawn))
    with path.open("wb") as out:
        writer.write(out)
    return path


@pytest.mark.parametrize("stamp", [STAMP, TILES])
@pytest.mark.parametrize("first", [True, False])
def test_what_is_stamped_across_the_pages_is_no_text_of_theirs(
    tmp_path: Path, stamp: str, first: bool
) -> None:
    names = ("pumps", "valves", "pipes", "tanks")
    lines = [[placed(60, 700 - 14 * n, f"{name} {n}.") for n in range(4)] for name in names]
    pages = [[stamp, *page] if first else [*page, stamp] for page in lines]
    text = pdf.load(written(tmp_path / "a.pdf", pages)).text
    assert [line for line in text.split("\n") if line] == [
        f"{name} {n}." for name in names for n in range(4)
    ]


def test_what_is_stamped_on_one_page_stands_on_its_own(tmp_path: Path) -> None:
    pages = [[placed(60, 700, "The pump is paid."), STAMP]]
    text = pdf.load(written(tmp_path / "a.pdf", pages)).text
    assert text == "The pump is paid.\n\nDRAFT COPY"


@pytest.mark.parametrize(("last", "told"), [(ITALIC, ""), (STAMP, "DRAFT COPY"), ("", "")])
def test_sheared_letters_are_not_aslant(tmp_path: Path, last: str, told: str) -> None:
    path = written(tmp_path / "a.pdf", [[placed(60, 720, "Page one."), last]])
    with open_document(path, ()) as document, document.page(0) as page:
        assert page.stamp().strip() == told


@pytest.mark.parametrize(
    ("page", "stamp", "left"),
    [
        ("some words.DRAFT\ncopy", "DRAFT  copy", "some words."),
        ("D R A F T\nsome words.", "DRAFT", "some words."),
        ("some DRAFT words.", "DRAFT", "some DRAFT words."),
        ("DRAFT", "DRAFT", "DRAFT"),
        ("some words.", " ", "some words."),
        ("", "DRAFT", ""),
    ],
)
def test_only_a_stamp_at_an_end_is_taken_off(page: str, stamp: str, left: str) -> None:
    assert without_stamps([page] * 3, [stamp] * 3) == [left] * 3


def test_a_stamp_of_few_pages_is_kept_in_its_place() -> None:
    pages = ["Paid in May.\nfirst", "second", "third", "last of all\nPaid in June."]
    stamps = ["Paid in May.", "", "", "Paid in June."]
    assert without_stamps(pages, stamps) == [
        "Paid in May.\n\nfirst",
        "second",
        "third",
        "last of all\n\nPaid in June.",
    ]
