"""Tables within a cell, and those with an upright line behind their first column alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ingest.formats.pdf import pdf
from tests.ingest.pdfs import placed, write_drawn


def read(tmp_path: Path, *content: str) -> str:
    return pdf.load(write_drawn(tmp_path / "a.pdf", "\n".join(content).encode())).text


def texts(rows: Sequence[Sequence[str]], places: Sequence[float], top: float) -> list[str]:
    return [
        placed(x, top - 14 * n, text)
        for n, row in enumerate(rows)
        for x, text in zip(places, row, strict=False)
        if text
    ]


def level(y: float, left: float = 56, right: float = 456) -> str:
    return f"1 w {left} {y} m {right} {y} l S"


def upright(x: float, top: float, bottom: float) -> str:
    return f"1 w {x} {top} m {x} {bottom} l S"


RESULTS = [
    ["Method", "Accuracy", "Speed", "Cost"],
    ["Baseline", "high", "slow", "low"],
    ["Ours", "higher", "fast", "medium"],
]
ITEMS = [
    ["Item", "Unit", "Number", "Price", "Amount"],
    ["*Paper* A4", "box", "2", "138.05", "276.10"],
    ["Pens", "piece", "10", "1.50", "15.00"],
    ["Sum", "", "", "", "291.10"],
]


def test_one_upright_line_behind_the_first_column(tmp_path: Path) -> None:
    lines = [*map(level, (712, 697, 668)), upright(150, 712, 668)]
    assert read(tmp_path, *texts(RESULTS, (60, 160, 260, 360), 700), *lines) == (
        "| Method | Accuracy | Speed | Cost |\n| --- | --- | --- | --- |\n"
        "| Baseline | high | slow | low |\n| Ours | higher | fast | medium |"
    )


def test_the_items_of_an_invoice_in_one_cell_are_a_table(tmp_path: Path) -> None:
    text = read(
        tmp_path,
        *texts([["Buyer", "Name: ACME", "Seller", "Name: Nordflytt"]], (60, 110, 260, 310), 740),
        *texts(ITEMS, (60, 180, 240, 320, 400), 710),
        *texts(
            [["Total in words", "two hundred", "EUR 291.10"], ["Note", "order 8"]],
            (60, 180, 330),
            640,
        ),
        *map(level, (752, 724, 652, 636, 622)),
        *(upright(x, 752, 622) for x in (56, 456)),
        *(upright(x, 752, 724) for x in (106, 256, 306)),
        *(upright(x, 652, 622) for x in (176, 326)),
    )
    assert text == (
        "Buyer: Name: ACME\nSeller: Name: Nordflytt\n\n"
        "| Item | Unit | Number | Price | Amount |\n| --- | --- | --- | --- | --- |\n"
        "| *Paper* A4 | box | 2 | 138.05 | 276.10 |\n| Pens | piece | 10 | 1.50 | 15.00 |\n"
        "| Sum |  |  |  | 291.10 |\n\n"
        "| Total in words | two hundred | EUR 291.10 |\n| --- | --- | --- |\n| Note | order 8 |  |"
    )


def test_lines_of_a_cell_are_no_table(tmp_path: Path) -> None:
    cells = [
        ["Step", "What is done"],
        ["wash", "rinse the sample"],
        ["", "and dry it"],
        ["weigh", "twice"],
    ]
    lines = [*map(level, (712, 697, 669, 655)), *(upright(x, 712, 655) for x in (56, 150, 456))]
    text = read(tmp_path, *texts(cells, (60, 160), 700), *lines)
    assert "| wash | rinse the sample and dry it |\n| weigh | twice |" in text
