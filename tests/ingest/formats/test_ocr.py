from __future__ import annotations

from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest
from PIL import Image

from ingest.formats import ocr
from ragqa.errors import DocumentError
from tests.ingest.devset import ROBUST

CHINESE = ROBUST / "other" / "chi_sim_image.jpeg"


@pytest.fixture(scope="module")
def advert() -> Image.Image:
    with Image.open(CHINESE) as image:
        return image.convert("RGB")


def test_chinese_lines_come_in_order(advert: Image.Image) -> None:
    lines = ocr.read_image(advert).split("\n")
    assert lines[0].startswith("新鲜甘草黄酮养分，是扫除肌肤代谢物")
    assert lines[2] == "倍感嫩白柔滑，宛若新生。"
    assert len(lines) == 5


def test_a_page_on_its_head_is_turned(advert: Image.Image) -> None:
    assert "适用人群：适合任何肌肤" in ocr.read_image(advert.rotate(180))


def test_vertical_writing_is_read_from_the_right() -> None:
    with pypdfium2.PdfDocument(ROBUST / "pdf" / "vertical.pdf") as document:
        image = document[0].render(scale=200 / 72).to_pil()
    assert ocr.read_image(image) == "あいうえお\n日本語"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "PA", "RGBA", "CMYK", "I", "F"])
@pytest.mark.parametrize("side", [50, 7000])
def test_every_mode_becomes_rgb(mode: str, side: int) -> None:
    image = Image.new("L", (side, 20), 255)
    image.paste(0, (0, 0, side, 10))
    fitted = ocr._fitted(image.convert(mode))
    assert fitted.mode == "RGB"
    assert fitted.getpixel((3, 3)) == (0, 0, 0)
    assert fitted.getpixel((3, fitted.height - 3)) == (255, 255, 255)


def test_deep_greys_are_scaled() -> None:
    deep = Image.frombytes("I;16", (2, 1), b"\xff\xff\x00\x80")
    fitted = ocr._fitted(deep)
    assert [fitted.getpixel((x, 0)) for x in (0, 1)] == [(255,) * 3, (127,) * 3]


def test_what_is_transparent_counts_as_white(advert: Image.Image) -> None:
    strip = advert.crop((0, 40, advert.width, 64))
    ink = Image.new("RGBA", strip.size, (0, 0, 0, 0))
    ink.putalpha(strip.convert("L").point(lambda grey: 255 - grey))
    assert "倍感嫩白柔滑" in ocr.read_image(ink)


@pytest.mark.parametrize("size", [(1, 1), (11, 11), (300, 2), (400, 300)])
def test_a_blank_image_has_no_text(size: tuple[int, int]) -> None:
    assert ocr.read_image(Image.new("RGB", size, "white")) == ""


def test_a_giant_image_is_made_smaller() -> None:
    fitted = ocr._fitted(Image.new("1", (30_000, 2_000), 1))
    assert fitted.size == (6_000, 400)
    assert fitted.mode == "RGB"


def test_missing_models_are_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(ocr, "_RECOGNISER", "other.onnx")
    with pytest.raises(DocumentError, match=r"models are missing; install rapidocr"):
        ocr._models()
