"""Drawings in SVG: what can be read on them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.formats.web.svg import load_svg
from ingest.loading.loaders import load
from ingest.parsed import Parsed
from ragqa.errors import DocumentError

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:h="http://www.w3.org/1999/xhtml">'


def read(folder: Path, content: str) -> Parsed:
    (folder / "a.svg").write_text(f"{HEAD}{content}</svg>", encoding="utf-8")
    return load_svg(folder / "a.svg")


def test_labels_are_lines_under_the_title(tmp_path: Path) -> None:
    parsed = read(
        tmp_path,
        "<title>水泵 Pump P-7</title><desc>How water flows.</desc><rect/>"
        '<g><title>Tank</title><text x="1" y="2">Holds 400 l</text>'
        "<a><text>见图 3</text></a><path d='M0'/></g>",
    )
    assert parsed.title == "水泵 Pump P-7"
    assert parsed.text == "# 水泵 Pump P-7\n\nHow water flows.\nTank\nHolds 400 l\n见图 3"
    assert [heading.title for heading in parsed.headings] == ["水泵 Pump P-7"]


def test_lines_of_a_label_are_one_text_and_pieces_of_a_line_one_word(tmp_path: Path) -> None:
    parsed = read(
        tmp_path,
        '<text y="5"><tspan x="1" y="5">Open the</tspan><tspan x="1" y="9">valve</tspan></text>'
        '<text><tspan x="1" dy="0">关闭</tspan><tspan x="1" dy="1.2em">阀门</tspan></text>'
        '<text x="1">Va<tspan x="9" font-weight="bold">lve</tspan> 12</text>',
    )
    assert parsed.text == "Open the valve\n关闭阀门\nValve 12"


def test_what_is_not_shown_is_left_out(tmp_path: Path) -> None:
    parsed = read(
        tmp_path,
        "<style>text { fill: red }</style><defs><text>Never used</text></defs>"
        '<g style="opacity:1; display: none"><text>Layer 2</text></g>'
        '<text display="none">Old</text><text>Seen</text>',
    )
    assert parsed.text == "Seen"


def test_of_what_is_told_in_several_ways_the_first_is_read(tmp_path: Path) -> None:
    parsed = read(
        tmp_path,
        "<switch><foreignObject><h:div><h:p>Check the</h:p><h:p>order</h:p></h:div></foreignObject>"
        "<text>Text is not SVG - cannot display</text></switch>",
    )
    assert parsed.text == "Check the order"


def test_letters_as_shapes_alone_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text(f"{HEAD}<path d='M0'/></svg>")
    with pytest.raises(DocumentError, match=r"^a\.svg is a drawing without text") as caught:
        load(tmp_path / "a.svg")
    assert "png" in caught.value.zh


def test_elements_one_in_another_are_read(tmp_path: Path) -> None:
    deep = "<g>" * 1_000 + "<text>Low</text>" + "</g>" * 1_000
    assert read(tmp_path, deep).text == "Low"
