from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.pdf.marks import find

PAGE = "12 Chapter\r\nThe ﬁrst rule is pa-\r\ntience. The second rule is care.\r\nFooter 12\r\n"


def marked(quote: str, page: str = PAGE, before: str = "") -> list[str]:
    return [page[start:end] for start, end in find(quote, page, before=before)]


def test_a_quote_is_found_across_line_ends_hyphens_and_ligatures() -> None:
    assert marked("The first rule is patience.") == ["The ﬁrst rule is pa-\r\ntience"]


def test_chinese_set_with_spaces_and_radicals_is_found() -> None:
    assert marked("第一条：用户协议。", "前言 第 ⼀ 条 ： ⽤ 户 协 议 。后记") == [
        "第 ⼀ 条 ： ⽤ 户 协 议"
    ]


def test_of_two_equal_places_the_one_after_the_same_words_is_meant() -> None:
    page = "Dogs: yes, always. Cats: yes, always."
    assert find("yes, always.", page, before="Dogs: ") == [(6, 17)]
    assert find("yes, always.", page, before="may they? Cats:") == [(25, 36)]


def test_what_stands_in_between_on_the_page_is_not_marked() -> None:
    page = "The sentence begins on the left RUNNING TITLE and it ends much further down."
    assert marked("The sentence begins on the left and it ends much further down.", page) == [
        "The sentence begins on the left",
        "and it ends much further down",
    ]


def test_the_part_of_a_quote_that_goes_on_elsewhere_is_found() -> None:
    quote = "The second rule is care, and it is told on the page that follows this one."
    assert marked(quote, PAGE[:-12]) == []
    page = "of old. The second rule is care, and it is told"
    assert marked(quote, page) == ["The second rule is care, and it is told"]


@pytest.mark.parametrize("quote", ["", "…。", "Nothing of this kind is on it", "care and love"])
def test_what_is_not_there_is_not_found(quote: str) -> None:
    assert find(quote, PAGE) == []


def test_an_empty_page_has_nothing() -> None:
    assert find("anything", "") == []


@given(st.text(max_size=80), st.text(max_size=200), st.text(max_size=20))
def test_spans_are_in_order_and_within_the_page(quote: str, page: str, before: str) -> None:
    end = 0
    for start, stop in find(quote, page, before=before):
        assert end <= start < stop <= len(page)
        end = stop


@given(st.text(alphabet="abc 汉字。ﬁ", min_size=1, max_size=60), st.data())
def test_every_part_of_a_page_with_a_letter_is_found_on_it(page: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(page) - 1))
    quote = page[start : data.draw(st.integers(start + 1, len(page)))]
    if any(map(str.isalnum, quote)):
        assert find(quote, page)
