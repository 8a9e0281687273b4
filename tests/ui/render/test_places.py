from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import copy_in, passage
from ui.render.places import also, pages, titles


def test_one_page_is_told_as_one() -> None:
    one = passage("x", page=3)
    assert pages(one, "en") == pages(replace(one, page_last=None), "en") == "p. 3"
    assert pages(replace(one, page_last=4), "en") == "pp. 3–4"
    assert pages(replace(one, page_last=4), "zh") == "第 3–4 页"


def test_what_has_no_pages_names_none() -> None:
    assert pages(passage("x", source="notes.odp", page=None), "en") == ""


@pytest.mark.parametrize("name", ["deck.pptx", "讲稿/旧.PPT", "deck.odp"])
def test_the_pages_of_a_presentation_are_slides(name: str) -> None:
    one = passage("x", source=name, page=4)
    assert (pages(one, "en"), pages(one, "zh")) == ("slide 4", "第 4 张幻灯片")
    both = replace(one, page_last=5)
    assert (pages(both, "en"), pages(both, "zh")) == ("slides 4–5", "第 4–5 张幻灯片")


@pytest.mark.parametrize(
    ("heading", "shown"),
    [
        ("rows 2-9", "第 2–9 行"),
        ("row 6", "第 6 行"),
        ("p. 3 (iii)", "第 3 页 (iii)"),
        ("rows of trees", "rows of trees"),
        ("p. 3 and more", "p. 3 and more"),
        ("费用", "费用"),
    ],
)
def test_rows_and_pages_in_headings_are_told_in_the_readers_language(
    heading: str, shown: str
) -> None:
    assert titles([heading], "zh") == [shown]
    assert titles([heading], "en") == [heading]


def test_a_presentation_inside_a_document_has_slides_and_a_text_beside_it_pages() -> None:
    inside = ["attached/deck.pptx", "Costs", "p. 3"]
    assert titles(inside, "en") == ["attached/deck.pptx", "Costs", "slide 3"]
    assert titles(inside, "zh")[-1] == "第 3 张幻灯片"
    assert titles(["Costs", "scan.pdf", "p. 3"], "en")[-1] == "p. 3"


def test_where_else_it_stands_is_told_by_name_and_page_or_heading() -> None:
    copies = (copy_in("b.pdf", 3), copy_in("c.docx", None, ("Part", "Names")), copy_in("d.txt"))
    told = also(copies, "en", "{} {}".format)
    assert told == "Also in b.pdf p. 3; c.docx › Names; d.txt "
    assert also(copies[:1], "zh", "{} {}".format) == "另见于 b.pdf 第 3 页"
    assert also((), "en", "{} {}".format) == ""


def test_of_many_copies_the_first_are_named_and_the_others_counted() -> None:
    copies = [copy_in(f"{n}.pdf", n) for n in range(1, 6)]
    assert also(copies[:4], "en", "{} {}".format).endswith("3.pdf p. 3; 1 more document")
    assert also(copies, "zh", "{} {}".format).endswith("3.pdf 第 3 页；其他 2 个文档")
