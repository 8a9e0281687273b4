from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragqa.errors import ChangedFileError
from ragqa.types import Citation, Contradiction, Passage
from tests.builders import copy_in
from tests.ui.web.chat.test_answer_html import (
    HOSTILE,
    Tags,
    answered,
    assert_harmless,
    citation,
    passage,
)
from ui.texts.web import EN, ZH, WebTexts
from ui.web.chat.cited_html import citations_html, marked_html, passage_html, place_html, quotation
from ui.web.session import Session, Shown


def test_contradicting_sources_are_shown_side_by_side() -> None:
    session = answered()
    exchange = session.exchanges[0]
    assert exchange.answer is not None
    found = Contradiction(citation(), citation(HOSTILE), ("15 <b>", "10"))
    exchange.answer = replace(exchange.answer, contradictions=(found,))
    page = citations_html(session, EN)
    assert_harmless(page)
    assert "Sources differ: 15 &lt;b&gt; or 10" in page
    assert page.count('data-action="passage"') == 2


def test_the_quote_is_marked_where_it_stands() -> None:
    assert marked_html(passage(), [(105, 109)]) == "One. <mark>Two.</mark> Three."


@given(st.integers(0, 300), st.integers(0, 300))
def test_marking_never_changes_the_text(start: int, end: int) -> None:
    assert Tags(marked_html(passage(), [(start, end)])).text == "One. Two. Three."


def test_an_opened_citation_shows_its_place_and_marks_its_quote() -> None:
    session = answered()
    session.open_number(0, 1)
    page = passage_html(session, EN)
    assert "<mark>Two.</mark>" in page
    for shown in ("a.pdf", "p. 3", "printed iii", "Part › Chapter"):
        assert shown in Tags(page).text
    assert 'class="card current"' in citations_html(session, EN)


def test_where_else_a_citation_stands_is_told_beside_its_card_and_over_its_passage() -> None:
    also = (copy_in("b.pdf", 7), copy_in(HOSTILE, None, (HOSTILE,)))
    session = answered(citations=(replace(citation(), also=also),))
    session.open_number(0, 1)
    for page in (citations_html(session, EN), passage_html(session, EN)):
        assert_harmless(page)
        assert "Also in b.pdf p. 7; <" in Tags(page).text
    assert "另见于 b.pdf 第 7 页" in Tags(citations_html(session, ZH)).text
    # Beside the button, not in it: there it would be a part of what the button is called.
    assert "</button><p" in citations_html(session, EN)
    assert 'class="also"' not in citations_html(answered(), EN)


def test_where_else_a_passage_stands_is_told_too() -> None:
    near = replace(passage(), also=(copy_in("b.pdf", 7),))
    session = answered(citations=(), passages=(near,), refused=True)
    assert "Also in b.pdf p. 7" in Tags(citations_html(session, EN)).text


def test_an_unverified_citation_says_so() -> None:
    assert EN.unverified not in citations_html(answered(), EN)
    doubtful = answered(citations=(citation(verified=False),))
    assert EN.unverified in citations_html(doubtful, EN)


def test_a_row_of_a_sheet_is_shown_with_its_header() -> None:
    text = "| Name | Age |\n| --- | --- |\n| Ann <b> | 30 |"
    sheet = Passage(text, "d", 1, "a.xlsx", None, None, "", ("Staff",), 100, 100 + len(text), 1.0)
    row = sheet.cite(1, (text.index("| Ann"), len(text)), score=1.0, verified=True)
    page = citations_html(answered("Ann [1]", (row,), (sheet,)), EN)
    assert_harmless(page)
    assert "Name: Ann &lt;b&gt; · Age: 30" in page


def test_a_refusal_shows_the_nearest_passages() -> None:
    page = citations_html(answered("I do not know.", (), refused=True), EN)
    assert EN.nearest in page
    assert EN.none_cited not in page
    assert "One. Two. Three." in page


def test_a_page_that_is_printed_as_its_number_is_named_once() -> None:
    plain = Passage("x", "d", 1, "a.pdf", 3, 3, "3", (), 0, 1, 1)
    page = citations_html(answered("no", (), (plain,), refused=True), EN)
    assert "p. 3" in page
    assert "printed" not in page


def opened(page: Shown | None = None) -> Session:
    session = answered()
    session.open_number(0, 1)
    assert session.opened is not None
    session.opened = replace(session.opened, page=page, awaited=0)
    return session


def test_a_page_is_an_image_by_the_id_of_its_document_with_the_marks_over_it() -> None:
    shown = Shown(3, 9, 1654, 2339, ((0.1, 0.25, 0.5, 0.01),), quoted=True)
    page = passage_html(opened(shown), EN)
    assert_harmless(page)
    assert Tags(page).sources == ["pages/d/1/3.png"]
    assert '<rect x="1000" y="2500" width="5000" height="100"></rect>' in page
    assert EN.not_marked not in page
    assert "3 / 9" in Tags(page).text


@pytest.mark.parametrize(("quoted", "said"), [(True, True), (False, False)])
def test_a_quote_that_is_not_on_the_picture_is_told_where_it_should_be(
    quoted: bool, said: bool
) -> None:
    page = passage_html(opened(Shown(3, 9, 10, 10, (), quoted=quoted)), EN)
    assert (EN.not_marked in page) == said


def test_pages_are_turned_within_the_document() -> None:
    page = passage_html(opened(Shown(1, 1, 10, 10, (), quoted=False)), EN)
    assert page.count(" disabled ") == 2
    page = passage_html(opened(Shown(2, 3, 10, 10, (), quoted=False)), EN)
    assert 'data-number="1"' in page
    assert 'data-number="3"' in page


@pytest.mark.parametrize("texts", [EN, ZH])
def test_why_the_text_is_shown_is_told_in_the_users_language(texts: WebTexts) -> None:
    session = opened()
    session.language = texts.language
    assert session.opened is not None
    session.opened = replace(session.opened, refused=ChangedFileError("It <b>.", "改了<b>。"))
    page = passage_html(session, texts)
    assert texts.text_instead.format(reason={"en": "It &lt;b>", "zh": "改了&lt;b"}[texts.language])[
        :9
    ] in page.replace("&gt;", ">")
    assert_harmless(page)
    assert "<mark>Two.</mark>" in page


def test_while_a_page_is_painted_the_text_is_there() -> None:
    session = answered()
    session.open_number(0, 1)
    page = passage_html(session, EN)
    assert EN.opening_page.format(page=3) in page
    assert "<mark>Two.</mark>" in page


def test_a_quotation_names_document_page_and_heading() -> None:
    assert quotation(citation(), "Two\nlines.", EN) == "“Two lines.” — a.pdf, p. 3, Chapter"
    assert quotation(passage(), "二。", ZH) == "“二。”——a.pdf，第 3–4 页，Chapter"


def test_what_is_copied_is_hostile_text_letter_for_letter() -> None:
    cited = Citation(1, HOSTILE, None, None, "", (), HOSTILE, 0, 9, 1, verified=True)
    whole = Passage(HOSTILE, "d", 1, HOSTILE, None, None, "", (), 0, len(HOSTILE), 1)
    session = answered("x [1]", (cited,), (whole,))
    session.open(0, citation=0, passage=0)
    page = passage_html(session, EN)
    assert_harmless(page)
    assert "data-copy" in Tags(page).attributes


def test_rows_of_a_sheet_are_named_in_chinese() -> None:
    where = replace(passage("甲 乙"), headings=("表1", "rows 2-9"))
    assert "表1 › 第 2–9 行" in place_html(where, ZH)
