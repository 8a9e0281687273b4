"""Tables without lines become Markdown; whatever else stands in columns stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from ingest.formats.pages.layout import Box
from ingest.formats.pdf import pdf
from ingest.formats.tables import spaced as spaced_tables
from ingest.formats.tables.ruled import Grid
from tests.calls import calls
from tests.ingest.devset import DOCS, ROBUST
from tests.ingest.pdfs import placed, ruled, write_drawn

Rows = Sequence[Sequence[str]]

RESULTS = [
    ["", "2022", "2023", "Change"],
    ["Revenue", "1234", "2345", "90%"],
    ["Cost of goods sold", "(800)", "(900)", "13%"],
    ["Operating costs", "", "", ""],
    ["Staff", "120", "130", "8%"],
    ["Profit", "-314", "1315", "n/a"],
]
MARKDOWN = (
    "|  | 2022 | 2023 | Change |\n| --- | --- | --- | --- |\n"
    "| Revenue | 1234 | 2345 | 90% |\n| Cost of goods sold | (800) | (900) | 13% |\n"
    "| Operating costs |  |  |  |\n| Staff | 120 | 130 | 8% |\n| Profit | -314 | 1315 | n/a |"
)
# Of Helvetica at 9 points.
_WIDTHS = {"(": 3.0, ")": 3.0, "%": 8.0, "-": 3.0, ".": 2.5, ",": 2.5, " ": 2.5}


def width(text: str) -> float:
    return sum(_WIDTHS.get(char, 5.0) for char in text)


def cells(
    rows: Rows, *, top: float = 700, by_column: bool = False, right: bool = True, left: float = 60
) -> list[str]:
    """Rows of cells 80 points apart, those after the first column to the right."""
    places = [(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row) if text]
    if by_column:
        places.sort(key=lambda place: (place[1], place[0]))
    return [
        placed(
            left + 110 * bool(c) + 80 * c - (width(text) if right and c else 0), top - 13 * r, text
        )
        for r, c, text in places
    ]


def read(tmp_path: Path, drawn: Sequence[str]) -> str:
    page = [placed(60, 780, "Words before."), *drawn, placed(60, 300, "Words after.")]
    path = write_drawn(tmp_path / "a.pdf", "\n".join(page).encode("latin-1"))
    return pdf.load(path).text


@pytest.mark.parametrize("by_column", [False, True])
def test_a_table_parted_by_white_space_becomes_markdown(tmp_path: Path, *, by_column: bool) -> None:
    text = read(tmp_path, cells(RESULTS, by_column=by_column))
    assert text == f"Words before.\n\n{MARKDOWN}\n\nWords after."


def test_rows_of_a_header_become_one(tmp_path: Path) -> None:
    rows = [["Product", "Sales", "Price"], ["", "pieces", "euros"], ["pump", "12", "340"]]
    text = read(tmp_path, cells([*rows, ["valve", "7", "55"], ["seal", "950", "2"]]))
    assert "| Product | Sales pieces | Price euros |\n| --- | --- | --- |\n| pump | 12 |" in text


def test_two_tables_on_a_page_and_one_with_lines(tmp_path: Path) -> None:
    small = [["Name", "Count"], ["pump", "12"], ["valve", "7"], ["seal", "950"]]
    frame = ruled([56, 160, 300], [572 - 13 * n for n in range(5)])
    drawn = [*cells(RESULTS), *cells(small, top=500), *cells(small, top=563, right=False), frame]
    text = read(tmp_path, drawn)
    assert MARKDOWN in text
    assert text.count("| Name | Count |\n| --- | --- |\n| pump | 12 |\n| valve | 7 |") == 2


def test_units_in_the_last_column(tmp_path: Path) -> None:
    rows = [["Part", "Value", "Unit"], ["length", "12.5", "mm"], ["mass", "340", "kg"]]
    text = read(tmp_path, cells([*rows, ["pressure", "1.2", "bar"]]))
    assert "| Part | Value | Unit |\n| --- | --- | --- |\n| length | 12.5 | mm |" in text


def test_a_column_aligned_by_its_points(tmp_path: Path) -> None:
    rows = [["Sample", "Share"], ["iron", "1.25"], ["zinc", "12.5"], ["copper", "0.0625"]]
    rows += [["tin", "123.5"], ["lead", "7"]]
    drawn = [placed(60, 700 - 13 * n, row[0]) for n, row in enumerate(rows)]
    drawn += [
        placed(260 - width(row[1].partition(".")[0]), 700 - 13 * n, row[1])
        for n, row in enumerate(rows)
    ]
    assert "| Sample | Share |\n| --- | --- |\n| iron | 1.25 |" in read(tmp_path, drawn)


def test_a_table_in_one_of_two_columns(tmp_path: Path) -> None:
    prose = "Words that fill the whole of a column of text"
    left = [placed(60, 760 - 13 * n, f"{prose}, {n}a") for n in range(24)]
    right = [placed(320, 760 - 13 * n, f"{prose}, {n}b") for n in range(24) if not 3 <= n < 7]
    small = [["Name", "Count"], ["pump", "12"], ["valve", "7"], ["seal", "950"]]
    table = cells(small, top=760 - 13 * 3, left=320)
    text = read(tmp_path, [*left, *right[:3], *table, *right[3:]])
    assert (
        "2b\n\n| Name | Count |\n| --- | --- |\n| pump | 12 |\n| valve | 7 |\n| seal | 950 |\n\n"
        in text
    )
    assert text.count("|---") + text.count("| --- |") == 1


WORDS = "several words of a text that goes on and on 12"
TALK = "What was said by those who were there"
CONTENTS = [["Introduction", "1"], ["Method", "4"], ["Results", "9"], ["Appendix", "15"]]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([[WORDS, f"and more of {n}"] for n in range(8)], id="prose"),
        pytest.param([["Chapter", "Page"], *CONTENTS], id="contents"),
        pytest.param(
            [["No.", "Chapter", "Page"], *([f"{n}.", *row] for n, row in enumerate(CONTENTS, 1))],
            id="numbered contents",
        ),
        pytest.param(
            [["A", ""], ["apple", "12"], ["apricot", "19"], ["avocado", "44"]], id="index"
        ),
        pytest.param([["apple . . . . .", "12"], ["pear . . . . .", "9"]] * 3, id="leaders"),
        pytest.param([["1.", "first"], ["2.", "second"], ["3.", "third"]], id="list"),
        pytest.param([["Number", "123"], ["Day", "12"], ["Sum", "45"], ["Tax", "3"]], id="form"),
        pytest.param([["x", "y"], ["a = b", "3"], ["c = d", "1"], ["e = f", "2"]], id="formulas"),
        pytest.param([["Points", "Pages"], *([TALK, str(n)] for n in (9, 4, 7))], id="sentences"),
        pytest.param([["Name", "Size"], ["pump", "3"], ["valve", "4"]][:2], id="two rows"),
    ],
)
def test_what_only_stands_in_columns_is_no_table(tmp_path: Path, rows: Rows) -> None:
    assert "|" not in read(tmp_path, cells(rows))


def test_code_is_no_table_beside_one(tmp_path: Path) -> None:
    code = [cell.replace("/F1", "/F2") for cell in cells(RESULTS, top=500, right=False)]
    assert read(tmp_path, [*cells(RESULTS), *code]).count("| 2022 |") == 1


def test_numbers_that_are_not_aligned_are_no_table(tmp_path: Path) -> None:
    off = [0, 14, 3, 20, 9, 26]
    drawn = [
        placed(60 + 120 * c + (off[r] if c else 0), 700 - 13 * r, text)
        for r, row in enumerate(RESULTS)
        for c, text in enumerate(row)
        if text
    ]
    assert "|" not in read(tmp_path, drawn)


@pytest.mark.parametrize("path", [*DOCS.glob("*.pdf"), ROBUST / "pdf" / "multicolumn.pdf"])
def test_real_pages_without_such_tables_have_none(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[Grid] = []
    real = spaced_tables.spaced_grids

    def noted(*given: Any) -> list[Grid]:
        found.extend(real(*given))
        return []

    monkeypatch.setattr(spaced_tables, "spaced_grids", noted)
    pdf.load(path, recognise=False)
    assert found == []


def test_the_lines_of_a_cell_are_one_row(tmp_path: Path) -> None:
    rows = [
        ["Part", "Description", "Price", "Count"],
        ["N-1", "Long bolt of", "1.50", "10"],
        ["", "stainless steel", "", ""],
        ["N-2", "Short bolt", "2.50", "20"],
        ["N-3", "Nut of", "0.10", "500"],
        ["", "brass, for", "", ""],
        ["", "boats", "", ""],
        ["N-4", "Washer", "0.05", "900"],
        ["", "", "0.04", "1000"],
    ]
    assert read(tmp_path, cells(rows, right=False)) == (
        "Words before.\n\n| Part | Description | Price | Count |\n| --- | --- | --- | --- |\n"
        "| N-1 | Long bolt of stainless steel | 1.50 | 10 |\n| N-2 | Short bolt | 2.50 | 20 |\n"
        "| N-3 | Nut of brass, for boats | 0.10 | 500 |\n| N-4 | Washer | 0.05 | 900 |\n"
        "|  |  | 0.04 | 1000 |\n\nWords after."
    )


def grid(rows: int, columns: int) -> list[Box]:
    """Pieces of text in columns; each second row may be the second line of cells."""
    return [
        Box(60 * c, 10 * r, 60 * c + 40, 10 * r + 9, "word")
        for r in range(rows)
        for c in range(r % 2, columns)
    ]


def test_cells_of_two_lines_take_work_that_grows_with_them() -> None:
    def read(rows: int) -> list[Grid]:
        return spaced_tables.spaced_grids(grid(rows, 6), lambda box: box.text, lambda _: False)

    assert read(400) == []
    assert calls(lambda: read(400)) < 3 * calls(lambda: read(200))


def test_columns_without_readable_text_are_none() -> None:
    assert spaced_tables.spaced_grids(grid(6, 3), lambda _: "", lambda _: False) == []
