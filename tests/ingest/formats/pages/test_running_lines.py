"""Running heads and feet of pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.pages.running_lines import without_running_lines


def no_labels(pages: list[str]) -> list[str]:
    return [""] * len(pages)


def test_heads_and_feet_that_recur_are_dropped_whatever_their_digits() -> None:
    pages = [f"ACME 2024 report\nbody {c}\nPage {n} of 9" for n, c in enumerate("abcdef", 1)]
    assert without_running_lines(pages, no_labels(pages)) == [f"body {c}" for c in "abcdef"]


def test_two_lines_at_each_end_can_be_running() -> None:
    pages = [f"head\nsub\nbody {c}\nfoot\n{n}" for n, c in enumerate("abcd")]
    assert without_running_lines(pages, no_labels(pages)) == [f"body {c}" for c in "abcd"]


@pytest.mark.parametrize(
    ("foot", "labels"),
    [
        ("续保通知\n安和保险 · 代码 91310 · 第 {} 页 / 共 2 页", ["", ""]),
        ("Policy HT-77120\nHelvia Ltd., no. 448812. Page {} of 2", ["", ""]),
        ("- {} -", ["1", "2"]),
    ],
)
def test_heads_and_feet_of_two_pages_are_told_by_their_numbers(
    foot: str, labels: list[str]
) -> None:
    pages = [f"body {c}\nmore {c}\n{foot.format(n)}" for n, c in enumerate("ab", 1)]
    assert without_running_lines(pages, labels) == ["body a\nmore a", "body b\nmore b"]


@pytest.mark.parametrize(
    "pages",
    [
        ["ACME payslip\nMay\n2,100", "ACME payslip\nJune\n2,200"],
        ["Salt 1\nbody", "Salt 3\nbody b"],
        ["body\nTotal 1 of 2, 40", "body\nTotal 2 of 2, 50"],
        ["1", "2"],
        ["body\nPage 1", ""],
    ],
)
def test_what_is_alike_on_two_pages_stays_without_their_numbers(pages: list[str]) -> None:
    assert without_running_lines(pages, no_labels(pages)) == pages


def test_roman_page_numbers_count_as_page_numbers() -> None:
    pages = [
        f"body {c}\n{label}" for c, label in zip("abcde", ("i", "ii", "1", "2", "3"), strict=True)
    ]
    cleaned = without_running_lines(pages, ["i", "ii", "1", "2", "3"])
    assert cleaned == [f"body {c}" for c in "abcde"]


def test_roman_page_numbers_count_without_labels_and_chapter_numbers_do_not() -> None:
    numbers = ("i", "- ii -", "xiv", "1", "2", "3")
    pages = [f"IV\nbody {c}\n{number}" for c, number in zip("abcdef", numbers, strict=True)]
    pages[0] = pages[0].removeprefix("IV\n")
    pages[2:] = [page.removeprefix("IV\n") for page in pages[2:]]
    cleaned = without_running_lines(pages, no_labels(pages))
    assert [page.split("\n")[-1] for page in cleaned] == [f"body {c}" for c in "abcdef"]
    assert cleaned[1] == "IV\nbody b"


def test_chapter_heads_are_dropped_though_their_titles_change() -> None:
    heads = [
        "CHAPTER 1. ONE",
        "CHAPTER 1. ONE",
        "CHAPTER 2. TWO",
        "CHAPTER 2. TWO X",
        "CHAPTER 2. T",
    ]
    pages = [f"{head}\nbody {c}" for head, c in zip(heads, "abcde", strict=True)]
    assert without_running_lines(pages, no_labels(pages)) == [f"body {c}" for c in "abcde"]


def test_pages_that_each_begin_a_section_of_their_own_keep_their_headings() -> None:
    pages = [f"Section {n} About {c}\nbody {c}" for n, c in enumerate("abcdef", 1)]
    assert without_running_lines(pages, no_labels(pages)) == pages


@pytest.mark.parametrize(
    "pages",
    [
        ["same\na", "same\nb"],  # too few pages to tell
        ["same\na", "same\nb", "c\nd", "e\nf", "g\nh", "i\nj"],  # on a third of them
        ["a\nsame\nb", "c\nsame\nd", "e\nsame\nf"],  # in the middle
    ],
)
def test_other_lines_are_kept(pages: list[str]) -> None:
    assert without_running_lines(pages, no_labels(pages)) == pages


def test_pages_of_one_numbered_line_are_not_emptied() -> None:
    pages = [f"Lesson {n}" for n in range(1, 6)]
    assert without_running_lines(pages, no_labels(pages)) == pages


@pytest.mark.parametrize("number", ["- {} -", "Page {} of 5", "第 {} 页 共 5 页", "{}/5", "{}"])
def test_a_stamp_and_a_page_number_alone_are_no_text(number: str) -> None:
    pages = [f"Scanned by X\n{number.format(n)}" for n in range(1, 6)]
    assert without_running_lines(pages, no_labels(pages)) == [""] * 5


def test_empty_pages_neither_count_nor_fail() -> None:
    pages = ["", "head\na", "", "head\nb", "head\nc", "head", ""]
    assert without_running_lines(pages, no_labels(pages)) == ["", "a", "", "b", "c", "", ""]


@given(st.lists(st.text("ab1\n ", max_size=12), max_size=8))
def test_only_whole_lines_at_the_ends_are_ever_dropped(pages: list[str]) -> None:
    cleaned = without_running_lines(pages, no_labels(pages))
    assert len(cleaned) == len(pages)
    for before, after in zip(pages, cleaned, strict=True):
        assert after in before


def test_the_names_of_columns_are_no_running_head() -> None:
    header = "| Date | Text | Amount |\n| --- | --- | --- |"
    pages = [f"{header}\n| 5 May | {word} | 3.00 |\nBank AG" for word in ("rent", "food", "pay")]
    bare = [page.removesuffix("\nBank AG") for page in pages]
    assert without_running_lines(pages, [""] * 3) == bare


def test_a_table_that_is_the_same_on_each_page_is_a_running_head() -> None:
    head = "| Manual | Page 1 |\n| --- | --- |\n| Rev. 2 | public |"
    pages = [f"{head.replace('1', str(n))}\n\nText {word}" for n, word in enumerate("abc", 1)]
    assert without_running_lines(pages, [""] * 3) == ["Text a", "Text b", "Text c"]


@pytest.mark.parametrize("labelled", [False, True])
def test_heads_are_told_by_the_number_of_the_page_in_them(labelled: bool) -> None:
    titles = ("Colours", "Shapes", "Labels", "Paths", "Boxes", "Nodes")
    heads = [
        f"{n} Drawing {title}" if n % 2 == 0 else f"1.{n} {title} {n}"
        for n, title in enumerate(titles, 11)
    ]
    pages = [f"{head}\nbody {c}\nmore {c}" for head, c in zip(heads, "abcdef", strict=True)]
    pages[3] = "4 Shapes\nbody d\nmore d\n- 14 -"  # a chapter begins: the number is at the foot
    labels = [str(n) for n in range(11, 17)] if labelled else no_labels(pages)
    cleaned = without_running_lines(pages, labels)
    assert cleaned == [f"{'4 Shapes' * (c == 'd')}\nbody {c}\nmore {c}".strip() for c in "abcdef"]


def test_feet_are_told_by_the_number_of_the_page_in_them() -> None:
    pages = [f"body {c}\nmore {c}\n{c * 9} guide | {n}" for n, c in enumerate("abcd", 7)]
    cleaned = without_running_lines(pages, no_labels(pages))
    assert cleaned == [f"body {c}\nmore {c}" for c in "abcd"]


@pytest.mark.parametrize(
    "titles",
    [
        ["1 Motivation", "2 Method", "3 Results", "4 Outlook"],  # each page begins a section
        ["Trains in 1", "Method", "Results of 3", "Ways to 4 seas"],  # two pages by chance
    ],
)
def test_titles_that_begin_or_end_with_a_number_are_no_heads(titles: list[str]) -> None:
    pages = [f"{title}\nbody {c}" for title, c in zip(titles, "abcd", strict=True)]
    assert without_running_lines(pages, no_labels(pages)) == pages
