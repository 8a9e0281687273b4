"""Pictures within documents: read where they stand, each once, and not without end."""

from __future__ import annotations

import base64
import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

import docx
import openpyxl  # type: ignore[import-untyped]
import pptx
import pytest
from PIL import Image
from pptx.util import Inches

from ingest.formats import ocr, pictures
from ingest.formats.pictures import Pictures
from ingest.loading.loaders import load
from tests.ingest.formats.test_images import picture
from tests.ingest.formats.web.test_epub import book

READ = "1 picture was read by text recognition (OCR)."


def png(text: str) -> bytes:
    out = io.BytesIO()
    picture(text).save(out, "PNG")
    return out.getvalue()


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def test_a_picture_in_a_word_document_is_read_where_it_stands(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("before")
    document.add_picture(io.BytesIO(png("Invoice 4711")))
    document.add_paragraph("after")
    document.save(str(tmp_path / "a.docx"))
    parsed = load(tmp_path / "a.docx")
    assert letters(parsed.text) == "beforeInvoice4711after"
    [remark] = parsed.remarks
    assert remark.en == "1 picture was read by text recognition (OCR)."
    assert remark.zh == "1 张图片由文字识别（OCR）读出。"
    without = load(tmp_path / "a.docx", ocr=False)
    assert (letters(without.text), without.remarks) == ("beforeafter", ())


def test_a_picture_on_several_slides_is_read_once_on_its_slide(tmp_path: Path) -> None:
    deck = pptx.Presentation()
    for name in ("first", "second"):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = name
        slide.shapes.add_picture(io.BytesIO(png("Room 808")), Inches(1), Inches(3))
    deck.save(str(tmp_path / "a.pptx"))
    parsed = load(tmp_path / "a.pptx")
    assert letters(parsed.text) == "firstRoom808second"
    assert len(parsed.remarks) == 1


def test_a_picture_in_an_opendocument_text_is_read_below_its_paragraph(tmp_path: Path) -> None:
    spaces = {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
        "xlink": "http://www.w3.org/1999/xlink",
    }
    declared = "".join(f" xmlns:{name}='{uri}'" for name, uri in spaces.items())
    image = "<draw:frame><draw:image xlink:href='Pictures/{}.png'/></draw:frame>"
    with zipfile.ZipFile(tmp_path / "a.odt", "w") as archive:
        archive.writestr(
            "content.xml",
            f"<office:document-content{declared}><office:body><office:text><text:p>before"
            f"{image.format('1')}{image.format('missing')}</text:p><text:p>after</text:p>"
            "</office:text></office:body></office:document-content>",
        )
        archive.writestr("Pictures/1.png", png("Invoice 4711"))
    parsed = load(tmp_path / "a.odt")
    assert letters(parsed.text) == "beforeInvoice4711after"
    assert len(parsed.remarks) == 1


def test_a_picture_in_a_flat_opendocument_text_is_read(tmp_path: Path) -> None:
    data = base64.b64encode(png("Invoice 4711")).decode()
    spaces = (
        " xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0'"
        " xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'"
        " xmlns:draw='urn:oasis:names:tc:opendocument:xmlns:drawing:1.0'"
    )
    image = (
        "<draw:frame><draw:image><office:binary-data>{}</office:binary-data></draw:image>"
        "</draw:frame>"
    )
    (tmp_path / "a.fodt").write_text(
        f"<office:document{spaces}><office:body><office:text><text:p>before"
        f"{image.format(data)}{image.format('???')}</text:p></office:text></office:body>"
        "</office:document>"
    )
    assert letters(load(tmp_path / "a.fodt").text) == "beforeInvoice4711"


def test_a_picture_on_a_sheet_is_read_on_its_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["k", "v"])
    book.active.append([1, 2])
    for name in ("drawn", "empty"):
        book.create_sheet(name)
    book["drawn"].add_image(openpyxl.drawing.image.Image(io.BytesIO(png("Invoice 4711"))))
    book.save(tmp_path / "a.xlsx")
    parsed = load(tmp_path / "a.xlsx")
    assert letters(parsed.text.partition("| 1 | 2 |")[2]) == "drawnInvoice4711"
    assert [remark.en for remark in parsed.remarks] == [READ]
    assert "drawn" not in load(tmp_path / "a.xlsx", ocr=False).text


def test_the_pictures_of_a_page_are_read_where_they_stand(tmp_path: Path) -> None:
    (tmp_path / "web" / "a_files" / "deep").mkdir(parents=True)
    (tmp_path / "web" / "a_files" / "deep" / "a b.png").write_bytes(png("Invoice 4711"))
    data = base64.b64encode(png("Room 808")).decode()
    page = tmp_path / "web" / "a.html"
    page.write_text(
        "<p>before <a><img src='a_files/deep/a%20b.png?x=1'></a></p><ul><li>point"
        f"<img src='data:image/png;base64,{data}'></li></ul><p>after</p>"
        "<img src='a_files/missing.png'>"
    )
    parsed = load(page)
    assert letters(parsed.text) == "beforeInvoice4711pointRoom808after"
    assert [remark.en for remark in parsed.remarks] == [
        READ.replace("1 picture was", "2 pictures were")
    ]
    assert letters(load(page, ocr=False).text) == "beforepointafter"


@pytest.mark.parametrize(
    "source",
    [
        "http://127.0.0.1:9/a.png",
        "//host/a.png",
        "file:{0}/a.png",
        "{0}/a.png",
        "../a.png",
        "a_files/l.png",
        "a_files/../a.png",  # a document of its own
        "images/a.png",
    ],
)
def test_a_page_has_no_pictures_from_elsewhere(tmp_path: Path, source: str) -> None:
    (tmp_path / "web" / "a_files").mkdir(parents=True)
    (tmp_path / "web" / "images").mkdir()
    for place in (".", "web", "web/images"):
        (tmp_path / place / "a.png").write_bytes(png("Invoice 4711"))
    (tmp_path / "web" / "a_files" / "l.png").symlink_to(tmp_path / "a.png")
    page = tmp_path / "web" / "a.html"
    page.write_text(f"<p>before<img src='{source.format(tmp_path)}'></p>")
    parsed = load(page)
    assert (parsed.text, parsed.remarks) == ("before", ())


def test_pictures_of_a_book_are_read_in_their_chapter(tmp_path: Path) -> None:
    cover = (
        "<svg:svg xmlns:svg='http://www.w3.org/2000/svg' "
        "xmlns:xlink='http://www.w3.org/1999/xlink'><svg:image xlink:href='i/1.png'/></svg:svg>"
    )
    path = book(
        tmp_path,
        **{
            "OEBPS/a.xhtml": f"<p>two</p>{cover}".replace("svg:", ""),
            "OEBPS/text/b b.xhtml": "<p>one</p><img src='../i/2.png'/><img src='../../../x.png'/>",
        },
    )
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("OEBPS/i/1.png", png("Room 808"))
        archive.writestr("OEBPS/i/2.png", png("Invoice 4711"))
    parsed = load(path)
    assert letters(parsed.text) == "oneInvoice4711twoRoom808"
    assert len(parsed.remarks) == 1


def test_pictures_of_a_web_archive_are_read(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail.set_content("<p>before<img src='http://x/1.png'></p>", subtype="html")
    mail.add_related(
        png("Invoice 4711"), "image", "png", headers=["Content-Location: http://x/1.png"]
    )
    (tmp_path / "a.mht").write_bytes(bytes(mail))
    assert letters(load(tmp_path / "a.mht").text) == "beforeInvoice4711"


def test_only_the_first_pictures_are_looked_at_and_the_rest_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pictures, "MOST", 2)
    monkeypatch.setattr(ocr, "read_image", lambda image: "text")
    turns: list[int] = []
    read = Pictures(ocr=True, on_page=lambda: turns.append(1))
    assert [read.text(png(name)) for name in ("one", "two", "three", "one")] == [
        *("text", "text", ""),
        "",
    ]
    assert len(turns) == 2
    assert [remark.en for remark in read.remarks()] == [
        "2 pictures were read by text recognition (OCR).",
        "1 picture after the first 2 was not looked at.",
    ]


def test_what_is_no_picture_or_too_small_has_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "read_image", lambda image: "text")
    read = Pictures(ocr=True)
    assert read.text(b"<svg/>" * 1000) == ""
    assert read.text(png("x")[:-200]) == ""
    assert read.text(b"\x89PNG") == ""
    assert read.remarks() == ()


@pytest.mark.parametrize(
    "error", [ocr.RecognitionError(), TypeError("unhashable"), MemoryError(), RuntimeError("x")]
)
def test_a_picture_that_pillow_stumbles_over_costs_no_document(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def stumble(data: bytes) -> str:
        raise error

    monkeypatch.setattr(pictures, "read_picture", stumble)
    read = Pictures(ocr=True)
    assert read.text(png("x")) == ""
    assert [remark.en for remark in read.remarks()] == ["1 picture could not be read."]


def test_a_picture_is_turned_as_the_camera_says(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[tuple[int, int]] = []

    def seen(image: Image.Image) -> str:
        sizes.append(image.size)
        return ""

    monkeypatch.setattr(ocr, "read_image", seen)
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    out = io.BytesIO()
    Image.effect_noise((300, 100), 90).save(out, "JPEG", exif=exif)
    Pictures(ocr=True).text(out.getvalue())
    assert sizes == [(100, 300)]
