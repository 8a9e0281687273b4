"""Tables that a PDF is tagged with become Markdown, those of words alone too."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from ingest.formats.pdf import pdf
from tests.ingest.pdfs import write_tagged

PLACES = [60, 200, 340]
TOOLS = [
    ["Tool", "Language", "Licence"],
    ["debuild", "Perl", "free software"],
    ["sbuild", "Perl", ""],
    ["whalebuilder", "Ruby", "free as well"],
]
MARKDOWN = (
    "| Tool | Language | Licence |\n| --- | --- | --- |\n| debuild | Perl | free software |\n"
    "| sbuild | Perl |  |\n| whalebuilder | Ruby | free as well |"
)


@pytest.mark.parametrize("inner", ["P", "Span"])
def test_a_tagged_table_of_words_becomes_markdown(tmp_path: Path, inner: str) -> None:
    path = write_tagged(tmp_path / "a.pdf", TOOLS, PLACES, inner=inner)
    assert pdf.load(path).text == f"Words before.\n\n{MARKDOWN}\n\nWords after."


def test_a_cell_across_columns_is_one(tmp_path: Path) -> None:
    across = [TOOLS[0], ["all of these build a Debian package from source"], *TOOLS[1:]]
    text = pdf.load(write_tagged(tmp_path / "a.pdf", across, PLACES)).text
    assert "| --- |\n| all of these build a Debian package from source |" in text
    assert "| debuild | Perl | free software |" in text


@pytest.mark.parametrize(
    ("rows", "places"),
    [
        pytest.param([["alone"], ["in a"], ["column"]], PLACES, id="one column"),
        pytest.param([["alone", "in a row"]], PLACES, id="one row"),
        pytest.param(
            [["a text that reaches into", "the next"], ["one more of them", "here"]],
            [60, 90],
            id="columns in one another",
        ),
        pytest.param([["a", ""], ["b", ""], ["c", ""]], PLACES, id="an empty column"),
    ],
)
def test_what_is_tagged_but_no_table_stays_text(
    tmp_path: Path, rows: Sequence[Sequence[str]], places: Sequence[float]
) -> None:
    assert "|" not in pdf.load(write_tagged(tmp_path / "a.pdf", rows, places)).text


def test_tags_without_end_cost_a_bounded_time(tmp_path: Path) -> None:
    path = write_tagged(tmp_path / "a.pdf", [["x", "y"]] * 4_500, PLACES)
    assert "|" not in pdf.load(path).text


def test_a_table_within_one_is_left_as_text(tmp_path: Path) -> None:
    path = write_tagged(tmp_path / "a.pdf", TOOLS, PLACES, inner="Table")
    assert "|" not in pdf.load(path).text
