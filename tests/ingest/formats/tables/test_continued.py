from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfWriter

from ingest.formats.pdf import pdf
from ingest.formats.tables.continued import with_headers
from tests.ingest.pdfs import placed, ruled, write_drawn

TOP = "Prices.\n\n| Part | Price |\n| --- | --- |\n| N-1 | 1.50 |\n| N-2 | 2.50 |"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (TOP, "| N-3 | 3.50 |\n| --- | --- |\n| N-4 | 4.50 |\n\nAfter."),
        (
            f"Acme 2024\n{TOP}\n\nPage 1 of 2",
            "Acme 2024\n\n| N-3 | 3 |\n| --- | --- |\n\nPage 2 of 2",
        ),
    ],
)
def test_a_table_that_goes_on_has_its_header_on_each_page(first: str, second: str) -> None:
    told = second.replace("| N-3", "| Part | Price |\n| --- | --- |\n| N-3")
    told = told[::-1].replace("\n| --- | --- |"[::-1], "", 1)[::-1]
    assert with_headers([first, second]) == [first, told]
    assert with_headers([first, second, second])[2] == told


def test_a_row_that_the_page_ended_in_names_no_columns() -> None:
    first = "| Part | Of what | Price |\n| --- | --- | --- |\n| N-1 | Long bolt of | 1.50 |"
    second = "|  | stainless steel |  |\n| --- | --- | --- |\n| N-2 | Nut | 2.50 |"
    told = (
        "| Part | Of what | Price |\n| --- | --- | --- |\n|  | stainless steel |  |\n"
        "| N-2 | Nut | 2.50 |"
    )
    assert with_headers([first, second]) == [first, told]
    other = "|  | Sales | Costs |\n| --- | --- | --- |\n| North | 2 | 3 |"
    assert with_headers([first, other]) == [first, other]


@pytest.mark.parametrize(
    "second",
    [
        "| Part | Price |\n| --- | --- |\n| N-3 | 3.50 |",  # has it already
        "| Name | Age |\n| --- | --- |\n| Ann | 35 |",  # another table
        "| N-3 | 3.50 | 4 |\n| --- | --- | --- |",
        "More of them:\n\n| N-3 | 3.50 |\n| --- | --- |",
        "No table.",
        "| N-3 | 3.50 |",
    ],
)
def test_other_tables_keep_theirs(second: str) -> None:
    assert with_headers([TOP, second]) == [TOP, second]


@pytest.mark.parametrize("first", ["| 2 | 3.5 |\n| --- | --- |\n| 4 | 5.5 |", f"{TOP}\n\nEnd.", ""])
def test_a_page_whose_table_ended_or_has_no_names_gives_none(first: str) -> None:
    second = "| N-3 | 3.50 |\n| --- | --- |\n| N-4 | 4.50 |"
    assert with_headers([first, second]) == [first, second]


def test_a_table_over_two_pages_of_a_file(tmp_path: Path) -> None:
    writer = PdfWriter()
    for n, rows in enumerate(
        ((("Part", "Price"), ("N-1", "1.50")), (("N-2", "2.50"), ("N-3", "3")))
    ):
        drawn = [ruled((50, 150, 250), (660, 680, 700))]
        drawn += [
            placed(x, y, cell)
            for y, row in zip((690, 670), rows, strict=True)
            for x, cell in zip((60, 160), row, strict=True)
        ]
        writer.append(write_drawn(tmp_path / f"{n}.pdf", "\n".join(drawn).encode()))
    writer.write(tmp_path / "a.pdf")
    assert pdf.load(tmp_path / "a.pdf").text == (
        "| Part | Price |\n| --- | --- |\n| N-1 | 1.50 |\n\n"
        "| Part | Price |\n| --- | --- |\n| N-2 | 2.50 |\n| N-3 | 3 |"
    )
