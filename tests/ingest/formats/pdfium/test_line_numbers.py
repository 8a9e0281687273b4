"""Numbers of lines in the margin are no part of the text; those of lists and tables are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ingest.formats.pdf import pdf
from tests.ingest.pdfs import placed, write_drawn

DRAFT = ["The carrier shall", "not be liable", "for any delay", "of the goods", "at sea", "or land"]
CODE = ["int main(void)", "{", "return run(one,", "two,", "three);", "}"]


def read(path: Path, lines: Sequence[str], *, size: float = 5, font: str = "F1") -> str:
    drawn: list[str] = []
    for n, line in enumerate(lines):
        y = 700 - 12 * n
        drawn += f"BT /F1 {size} Tf 40 {y} Td ({11 + n}) Tj ET", placed(60, y, line, font)
    return pdf.load(write_drawn(path / "a.pdf", "\n".join(drawn).encode())).text


def test_small_numbers_that_rise_line_by_line_are_dropped(tmp_path: Path) -> None:
    assert read(tmp_path, DRAFT).split() == " ".join(DRAFT).split()


def test_lines_of_code_stay_lines_without_their_numbers(tmp_path: Path) -> None:
    text = read(tmp_path, CODE, font="F2")
    assert [line.strip() for line in text.split("\n")] == CODE


def test_numbers_as_large_as_the_words_stay(tmp_path: Path) -> None:
    assert read(tmp_path, DRAFT, size=9).startswith("11 The carrier shall\n12 not be liable")


def test_few_small_numbers_stay(tmp_path: Path) -> None:
    assert read(tmp_path, DRAFT[:4]).startswith("11 The carrier")
