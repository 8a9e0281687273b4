"""Running heads that are the title of the section."""

from __future__ import annotations

from ingest.formats.pages.paged import Bookmark
from ingest.formats.pages.running_lines import without_running_lines

OUTLINE = [Bookmark(1, "Tools", 0), Bookmark(2, "Saws", 1), Bookmark(1, "3 Wood", 3)]


def read(*pages: str) -> list[str]:
    return without_running_lines(pages, [""] * len(pages), OUTLINE)


def test_the_title_of_a_section_that_has_begun_is_a_running_head() -> None:
    assert read(
        "1 Tools\nare many",
        "1 Tools\nof iron\n1.1 Saws\nare long",
        "1.1 Saws\nand sharp",
        "1.1 Saws\nand new\n3 Wood\nis brown",
        "3 Wood\nand dry",
    ) == [
        "1 Tools\nare many",
        "of iron\n1.1 Saws\nare long",
        "and sharp",
        "and new\n3 Wood\nis brown",
        "and dry",
    ]


def test_the_title_where_its_section_begins_stays_unless_it_stands_below_too() -> None:
    pages = ["1 Tools\na", "Saws\nb\nSaws\nc", "Saws\nd", "Wood\ne", "Wood\nf"]
    assert read(*pages) == ["1 Tools\na", "b\nSaws\nc", "d", "Wood\ne", "f"]


def test_few_pages_that_begin_so_are_chance() -> None:
    pages = ["Tools\na", "Saws\nb", "Tools\nc", "3 Wood\nd", "Saws\ne"]
    assert read(*pages) == pages
