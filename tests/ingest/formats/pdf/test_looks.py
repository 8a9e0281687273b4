"""Headings told by how they look."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.formats.pdf import pdf
from ingest.formats.pdf.looks import Line, outline
from tests.ingest.pdfs import write_drawn

BODY = Line("Some words of a paragraph that goes on and on and on.", 10, "Times-Roman")


def told(*pages: list[Line]) -> list[tuple[int, str, int]]:
    filled = [line for page in pages for line in [*page, *[BODY] * 12]]
    assert filled
    return [(m.level, m.title, m.page) for m in outline([[*page, *[BODY] * 12] for page in pages])]


def test_larger_lines_are_headings_by_their_size() -> None:
    found = told(
        [Line("Tools", 16, "Times-Roman"), Line("Saws", 13, "Times-Roman")],
        [Line("Planes", 13, "Times-Roman"), Line("Materials", 16, "Times-Roman")],
    )
    assert found == [(1, "Tools", 0), (2, "Saws", 0), (2, "Planes", 1), (1, "Materials", 1)]


def test_bold_lines_of_the_usual_size_are_headings_if_they_have_a_number() -> None:
    found = told(
        [Line("Note", 10, "Times-Bold"), Line("2.1 Saws", 10, "Times-Bold")],
        [Line("第三章 木材", 10, "SimHei"), Line("3 Wood is", 10, "Times-Roman")],
    )
    assert [title for _, title, _ in found] == ["2.1 Saws", "第三章 木材"]


@pytest.mark.parametrize("unseen", ["\u200b", "\x01", "\xad"])
def test_a_larger_line_of_what_is_not_seen_is_none(unseen: str) -> None:
    assert told([Line(unseen, 16, "Times-Roman")], [Line("Saws", 16, "Times-Roman")]) == [
        (1, "Saws", 1)
    ]


def test_the_numbers_of_headings_give_their_level() -> None:
    found = told(
        [Line("1 Tools", 12, "Times-Bold"), Line("1.1.1 Teeth of saws", 10, "Times-Bold")],
        [Line("2 Wood", 12, "Times-Bold"), Line("2.1.1 Hard", 10, "Times-Bold")],
    )
    assert [level for level, _, _ in found] == [1, 3, 1, 3]


def test_lines_of_one_look_below_one_another_are_one_heading() -> None:
    found = told([BODY], [Line("Chapter 2", 20, "F"), Line("Wood and", 20, "F"), BODY])
    assert found == [(1, "Chapter 2 Wood and", 1)]


def test_the_title_of_the_document_and_who_wrote_it_are_no_headings() -> None:
    cover = [Line("On Wood", 20, "F"), Line("A. Carpenter", 12, "F"), Line("1 Tools", 14, "B")]
    assert told(cover, [Line("2 Wood", 14, "B")]) == [(1, "1 Tools", 0), (1, "2 Wood", 1)]


@pytest.mark.parametrize(
    "line",
    [
        Line("1 Tools . . . . . . . . 12", 14, "Times-Bold"),
        Line("1 Tools 12", 14, "Times-Bold"),  # of a list of contents
        Line("and so it went on", 14, "Times-Bold"),
        Line("It is so.", 14, "Times-Bold"),
        Line("x = 12 y", 14, "Times-Bold"),
        Line("12", 14, "Times-Bold"),
        Line("Cut Wood", 14, "Courier"),
        Line("A line of several sizes", 0, ""),
        Line("Footnote", 8, "Times-Bold"),
    ],
)
def test_other_lines_are_no_headings(line: Line) -> None:
    assert told([BODY], [line]) == []


def test_a_line_that_recurs_is_a_running_head() -> None:
    assert told(*[[Line("On Wood", 14, "F")]] * 3) == []


def test_what_looks_like_much_of_the_text_is_none() -> None:
    assert told([Line(f"Verse {'abcdefgh'[n]} of Song", 12, "F") for n in range(8)], []) == []


def test_headings_of_a_file_without_outline_and_tags_stand_at_their_lines(tmp_path: Path) -> None:
    def shown(y: int, size: int, text: str) -> str:
        return f"BT /F1 1 Tf {size} 0 0 {size} 60 {y} Tm ({text}) Tj ET"

    words = "The saw is drawn and pushed by turns until the wood is cut through and"
    rows = [
        shown(780, 16, "1 Tools of the trade that cut and split the wood that"),
        *(shown(760 - 12 * n, 10, words) for n in range(6)),
        shown(670, 16, "2 Wood"),
        *(shown(650 - 12 * n, 10, words) for n in range(6)),
    ]
    parsed = pdf.load(write_drawn(tmp_path / "a.pdf", "\n".join(rows).encode()))
    assert [h.title for h in parsed.headings] == [
        "1 Tools of the trade that cut and split the wood that",
        "2 Wood",
    ]
    for heading in parsed.headings:
        assert parsed.text.startswith(f"{heading.title}\nThe saw", heading.start)
