"""Tables with level lines alone that go on on further pages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from pypdf import PdfWriter

from ingest.formats.pdf import pdf
from tests.ingest.pdfs import placed, write_drawn

PLACES = (60, 180, 300, 420)
NAMES = ("Site", "Country", "Contact", "State")


def rows(first: int, last: int) -> list[tuple[str, ...]]:
    return [(f"Site {n}", "Spain", f"Person {n}", "ready") for n in range(first, last)]


def texts(cells: Sequence[Sequence[str]], top: float) -> list[str]:
    return [
        placed(x, top - 14 * n, text)
        for n, row in enumerate(cells)
        for x, text in zip(PLACES, row, strict=False)
    ]


def line(y: float) -> str:
    return f"1 w 56 {y} m 520 {y} l S"


def read(folder: Path, *pages: Sequence[str]) -> list[str]:
    """The text of each page."""
    writer = PdfWriter()
    for number, content in enumerate(pages):
        foot = placed(280, 40, str(number + 7))
        path = write_drawn(folder / f"{number}.pdf", "\n".join((*content, foot)).encode())
        writer.append(path)
    writer.write(folder / "a.pdf")
    parsed = pdf.load(folder / "a.pdf")
    ends = [*(page.start for page in parsed.pages[1:]), len(parsed.text)]
    return [parsed.text[page.start : end] for page, end in zip(parsed.pages, ends, strict=True)]


def markdown(cells: Sequence[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in (NAMES, *cells)]
    return "\n".join((lines[0], "| --- | --- | --- | --- |", *lines[1:]))


OPEN = [*texts([NAMES, *rows(0, 40)], 700), line(711), line(697)]
NEXT = texts(rows(40, 80), 760)
LAST = [*texts(rows(80, 85), 760), line(700), placed(60, 600, "Source: a survey of the sites.")]


def test_a_table_goes_on_until_its_closing_line(tmp_path: Path) -> None:
    first, second, third = read(tmp_path, OPEN, NEXT, LAST)
    assert markdown(rows(0, 40)) in first
    assert markdown(rows(40, 80)) in second
    assert markdown(rows(80, 85)) in third
    assert third.endswith("|\n\nSource: a survey of the sites.")


def test_a_table_whose_header_stands_on_each_page(tmp_path: Path) -> None:
    again = [*texts([NAMES, *rows(40, 44)], 760), line(771), line(757), line(690)]
    _, second = read(tmp_path, OPEN, again)
    assert second.count("| Site |") == 1
    assert markdown(rows(40, 44)) in second


@pytest.mark.parametrize(
    "following",
    [
        texts([["The sites were asked twice."], ["Some of them never answered."]], 760),
        [placed(n * 50 + 40, 760 - 14 * k, "words") for n in range(9) for k in range(4)],
        texts(rows(40, 41), 760),
    ],
)
def test_what_does_not_keep_to_the_columns_is_no_table(
    tmp_path: Path, following: Sequence[str]
) -> None:
    _, second = read(tmp_path, OPEN, [*following, placed(60, 300, "Then the text goes on.")])
    assert "|" not in second


def test_a_table_that_has_ended_does_not_go_on(tmp_path: Path) -> None:
    closed = [*texts([NAMES, *rows(0, 20)], 700), line(711), line(697), line(410)]
    after = texts([["After that came"], ["two years in which"], ["nobody was asked."]], 380)
    first, second = read(tmp_path, [*closed, *after], NEXT)
    assert "| Site 19 |" in first
    assert "|" not in second
