"""Images: which are read, and which are refused before a pixel of them is."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from ingest.formats import images, ocr
from ingest.formats.images import load_image
from ingest.loading.loaders import load
from ingest.parsed import Parsed
from ingest.sandbox.sandbox import Parser
from ragqa.errors import DocumentError


def picture(text: str, mode: str = "RGB") -> Image.Image:
    image = Image.new("RGB", (500, 80), "white")
    ImageDraw.Draw(image).text((20, 15), text, fill="black", font_size=40)
    return image.convert(mode)


@pytest.fixture
def read_by_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stands in for the recognition, which takes seconds."""
    monkeypatch.setattr(ocr, "read_image", lambda image: f"{image.size[0]} {image.mode}")


@pytest.mark.parametrize("suffix", ["png", "jpg", "bmp", "gif", "webp", "tif"])
def test_every_kind_of_image_is_read(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    picture("Invoice 4711").save(path)
    assert load(path).text.replace(" ", "") == "Invoice4711"


@pytest.mark.usefixtures("read_by_size")
def test_the_pages_of_a_tiff_are_pages(tmp_path: Path) -> None:
    frames = [Image.new("1", (100 + n, 20)) for n in range(3)]
    frames[0].save(tmp_path / "a.tif", save_all=True, append_images=frames[1:])
    parsed = load_image(tmp_path / "a.tif")
    assert parsed.text == "100 1\n\n101 1\n\n102 1"
    assert [page.number for page in parsed.pages] == [1, 2, 3]
    assert parsed.pages_by_ocr == (1, 2, 3)


def test_a_page_of_a_tiff_at_which_recognition_fails_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(image: Image.Image) -> str:
        if image.width != 102:
            raise ocr.RecognitionError
        return "text"

    monkeypatch.setattr(ocr, "read_image", read)
    frames = [Image.new("1", (100 + n, 20)) for n in range(3)]
    frames[0].save(tmp_path / "a.tif", save_all=True, append_images=frames[1:])
    parsed = load_image(tmp_path / "a.tif")
    assert (parsed.text, parsed.pages_without_text) == ("text", (1, 2))
    assert parsed.remarks[0].en == "Text recognition failed on 2 pages: 1, 2."
    for number, images_ in enumerate((frames[:1], frames[:2])):
        path = tmp_path / f"{number}.tif"
        images_[0].save(path, save_all=True, append_images=images_[1:])
        with pytest.raises(DocumentError, match="text recognition failed on it"):
            load_image(path)


@pytest.mark.usefixtures("read_by_size")
def test_of_an_animation_the_first_picture_is_read(tmp_path: Path) -> None:
    frames = [Image.new("P", (50, 20), n) for n in range(3)]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:])
    parsed = load_image(tmp_path / "a.gif")
    assert parsed == Parsed("50 P")


@pytest.mark.usefixtures("read_by_size")
def test_a_photograph_is_turned_as_the_camera_says(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (60, 20)).save(tmp_path / "a.jpg", exif=exif)
    assert load_image(tmp_path / "a.jpg").text == "20 RGB"


def gigantic(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is large."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = b""
    for kind, data in ((b"IHDR", head), (b"IDAT", zlib.compress(b"")), (b"IEND", b"")):
        chunks += struct.pack(">I", len(data)) + kind + data
        chunks += struct.pack(">I", zlib.crc32(kind + data))
    return b"\x89PNG\r\n\x1a\n" + chunks


def bitmap(width: int, height: int) -> bytes:
    return b"BM" + struct.pack("<IIIIiiHHIIiiII", 100, 0, 54, 40, width, height, 1, 24, *[0] * 6)


def tiff(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("L", (1, 1)).save(out, "TIFF")
    data = bytearray(out.getvalue())
    for tag, value in ((256, width), (257, height)):
        place = data.index(struct.pack("<HHI", tag, 4, 1)) + 8
        data[place : place + 4] = struct.pack("<I", value)
    return bytes(data)


@pytest.mark.parametrize("make", [gigantic, bitmap, tiff])
def test_gigantic_images_are_refused_unread(tmp_path: Path, make: Any) -> None:
    (tmp_path / "a.png").write_bytes(make(60_000, 60_000))
    with (
        Parser(wall_seconds=60, memory_bytes=1 << 30) as parser,
        pytest.raises(DocumentError) as caught,
    ):
        parser.parse(tmp_path / "a.png")
    assert caught.value.en == (
        "a.png has 60000 x 60000 pixels, more than 100 million; make it smaller."
    )


def test_too_many_pages_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "MAX_PAGES", 1)
    frame = Image.new("1", (20, 20))
    frame.save(tmp_path / "a.tif", save_all=True, append_images=[frame])
    with pytest.raises(DocumentError, match="has 2 pages, more than the 1"):
        load_image(tmp_path / "a.tif")


@pytest.mark.parametrize("data", [b"", b"no image", gigantic(10, 10), b"GIF89a" + bytes(20)])
def test_what_is_no_image_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.png").write_bytes(data)
    with pytest.raises(DocumentError, match="is damaged, or is not an image"):
        load_image(tmp_path / "a.png")


def test_an_image_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    picture("x").save(out, "JPEG")
    (tmp_path / "a.jpg").write_bytes(out.getvalue()[:900])
    with pytest.raises(DocumentError, match="is damaged"):
        load_image(tmp_path / "a.jpg")
