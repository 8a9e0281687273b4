from __future__ import annotations

from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest
from PIL.Image import Image as Picture

from ingest.formats import ocr
from ingest.formats.pdf import pdf
from ragqa.errors import DocumentError
from tests.ingest.devset import ROBUST
from tests.ingest.pdfs import placed, ruled, write_drawn, write_pdf

FEATURES = [("Name", "Size", "Note"), ("pump", "3 mm", "green"), ("valve", "12 mm", "a | b")]


def table(columns: list[float], *, lines: bool) -> bytes:
    rows = [placed(60, 760, "Some words before.")]
    rows += [
        placed(columns[c] + 4, 706 - 20 * r, text)
        for r, cells in enumerate(FEATURES)
        for c, text in enumerate(cells)
    ]
    rows.append(placed(60, 600, "Some words after."))
    drawn = ruled([*columns, columns[-1] + 80], [720 - 20 * n for n in range(4)]) if lines else ""
    return "\n".join((*rows, drawn)).encode()


def test_a_ruled_table_becomes_markdown_with_its_header(tmp_path: Path) -> None:
    path = write_drawn(tmp_path / "a.pdf", table([60, 140, 220], lines=True))
    assert pdf.load(path).text == (
        "Some words before.\n\n| Name | Size | Note |\n| --- | --- | --- |\n"
        "| pump | 3 mm | green |\n| valve | 12 mm | a \\| b |\n\nSome words after."
    )


@pytest.mark.parametrize("before", range(8))
def test_a_small_table_among_hundreds_of_objects_is_found(tmp_path: Path, before: int) -> None:
    words = [placed(60 + 20 * (n % 20), 500 - 12 * (n // 20), "ab") for n in range(600)]
    drawn = table([60, 140, 220], lines=True).decode()
    content = "\n".join((*words[:before], drawn, *words[before:]))
    text = pdf.load(write_drawn(tmp_path / "a.pdf", content.encode())).text
    assert "| valve | 12 mm | a \\| b |" in text


def test_spaced_out_text_without_lines_is_no_table(tmp_path: Path) -> None:
    path = write_drawn(tmp_path / "a.pdf", table([60, 140, 220], lines=False))
    assert "|" not in pdf.load(path).text.replace("a | b", "")


@pytest.mark.parametrize("columns", [[50.0, 400.0], [50.0]])
def test_a_frame_around_text_is_no_table(tmp_path: Path, columns: list[float]) -> None:
    text = [placed(60, 700 - 14 * n, f"line {n} of a listing") for n in range(5)]
    frame = ruled(columns, [720, 620]) if len(columns) > 1 else ruled([50, 400], [720, 690, 620])
    path = write_drawn(tmp_path / "a.pdf", "\n".join((*text, frame)).encode())
    assert pdf.load(path).text.count("\n") == 4
    assert "|" not in pdf.load(path).text


def test_columns_that_the_file_mixes_are_read_one_after_the_other(tmp_path: Path) -> None:
    words = "several words that fill the width of one column so"
    lines = [
        placed(x, 700 - 12 * n, f"{name}{n} {words}")
        for n in range(12)
        for x, name in ((50, "left"), (310, "right"))
    ]
    text = pdf.load(write_drawn(tmp_path / "a.pdf", "\n".join(lines).encode())).text
    found = [word for word in text.split() if word[-1].isdigit()]
    assert found == [f"left{n}" for n in range(12)] + [f"right{n}" for n in range(12)]


def test_vertical_writing_is_read_from_the_right() -> None:
    parsed = pdf.load(ROBUST / "pdf" / "vertical.pdf", recognise=False)
    assert parsed.text.strip() == "あいうえお\n日本語"


def test_attachments_are_listed() -> None:
    parsed = pdf.load(ROBUST / "pdf" / "with-attachment.pdf")
    assert parsed.text.endswith("\n\nAttachments (附件):\n- image.png")
    assert parsed.headings[-1].title == "Attachments"
    assert parsed.text[parsed.headings[-1].start :].startswith("Attachments")


def test_only_pages_without_usable_text_are_recognised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[tuple[int, int]] = []

    def read_image(image: Picture) -> str:
        sizes.append(image.size)
        return "recognised"

    monkeypatch.setattr(ocr, "read_image", read_image)
    pages = [["fine"], ["\xc4\xbf\xa1\xa1\xc2\xbc\xd8"], [], ["fine too"]]
    path = write_pdf(tmp_path / "a.pdf", pages)
    told: list[int] = []
    parsed = pdf.load(path, on_page=lambda: told.append(1))
    assert parsed.text == "fine\n\nrecognised\n\n\n\nfine too"
    assert (parsed.pages_by_ocr, parsed.pages_without_text) == ((2,), (3,))
    assert sizes == [(1653, 2339)]  # 200 dpi; nothing is painted on the blank page
    assert len(told) == 1
    assert pdf.load(path, recognise=False).pages_without_text == (2, 3)


def test_a_page_that_cannot_be_painted_does_not_cost_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise pypdfium2.PdfiumError("no bitmap")

    monkeypatch.setattr(pypdfium2.PdfPage, "render", fail)
    path = write_pdf(tmp_path / "a.pdf", [["fine"], ["\xc4\xbf\xa1\xa1\xc2\xbc\xd8"]])
    assert pdf.load(path).pages_without_text == (2,)


def failing_on(sizes: set[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Recognition that fails on pages of some widths in pixels."""

    def engine(image: Picture) -> None:
        if not sizes or image.width in sizes:
            raise ValueError("no such shape")

    monkeypatch.setattr(ocr, "_engine", lambda: engine)


def test_a_page_at_which_recognition_fails_is_told_from_one_without_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing_on(set(), monkeypatch)
    path = write_pdf(tmp_path / "a.pdf", [["fine"], ["\xc4\xbf\xa1\xa1\xc2\xbc\xd8"], []])
    parsed = pdf.load(path)
    assert (parsed.text, parsed.pages_without_text) == ("fine\n\n\n\n", (2, 3))
    assert [r.en for r in parsed.remarks] == ["Text recognition failed on page 2."]
    assert [r.zh for r in parsed.remarks] == ["1 页文字识别失败：第 2 页。"]
    failing_on({1}, monkeypatch)
    assert pdf.load(path).remarks == ()


def test_a_file_is_not_called_empty_when_recognition_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing_on(set(), monkeypatch)
    path = write_drawn(tmp_path / "a.pdf", b"0 0 9 9 re f")
    with pytest.raises(DocumentError, match="Text recognition failed on page 1"):
        pdf.load(path)


def test_a_giant_page_is_rendered_within_a_cap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pixels: list[int] = []

    def read_image(image: Picture) -> str:
        pixels.append(image.width * image.height)
        return "recognised"

    monkeypatch.setattr(ocr, "read_image", read_image)
    path = write_drawn(tmp_path / "a.pdf", b"0 0 9 9 re f", size=(14_400, 14_400))
    assert pdf.load(path).text == "recognised"
    assert 11e6 < pixels[0] < 12.1e6


def test_letters_that_are_set_apart_are_words(tmp_path: Path) -> None:
    lines = "".join(
        f"{x} {y} Td 6 Tc ({text}) Tj {-x} {-y} Td "
        for x, y, text in (
            (60, 700, "The"),
            (120, 700, "reptile"),
            (240, 700, "still"),
            (60, 680, "lies"),
            (130, 680, "in"),
            (170, 680, "its"),
            (230, 680, "basket"),
        )
    )
    path = write_drawn(tmp_path / "a.pdf", f"BT /F1 12 Tf {lines} ET".encode())
    assert pdf.load(path, recognise=False).text == "The reptile still\nlies in its basket"


def test_columns_of_words_are_no_columns_of_prose(tmp_path: Path) -> None:
    rows = [(f"Site {n}", "Germany", f"Person {n}", "ready") for n in range(20)]
    content = [
        placed(x, 700 - 14 * n, text)
        for n, row in enumerate(rows)
        for x, text in zip((60, 130, 310, 380), row, strict=True)
    ]
    text = pdf.load(write_drawn(tmp_path / "a.pdf", "\n".join(content).encode())).text
    assert text.split("\n") == [" ".join(row) for row in rows]


def test_the_rows_of_a_table_are_in_order_though_its_columns_are_wide(tmp_path: Path) -> None:
    said = "what is asked for is told in a line of this length"
    content = [placed(x, 700 - 14 * n, f"{n} {said}") for n in range(12) for x in (60, 310)]
    content.append(ruled((56, 306, 556), [711 - 14 * n for n in range(13)]))
    text = pdf.load(write_drawn(tmp_path / "a.pdf", "\n".join(content).encode())).text
    assert text.startswith(f"| 0 {said} | 0 {said} |\n| --- | --- |\n| 1 {said} | 1 {said} |")
