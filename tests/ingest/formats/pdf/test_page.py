from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from ingest.formats.pdf.page import Mark, picture
from ragqa.errors import DocumentError
from tests.ingest.pdfs import placed, write_drawn, write_pdf

LINES = ["alpha beta gamma", "the answer is forty-two", "delta epsilon"]


def ink(png: bytes, mark: Mark) -> int:
    """The darkest grey inside a mark, 0 to 255; the rest of the picture is not looked at."""
    image = Image.open(io.BytesIO(png)).convert("L")
    left, top, width, height = mark
    box = (left, top, left + width, top + height)
    sides = (image.width, image.height) * 2
    dark, _ = image.crop(
        tuple(round(at * side) for at, side in zip(box, sides, strict=True))  # type: ignore[arg-type]
    ).getextrema()
    return int(dark)  # type: ignore[arg-type]


def without(png: bytes, mark: Mark) -> int:
    """The darkest grey of the picture when the mark is painted over."""
    image = Image.open(io.BytesIO(png)).convert("L")
    left, top, width, height = mark
    box = (
        round(left * image.width) - 2,
        round(top * image.height) - 2,
        round((left + width) * image.width) + 2,
        round((top + height) * image.height) + 2,
    )
    image.paste(255, box)
    return int(image.getextrema()[0])  # type: ignore[arg-type]


def test_a_page_is_painted_with_200_dpi_and_its_quote_is_marked(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [["first"], LINES])
    page = picture(path, 2, quote="The answer is forty-two.")
    assert page.pages == 2
    assert page.width == pytest.approx(595 / 72 * 200, abs=2)
    assert Image.open(io.BytesIO(page.png)).size == (page.width, page.height)
    [mark] = page.marks
    left, top, width, height = mark
    # 40 points from the left, the second line below 800 of 842.
    assert left == pytest.approx(40 / 595, abs=0.01)
    assert top < (842 - 788) / 842 < top + height + 0.001
    assert 0.1 < width < 0.3


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_the_mark_covers_the_ink_whichever_way_the_page_is_turned(
    tmp_path: Path, turned: int
) -> None:
    flat = write_drawn(tmp_path / "flat.pdf", placed(300, 500, "only words").encode())
    writer = PdfWriter()
    page = writer.add_page(PdfReader(flat).pages[0])
    page.rotate(turned)
    page.cropbox.lower_left = (100, 200)
    path = tmp_path / "turned.pdf"
    with path.open("wb") as out:
        writer.write(out)
    painted = picture(path, 1, quote="only words")
    [mark] = painted.marks
    assert ink(painted.png, mark) < 100
    assert without(painted.png, mark) > 200


def test_a_quote_over_two_lines_has_two_marks(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [LINES])
    assert len(picture(path, 1, quote="beta gamma the answer").marks) == 2


def test_a_quote_that_is_not_there_has_none(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [LINES])
    assert picture(path, 1, quote="no such sentence anywhere").marks == ()


@pytest.mark.parametrize("number", [0, 2])
def test_a_page_that_is_not_there_is_refused(tmp_path: Path, number: int) -> None:
    path = write_pdf(tmp_path / "a.pdf", [LINES])
    with pytest.raises(DocumentError, match=f"no page {number}"):
        picture(path, number)


def test_an_encrypted_file_is_opened_with_its_password(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [LINES], password="open sesame")  # noqa: S106
    assert picture(path, 1, quote="delta", passwords=["x", "open sesame"]).marks
