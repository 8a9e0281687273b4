"""Names that begin with their columns are told apart though the numbers end with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.formats.pages.layout import Box
from ingest.formats.pdf import pdf
from ingest.formats.tables.block import named_by
from tests.ingest.pdfs import placed, write_drawn

NAMES = ["Town", "Day", "Week"]
PRICES = [["Bath", "3.20", "20.00"], ["Hull", "5.10", "32.00"], ["Kendal", "6.39", "26.00"]]
MARKDOWN = (
    "| Town | Day | Week |\n| --- | --- | --- |\n| Bath | 3.20 | 20.00 |\n"
    "| Hull | 5.10 | 32.00 |\n| Kendal | 6.39 | 26.00 |"
)


def drawn(pitch: float) -> list[str]:
    """Names to the left of their columns, numbers to the right."""
    names = [placed(x, 700, name) for x, name in zip((60, 140, 240), NAMES, strict=True)]
    return names + [
        placed(x, 700 - pitch * n, cell)
        for n, row in enumerate(PRICES, 1)
        for x, cell in zip((60, 205, 305), row, strict=True)
    ]


@pytest.mark.parametrize("pitch", [13, 22])
@pytest.mark.parametrize("level", [True, False])
def test_names_to_the_left_of_numbers_to_the_right_name_them(
    tmp_path: Path, pitch: float, *, level: bool
) -> None:
    lines = [f"56 {y} m 340 {y} l S" for y in (712, 696, 694 - 3 * pitch)] if level else []
    path = write_drawn(tmp_path / "a.pdf", "\n".join([*drawn(pitch), *lines]).encode())
    assert pdf.load(path).text == MARKDOWN


def box(left: float, right: float) -> Box:
    return Box(left, 0, right, 8, "")


def test_a_name_over_another_column_and_one_too_few_name_none() -> None:
    columns = [(60.0, 90.0), (200.0, 230.0)]
    assert named_by([box(60, 80), box(120, 150)], columns) == [(60, 90), (120, 230)]
    assert named_by([box(60, 210), box(220, 250)], columns) is None
    assert named_by([box(60, 80), box(85, 150)], columns) is None
    assert named_by([box(60, 80)], columns) is None
