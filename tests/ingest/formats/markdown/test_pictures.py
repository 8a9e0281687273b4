from __future__ import annotations

import base64
from pathlib import Path

import pytest

from ingest.formats.markdown.pictures import without_pictures
from ingest.loading.loaders import load
from tests.ingest.formats.test_pictures import READ, letters, png

DATA = "data:image/png;base64,iVBORw0KGgo="


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (f"a ![the pump]({DATA}) b\nc\n\nd", "a the pump b\nc\n\nREAD\n\nd"),
        (f"a\n![](<{DATA}> 'Pump')\n![]({DATA})", "a\n\n\n\nREAD\n\nREAD"),
        (f"| ![][image1] | b |\n\n[image1]: <{DATA}>\n", "|  | b |\n\nREAD\n\n"),
        (f"![Pump]\n\n  [PUMP]: {DATA} 'a'\n\nb", "Pump\n\nREAD\n\n\nb"),
        (f'a <img alt="x" src="{DATA}" width=3/>b', "a b\n\nREAD"),
    ],
)
def test_a_picture_in_the_text_itself_is_read_below_its_paragraph(source: str, shown: str) -> None:
    def read(data: str) -> str:
        assert data == DATA
        return "READ"

    assert without_pictures(source, read) == shown


@pytest.mark.parametrize(
    "source",
    [
        "![a](b.png) ![c][d] ![e] <img src='f.png'>\n\n[d]: g.png",
        f"```\n![a]({DATA})\n[b]: {DATA}\n```",
        f"The text {DATA} is a picture.",
    ],
)
def test_other_pictures_are_left(source: str) -> None:
    assert without_pictures(source, lambda _: "READ") == source


@pytest.mark.parametrize("piece", ["![", "![a](data:image/", "[a]: data:image/", "<img ", "![a]["])
def test_what_never_ends_is_read_in_bounds(piece: str) -> None:
    source = f"{DATA} {piece * 50_000}"
    assert len(without_pictures(source, lambda _: "")) <= len(source)


def test_the_pictures_of_a_file_are_read(tmp_path: Path) -> None:
    picture = base64.b64encode(png("Invoice 4711")).decode()
    path = tmp_path / "a.md"
    path.write_text(f"before ![][a]\n\n# after\n\n[a]: <data:image/png;base64,{picture}>\n")
    parsed = load(path)
    assert letters(parsed.text) == "beforeInvoice4711after"
    assert [heading.title for heading in parsed.headings] == ["after"]
    assert [remark.en for remark in parsed.remarks] == [READ]
    assert letters(load(path, ocr=False).text) == "beforeafter"
