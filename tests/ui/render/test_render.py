"""Untrusted text never reaches the terminal as control; answers, hits and reports read well."""

from __future__ import annotations

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from ragqa.types import Answer, Citation, Contradiction, Ledger, Unread
from tests.builders import chunk, copy_in, passage
from ui import render
from ui.texts import EN, ZH

LEDGER = Ledger(
    instructions=100,
    history=0,
    passages=900,
    question=12,
    reserved=512,
    context_size=8192,
    passages_used=6,
    passages_left_out=2,
    tokens_reused=64,
)
CITATION = Citation(
    number=1,
    source="guide.pdf",
    page_first=12,
    page_last=12,
    page_label="xii",
    headings=("Building", "Clean builds"),
    quote="Build it in\na chroot.",
    start=10,
    end=31,
    score=0.9,
    verified=True,
    document_id="d",
    revision=3,
)
ANSWER = Answer(
    text="In a chroot [1].",
    citations=(CITATION,),
    refused=False,
    question="Where?",
    standalone_question="Where?",
    ledger=LEDGER,
    timings={"search": 0.1, "total": 1.25},
    model="quotes",
    seed=None,
    finish_reason="stop",
    passages=(passage("Build it in\na chroot.", source="guide.pdf", page=12),),
)
ATTACKS = (
    "\x1b[31mred",
    "\x1b]0;title\x07",
    "a\u202etxt.exe",
    "\x9b2J",
    "x\rfake",
    "\u2066x\u2069",
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_control_and_bidi_characters_are_shown_as_escapes(attack: str) -> None:
    shown = render.safe(attack)
    assert "\\" in shown
    assert shown.isprintable()


def test_an_escape_names_the_character() -> None:
    assert render.safe("\x1b[0m") == "\\x1b[0m"
    assert render.safe("\u202e") == "\\u202e"
    assert render.safe("\U000e0041") == "\\U000e0041"


def test_tabs_newlines_chinese_and_emoji_are_left_alone() -> None:
    text = "第一行\n\t第二行 👩‍👩‍👧 é"
    assert render.safe(text) == text


@given(st.text())
def test_one_line_is_one_line_of_encodable_text(text: str) -> None:
    line = render.one_line(text)
    assert len(line.splitlines()) <= 1
    line.encode()


@given(st.text(alphabet=st.characters()))
def test_json_survives_any_text_and_is_safe_to_print(text: str) -> None:
    printed = render.to_json({"text": text})
    assert json.loads(printed) == {"text": text}
    assert render.safe(printed) == printed


def test_json_keeps_chinese_readable() -> None:
    assert "中文" in render.to_json(["中文"])


def test_markup_of_a_document_is_shown_as_it_is() -> None:
    evil = dataclasses.replace(CITATION, source="[red]x[/red].pdf", quote="[bold]{question}[/bold]")
    line = render.citation_line(evil, EN)
    assert "[red]x[/red].pdf" in line
    assert "[bold]{question}[/bold]" in line


def test_a_citation_gives_page_label_headings_and_quote_on_one_line() -> None:
    assert render.citation_line(CITATION, EN) == (
        "[1] guide.pdf p. 12 (xii) › Building › Clean builds “Build it in a chroot.”"
    )
    assert "第 12 页（页码 xii）" in render.citation_line(CITATION, ZH)


def test_a_quote_that_was_not_found_is_marked() -> None:
    doubtful = dataclasses.replace(CITATION, verified=False)
    assert render.citation_line(doubtful, EN).endswith("[unverified]")
    assert render.citation_line(doubtful, ZH).endswith("[未核实]")


def test_a_label_that_repeats_the_page_is_left_out() -> None:
    same = dataclasses.replace(CITATION, page_label="12")
    assert render.place(same, EN).startswith("guide.pdf p. 12 ›")


def test_a_place_over_two_pages_and_one_without_pages() -> None:
    assert "pp. 3–4" in render.place(chunk("x", pages=(3, 4)), EN)
    assert render.place(chunk("x", source="a.txt"), EN) == "a.txt"


def test_a_slide_is_cited_as_one() -> None:
    shown = chunk("x", source="deck.pptx", pages=(4, 4), headings=("Costs",))
    assert render.place(shown, EN) == "deck.pptx slide 4 › Costs"
    assert render.place(shown, ZH) == "deck.pptx 第 4 张幻灯片 › Costs"


def test_a_refusal_lists_the_nearest_passages() -> None:
    refused = dataclasses.replace(ANSWER, refused=True, citations=())
    text = render.citations_text(refused, EN)
    assert text.splitlines() == ["Nearest passages", "- guide.pdf p. 12 “Build it in a chroot.”"]


@pytest.mark.parametrize("refused", [False, True])
def test_documents_with_pages_without_text_are_told_with_the_answer(refused: bool) -> None:
    answer = dataclasses.replace(ANSWER, refused=refused, unread=(Unread("scan.pdf", 40, 12),))
    said = "! scan.pdf: 12 of 40 pages have no text and were not searched"
    assert render.citations_text(answer, EN).splitlines()[-1] == said


def test_nothing_is_listed_when_nothing_was_cited() -> None:
    assert render.citations_text(dataclasses.replace(ANSWER, citations=()), EN) == ""


def test_a_long_snippet_is_cut_with_an_ellipsis() -> None:
    cut = render.snippet("字" * 500, 10)
    assert cut == "字" * 9 + "…"


def test_sentences_without_support_are_told_under_the_citations() -> None:
    answer = dataclasses.replace(
        ANSWER, text="In a chroot [1]. On\x1b Mars.", unsupported=((17, 26),)
    )
    told = "! not supported by the documents: “On\\x1b Mars.”"
    assert render.citations_text(answer, EN).splitlines()[-1] == told
    uncited = dataclasses.replace(answer, citations=())
    assert render.citations_text(uncited, EN) == told
    [found] = render.answer_json(answer)["unsupported"]
    assert found == {"start": 17, "end": 26, "text": "On\x1b Mars."}


def test_contradicting_sources_are_shown_side_by_side() -> None:
    other = dataclasses.replace(CITATION, number=2, source="b.md", page_first=None, quote="10\x1b")
    found = Contradiction(CITATION, other, ("15 days", "10\x1b days"))
    answer = dataclasses.replace(ANSWER, contradictions=(found,))
    *_, told, first, second = render.citations_text(answer, EN).splitlines()
    assert told == "! sources differ: 15 days or 10\\x1b days"
    assert first.startswith("  [1] guide.pdf")
    assert second.startswith("  [2] b.md")
    [shown] = render.answer_json(answer)["contradictions"]
    assert shown["values"] == ["15 days", "10\x1b days"]
    assert shown["second"]["source"] == "b.md"


def test_where_else_a_citation_or_a_passage_stands_is_told_in_the_line_below_it() -> None:
    also = (copy_in("b\x1b.pdf", 3), copy_in("c.txt"))
    cited = dataclasses.replace(CITATION, also=also)
    answer = dataclasses.replace(ANSWER, citations=(cited,))
    _, first, below = render.citations_text(answer, EN).splitlines()
    assert first.startswith("[1] guide.pdf")
    assert below == "    Also in b\\x1b.pdf p. 3; c.txt"
    [told] = render.answer_json(answer)["citations"]
    assert [(place["source"], place["page_first"]) for place in told["also"]] == [
        ("b\x1b.pdf", 3),
        ("c.txt", None),
    ]
    near = (dataclasses.replace(ANSWER.passages[0], also=also),)
    refused = dataclasses.replace(ANSWER, citations=(), refused=True, passages=near)
    assert render.citations_text(refused, ZH).splitlines()[-1].startswith("    另见于 b")


def test_answer_json_has_exactly_the_promised_fields() -> None:
    found = render.answer_json(ANSWER)
    assert list(found) == [
        "text",
        "citations",
        "refused",
        "weak",
        "ledger",
        "timings",
        "model",
        "finish_reason",
        "unread",
        "unsupported",
        "contradictions",
        "id",
    ]
    assert list(found["citations"][0]) == [
        "number",
        "source",
        "page_first",
        "page_last",
        "page_label",
        "headings",
        "quote",
        "start",
        "end",
        "score",
        "verified",
        "also",
    ]
    assert found["ledger"]["passages_left_out"] == 2
    assert json.loads(render.to_json(found)) == found


def test_the_accounts_show_tokens_seconds_and_model() -> None:
    text = render.accounts_text(ANSWER, EN)
    assert "passages 900" in text
    assert "2 left out" in text
    assert "total 1.25" in text
    assert "quotes" in text


def test_table_columns_line_up_with_chinese() -> None:
    lines = render.table(("name", "n"), [("中文.pdf", 5), ("a", 123)]).splitlines()
    assert len({cell_len(line) for line in lines}) == 1


def test_an_endless_quote_is_cut_for_the_terminal() -> None:
    line = render.citation_line(dataclasses.replace(CITATION, quote="7" * 5000), EN)
    assert len(line) < 700
    assert "7…”" in line
