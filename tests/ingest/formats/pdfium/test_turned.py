from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL.Image import Image as Picture
from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, TextStringObject

from ingest.formats import ocr
from ingest.formats.pdf import pdf
from tests.ingest.pdfs import placed, ruled, write_drawn

WIDE, HIGH = 500, 400
WORDS = "some words that go on to the end of this line"
LINES = [f"Line {n} of the page has {WORDS}." for n in range(1, 9)]
TABLE = (("Name", "Size"), ("pump", "3 mm"), ("valve", "12 mm"))


def content() -> bytes:
    lines = [placed(40, 360 - 14 * n, line) for n, line in enumerate(LINES)]
    cells = [
        placed(44 + 80 * c, 206 - 20 * r, text)
        for r, row in enumerate(TABLE)
        for c, text in enumerate(row)
    ]
    drawn = ruled([40, 120, 200], [220 - 20 * n for n in range(4)])
    return "\n".join((*lines, *cells, drawn)).encode()


def turned(path: Path, degrees: int, *, shown: int = 0, drawn: bytes | None = None) -> Path:
    """A page whose text is turned to the left by quarters, and that is shown turned to the right.

    It does not begin at the origin of its space, as pages that were cut out do.
    """
    page = PdfReader(write_drawn(path, drawn or content(), size=(WIDE, HIGH))).pages[0]
    size = (HIGH, WIDE) if degrees % 180 else (WIDE, HIGH)
    back = {0: (0, 0), 90: (HIGH, 0), 180: (WIDE, HIGH), 270: (0, WIDE)}[degrees]
    writer = PdfWriter()
    onto = writer.add_blank_page(*size)
    at = Transformation().rotate(degrees).translate(*back).translate(30, 50)
    onto.merge_transformed_page(page, at)
    move(onto, 30, 50)
    onto.rotate(shown)
    with path.open("wb") as out:
        writer.write(out)
    return path


def move(page: PageObject, x: float, y: float) -> None:
    box = page.mediabox
    sides = (x, y, float(box.width) + x, float(box.height) + y)
    for name in ("/MediaBox", "/CropBox"):
        page[NameObject(name)] = ArrayObject(map(FloatObject, sides))


@pytest.mark.parametrize("shown", [0, 90, 180, 270])
@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_page_is_read_whichever_way_its_text_and_itself_are_turned(
    tmp_path: Path, degrees: int, shown: int
) -> None:
    text = pdf.load(turned(tmp_path / "a.pdf", degrees, shown=shown)).text
    told = [line for line in text.split("\n") if line]
    assert told == [
        *LINES,
        "| Name | Size |",
        "| --- | --- |",
        "| pump | 3 mm |",
        "| valve | 12 mm |",
    ]


def test_a_number_that_stands_upright_on_a_turned_page_does_not_decide(tmp_path: Path) -> None:
    path = turned(tmp_path / "a.pdf", 90)
    writer = PdfWriter(clone_from=PdfReader(path))
    number = PdfReader(write_drawn(tmp_path / "b.pdf", placed(180, 20, "17 of 20").encode()))
    writer.pages[0].merge_transformed_page(number.pages[0], Transformation().translate(30, 50))
    writer.write(path)
    assert "\n".join(LINES[2:5]) in pdf.load(path).text


def test_what_is_filled_in_on_a_turned_page_is_told_by_what_stands_beside_it(
    tmp_path: Path,
) -> None:
    path = turned(tmp_path / "a.pdf", 90, drawn=placed(40, 360, "Name of the tenant:").encode())
    writer = PdfWriter(clone_from=PdfReader(path))
    # On the page as it is read from 140 to 240 across and 356 to 370 up: turned to the left.
    box = ArrayObject(map(FloatObject, (30 + HIGH - 370, 50 + 140, 30 + HIGH - 356, 50 + 240)))
    note = {"/Type": NameObject("/Annot"), "/Subtype": NameObject("/Widget"), "/Rect": box}
    own = {"/FT": NameObject("/Tx"), "/T": TextStringObject("f1"), "/V": TextStringObject("Ann")}
    field = writer._add_object(
        DictionaryObject({NameObject(k): v for k, v in (note | own).items()})
    )
    writer.pages[0][NameObject("/Annots")] = ArrayObject([field])
    fields = DictionaryObject({NameObject("/Fields"): ArrayObject([field])})
    writer._root_object[NameObject("/AcroForm")] = fields
    writer.write(path)
    assert "- Name of the tenant: Ann" in pdf.load(path).text


def test_a_scan_is_recognised_the_way_it_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[int, int]] = []

    def read_image(image: Picture, *_: Callable[[], None]) -> str:
        seen.append(image.size)
        return "recognised"

    monkeypatch.setattr(ocr, "read_image", read_image)
    drawn = b"0 0 m 100 100 l S"
    assert pdf.load(turned(tmp_path / "a.pdf", 0, shown=90, drawn=drawn)).text == "recognised"
    (size,) = seen
    assert size[0] < size[1]
