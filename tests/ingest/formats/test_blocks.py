from __future__ import annotations

import pytest

from ingest.formats import blocks
from ingest.formats.blocks import Blocks, table_rows
from ingest.parsed import Heading, PageStart, Parsed
from ragqa.errors import DocumentError


def test_blocks_are_parted_by_blank_lines_and_points_stand_together() -> None:
    made = Blocks()
    made.heading(1, " One\n two ")
    made.text("para\n")
    made.item("a")
    made.item("b", 1)
    made.text("  ")
    made.table([["x", "y"], ["1"]])
    made.heading(9, "deep")
    parsed = made.parsed(" t\n u ")
    assert parsed.text == (
        "# One two\n\npara\n\n- a\n  - b\n\n| x | y |\n| --- | --- |\n| 1 |\n\n###### deep"
    )
    assert [
        (parsed.text[h.start :].lstrip("# ").split("\n")[0], h.level) for h in parsed.headings
    ] == [
        ("One two", 1),
        ("deep", 9),
    ]
    assert parsed.title == "t u"


def test_pages_begin_with_the_block_that_follows() -> None:
    made = Blocks()
    made.page("i")
    made.text("a")
    made.page()
    made.heading(2, "b")
    assert made.parsed() == Parsed(
        "a\n\n## b", (PageStart(0, 1, "i"), PageStart(3, 2)), (Heading(3, 2, "b"),)
    )


def test_what_is_empty_leaves_no_trace() -> None:
    made = Blocks()
    made.text(" \n")
    made.item("")
    made.heading(1, "")
    made.table([["", " "]])
    assert made.parsed() == Parsed("")


def test_a_table_header_is_as_wide_as_the_widest_row() -> None:
    assert table_rows([["a"], ["1", "2|3"]]) == ["| a |  |", "| --- | --- |", "| 1 | 2\\|3 |"]


def test_too_much_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "MAX_CHARACTERS", 20)
    made = Blocks()
    made.text("x" * 15)
    with pytest.raises(DocumentError, match="split it into smaller files"):
        made.text("x" * 5)


def test_an_embedded_document_keeps_its_headings_and_its_pages_as_marks() -> None:
    inner = Parsed(
        "one\n\ntwo\n\nthree",
        pages=(PageStart(0, 1, "i"), PageStart(5, 2, "2")),
        headings=(Heading(0, 1, "A"), Heading(10, 2, "B")),
    )
    made = Blocks()
    made.text("before")
    made.embed(1, "in.pdf", inner)
    made.embed(1, "empty.txt", Parsed(" "))
    parsed = made.parsed()
    assert parsed.text == "before\n\n# in.pdf\n\none\n\ntwo\n\nthree\n\n# empty.txt"
    assert [(parsed.text[h.start :][:5], h.level, h.title) for h in parsed.headings] == [
        ("# in.", 1, "in.pdf"),
        ("one\n\n", 2, "A"),
        ("one\n\n", 99, "p. 1 (i)"),
        ("two\n\n", 99, "p. 2"),
        ("three", 3, "B"),
        ("three", 99, "p. 2"),
        ("# emp", 1, "empty.txt"),
    ]
    assert parsed.pages == ()


def test_rows_are_marked_by_what_they_are_called() -> None:
    made = Blocks()
    made.heading(1, "S")
    rows = [["k", "v"], *([str(n), "x" * 290] for n in range(3, 10))]
    made.table(rows, [2, *range(3, 10)], [(1, "above")])
    parsed = made.parsed()
    assert [(parsed.text[h.start :][:5], h.title) for h in parsed.headings] == [
        ("# S\n\n", "S"),
        ("above", "rows 1-4"),
        ("| 5 |", "rows 5-7"),
        ("| 8 |", "rows 8-9"),
    ]


def test_names_with_their_values_are_lines_and_marked_as_rows_are() -> None:
    made = Blocks()
    form = [["Name", "Ann"], ["Phone", "12"], ["Address", "x" * 650], ["Email", "a@b.c"]]
    made.table([*form, ["a", "b"], ["Email", "d"]], [2, 3, 4, 6, 8, 9], [(1, "Form")])
    parsed = made.parsed()
    assert parsed.text == (
        f"Form\n\nName: Ann\nPhone: 12\nAddress: {'x' * 650}\nEmail: a@b.c\na: b\n\n"
        "| Email | d |\n| --- | --- |"
    )
    assert [(parsed.text[h.start :][:5], h.title) for h in parsed.headings] == [
        ("Form\n", "rows 1-4"),
        ("Email", "rows 6-8"),
        ("| Ema", "row 9"),
    ]


@pytest.mark.parametrize("mark", ["\xad", "\u200b", "\u2060", "\ufeff"])
def test_what_is_unseen_parts_no_words(mark: str) -> None:
    made = Blocks()
    made.heading(1, f"Ware{mark}house")
    made.text(f"ze{mark}bra")
    made.item(f"gi{mark}raffe")
    made.table([[f"ele{mark}phant"], [f"li{mark}on"]])
    parsed = made.parsed(f"Ware{mark}house")
    assert mark not in parsed.text
    assert "zebra\n\n- giraffe\n\n| elephant |" in parsed.text
    assert (parsed.headings[0].title, parsed.title) == ("Warehouse", "Warehouse")


def test_a_table_of_one_cell_is_a_frame_around_text() -> None:
    made = Blocks()
    made.table([["", " "], ["Never open it.\nCall 112."], []])
    made.table([["alone"]], [7], [(6, "Title")])
    made.table([["x"], ["1"]])
    made.table([])
    parsed = made.parsed()
    assert parsed.text == ("Never open it.\nCall 112.\n\nTitle\n\nalone\n\n| x |\n| --- |\n| 1 |")
    (mark,) = parsed.headings
    assert (parsed.text[mark.start :][:5], mark.title) == ("Title", "row 6")
