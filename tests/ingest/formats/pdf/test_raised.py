from __future__ import annotations

from pathlib import Path

import pytest

from ingest.formats.pdf import pdf
from ingest.formats.pdfium.raised import shifts
from tests.ingest.pdfs import ruled, write_drawn


def line(x: float, y: float, text: str, *, size: int = 9, raised: int = 6) -> str:
    """A line in which what stands between two "^" is smaller and raised."""
    shown = [f"BT /F1 {size} Tf {x} {y} Td"]
    for n, piece in enumerate(text.split("^")):
        escaped = piece.replace("(", "\\(").replace(")", "\\)")
        up = f"/F1 {raised} Tf {size / 3} Ts"
        shown.append(f"{up if n % 2 else f'/F1 {size} Tf 0 Ts'} ({escaped}) Tj")
    return "\n".join([*shown, "ET"])


def read(folder: Path, *lines: str) -> str:
    return pdf.load(write_drawn(folder / "a.pdf", "\n".join(lines).encode("cp1252"))).text


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("In 2019^1^ it rose.", "In 2019[^1] it rose."),
        ("It made 10^6^ of them by 2020^12^", "It made 10^6 of them by 2020[^12]"),
        ("See Smith^3^, and Jones.^4^ Then", "See Smith[^3], and Jones[^4]. Then"),
        ("A total of 4,532^1,2^ on 20 m^2^ of floor", "A total of 4,532[^1,2] on 20 m² of floor"),
        ("5 x 10^-3^ mol (net)^2^", "5 x 10^-3 mol (net)[^2]"),
        ("The 1^st^ of May", "The 1st of May"),
        ("Some ^14^C, more ^235^U", "Some 14C, more 235U"),
        ("with 5 ^1^/2 inches", "with 5 1/2 inches"),
        ("^1^Annual report", "^1^Annual report"),
    ],
)
def test_raised_digits_are_no_part_of_what_they_stand_at(
    tmp_path: Path, printed: str, text: str
) -> None:
    told = text.replace("^1^Annual", "[^1] Annual")
    assert read(tmp_path, line(60, 700, "Before."), line(60, 680, printed)) == f"Before.\n{told}"


def test_digits_of_one_height_and_lowered_ones_stay_as_they_are(tmp_path: Path) -> None:
    lowered = "BT /F1 9 Tf 60 680 Td (H) Tj /F1 6 Tf -2 Ts (2) Tj /F1 9 Tf 0 Ts (O in 2019) Tj ET"
    turned = "BT /F1 9 Tf 0 1 -1 0 300 300 Tm (Draft of 2019) Tj ET"
    text = read(tmp_path, line(60, 700, "Model T3000 of 1,234.56, v2"), lowered, turned)
    assert "Model T3000 of 1,234.56, v2" in text
    assert "H2O in 2019" in text
    assert "Draft of 2019" in text


@pytest.mark.parametrize("behind", [99, 101])  # the first is too near for PDFium to see a gap
def test_a_mark_is_parted_from_the_word_behind_it(tmp_path: Path, behind: int) -> None:
    pieces = ((60, 680, 9, "used for"), (95, 684, 6, "6"), (behind, 680, 9, "compatibility"))
    shown = [f"BT /F1 {high} Tf {x} {y} Td ({text}) Tj ET" for x, y, high, text in pieces]
    text = read(tmp_path, line(60, 700, "Before this"), *shown, line(60, 660, "and more"))
    assert "used for[^6] compatibility" in text


def test_a_mark_in_a_table_does_not_cost_the_table(tmp_path: Path) -> None:
    cells = (("Hall", 60, 690), ("Staff^1^", 160, 690), ("North", 60, 670), ("4,532^2^", 160, 670))
    text = read(
        tmp_path,
        ruled((50, 150, 250), (660, 680, 700)),
        *(line(x, y, cell) for cell, x, y in cells),
        line(60, 600, "^1^Without trainees."),
    )
    assert text == (
        "| Hall | Staff[^1] |\n| --- | --- |\n| North | 4,532[^2] |\n\n[^1] Without trainees."
    )


def test_the_places_of_characters_are_known_behind_line_ends_that_pdfium_adds() -> None:
    assert shifts("a1, b\r\nc", "a1\r\n, b\r\nc") == [(0, 0), (2, 2)]
    assert shifts("same", "same") == [(0, 0)]
    assert shifts("a b", "a x")[-1][1] < -1_000_000
    assert shifts("", "\r\n") == [(0, 0)]


def test_a_number_that_stands_higher_in_the_next_cell_is_no_mark(tmp_path: Path) -> None:
    # A cell in another font has its line at another height, so LibreOffice and Word draw them.
    text = read(
        tmp_path,
        line(50, 700, "Telefon", size=12),
        line(130, 703, "021", size=9),
        line(50, 683, "5", size=9),
        line(90, 680, "Valve", size=12),
    )

    assert text.split() == ["Telefon", "021", "5", "Valve"]
