from __future__ import annotations

from dataclasses import replace

import pytest

from ragqa.answer.quoted.quoting import NAME as QUOTING
from ragqa.text.counted import counted
from ragqa.types import Contradiction, Ledger, Passage, PromptRead, Queued, Reading
from tests.builders import copy_in, passage
from tests.ui.web.chat.test_answer_html import HOSTILE, Tags, answered, assert_harmless, citation
from ui.texts.chat import EN as CHAT
from ui.texts.chat import ZH as CHAT_ZH
from ui.texts.web import EN, ZH
from ui.web.chat.asking import Asked
from ui.web.chat.exchange import Exchange
from ui.web.chat.exchange_html import exchange_html


def shown(exchange: Exchange, *, is_last: bool = True) -> str:
    return exchange_html(exchange, 0, EN, is_last=is_last)


@pytest.mark.parametrize(
    ("progress", "said", "bar"),
    [
        (Queued(3), counted(CHAT.waiting, 3), ""),
        (
            PromptRead(120, 4000),
            CHAT.prompt_read.format(done=120, total=4000),
            '"4000" value="120"',
        ),
        (Reading(0, 3), CHAT.parts_read.format(done=1, total=3), '"3" value="0"'),
        (Reading(3, 3), CHAT.parts_read.format(done=3, total=3), '"3" value="3"'),
    ],
)
def test_how_far_the_model_is(progress: Queued | PromptRead | Reading, said: str, bar: str) -> None:
    page = shown(Exchange(Asked("q"), passages=(), progress=progress))
    assert said in Tags(page).text
    assert ("<progress" in page) == bool(bar)
    assert bar in page


def test_sources_that_differ_are_told_below_the_answer() -> None:
    [exchange] = answered().exchanges
    assert exchange.answer is not None
    found = Contradiction(citation(), replace(citation(), source="b{1}.pdf"), (HOSTILE, "10"))
    exchange.answer = replace(exchange.answer, contradictions=(found,))
    page = shown(exchange)
    assert_harmless(page)
    said = EN.contradiction_in.format(first=HOSTILE, here="a.pdf", second="10", there="b{1}.pdf")
    assert said in Tags(page).text
    assert page.index("It is two") < page.index("b{1}.pdf")


def test_what_was_refused_unasked_can_be_answered_anyway() -> None:
    [exchange] = answered().exchanges
    assert exchange.answer is not None
    near = exchange.answer.passages or (passage("Two."),)
    exchange.answer = replace(exchange.answer, refused=True, weak=True, passages=near)
    button = 'data-action="anyway"'
    assert button in shown(exchange)
    assert button not in shown(exchange, is_last=False)
    assert EN.weak not in shown(exchange)
    for other in ({"weak": False}, {"refused": False}, {"passages": ()}):
        assert button not in shown(replace(exchange, answer=replace(exchange.answer, **other)))
    asked = replace(exchange.asked, anyway=True)  # the model refuses
    assert button not in shown(replace(exchange, asked=asked))
    given = replace(exchange, answer=replace(exchange.answer, refused=False))
    assert EN.weak in Tags(shown(given)).text


@pytest.mark.parametrize("marks", [(14,), None])
def test_only_markers_of_the_answer_become_buttons(marks: tuple[int, ...] | None) -> None:
    """Also of an answer that was kept by a version that did not note where they are."""
    source = replace(answered().exchanges[0].citations[0], quote="It is argv[1]")
    given = passage("It is argv[1] here.")
    [exchange] = answered("It is argv[1] [1].", (source,), (given, given)).exchanges
    assert exchange.answer is not None
    exchange.answer = replace(exchange.answer, marks=marks)
    page = shown(exchange)
    assert page.count('class="marker"') == 1
    assert "It is argv[1] <button" in page


def test_a_growing_answer_has_buttons_for_its_markers_alone() -> None:
    given = passage("It is argv[1] here.")
    page = shown(Exchange(Asked("q"), passages=(given,), text="It is argv[1] [1]. And"))
    assert "It is argv[1] <button" in page
    assert page.count('class="marker"') == 1


def test_the_position_in_the_queue_is_told_in_chinese() -> None:
    page = exchange_html(Exchange(Asked("q"), progress=Queued(2)), 0, ZH, is_last=True)
    assert counted(CHAT_ZH.waiting, 2) in page


def test_what_a_search_found_can_be_opened() -> None:
    found = Passage(HOSTILE, "d", 1, HOSTILE, 3, 3, "", (), 0, len(HOSTILE), 0.5)
    page = shown(Exchange(Asked("q", "search"), passages=(found, found), found=True))
    assert_harmless(page)
    assert HOSTILE in Tags(page).text
    assert counted(CHAT.found, 2) in page
    assert page.count('data-action="number"') == 2
    copied = replace(found, also=(copy_in("b.pdf", 7), copy_in(HOSTILE)))
    page = shown(Exchange(Asked("q", "search"), passages=(copied,), found=True))
    assert_harmless(page)
    assert "Also in b.pdf p. 7; <" in Tags(page).text
    nothing = shown(Exchange(Asked("q", "search"), passages=(), found=True))
    assert CHAT.found_none in nothing


def test_only_the_last_exchange_can_be_answered_again_and_none_that_runs() -> None:
    [exchange] = answered().exchanges
    assert 'data-action="again"' in shown(exchange)
    assert 'data-action="again"' not in shown(exchange, is_last=False)
    running = shown(Exchange(Asked("q"), text="half"))
    assert 'data-action="again"' not in running
    assert 'data-action="edit"' not in running
    assert 'data-action="edit"' in shown(Exchange(Asked("q"), text="half", stopped=True))


def test_the_ledger_accounts_for_the_whole_window() -> None:
    [exchange] = answered().exchanges
    assert exchange.answer is not None
    ledger = Ledger(100, 50, 2000, 20, 512, 4096, 6, 3, 1500, estimated=True)
    exchange.answer = replace(exchange.answer, ledger=ledger)
    page = shown(exchange)
    assert_harmless(page)
    text = Tags(page).text
    for said in (
        "6 passages, 3 left out2000",
        f"{CHAT.ledger_free}{4096 - 2682}",
        "context window in tokens (estimated)4096",
        f"{CHAT.ledger_reused}1500",
    ):
        assert said in text
    widths = [int(part.split('"')[0]) for part in page.split('y="0" width="')[1:]]
    assert sum(widths) == 4096


def test_one_is_told_as_one() -> None:
    page = Tags(shown(answered().exchanges[0])).text
    assert "1 citation" in page
    assert "1 citations" not in page
    assert "1 passages" not in page


def test_the_name_an_answer_is_kept_by_is_for_who_asks_for_details() -> None:
    [exchange] = answered().exchanges
    assert exchange.answer is not None
    exchange.answer = replace(exchange.answer, id="0a1b2c3d", ledger=Ledger(0, 0, 0, 0, 0, 0, 0, 0))
    before, details = shown(exchange).split(f"<summary>{CHAT.details}</summary>")
    assert "0a1b2c3d" not in Tags(before).text
    assert "ragqa replay 0a1b2c3d" in details
    exchange.answer = replace(exchange.answer, id="")
    assert "<details" not in shown(exchange)


def test_an_answer_names_the_model_that_gave_it_whichever_is_loaded_now() -> None:
    [exchange] = answered().exchanges
    assert exchange.answer is not None
    exchange.answer = replace(exchange.answer, model="mixtral")
    assert "mixtral · 1.2 s" in Tags(shown(exchange)).text
    exchange.answer = replace(exchange.answer, model=QUOTING)
    page = exchange_html(exchange, 0, ZH, is_last=True)
    assert f"{ZH.quotes_only} · 1.2 秒" in Tags(page).text


def test_an_answer_is_copied_letter_for_letter() -> None:
    page = shown(answered(HOSTILE).exchanges[0])
    assert_harmless(page)
    assert "data-copy" in Tags(page).attributes


def test_only_a_kept_answer_can_be_judged_and_shows_what_was_said() -> None:
    [exchange] = answered().exchanges
    assert exchange.answer is not None
    assert 'data-action="judge"' not in shown(exchange)
    exchange.answer = replace(exchange.answer, id="0a1b2c3d")
    exchange.verdict = "bad"
    page = shown(exchange)
    assert_harmless(page)
    assert page.count('data-action="judge"') == 2
    pressed = page.split('data-verdict="bad"')[1].split(">")[0]
    assert 'aria-pressed="true"' in pressed
    assert page.count('aria-pressed="true"') == 1


def test_what_documents_say_themselves_is_no_markdown_while_it_grows_and_after() -> None:
    said = "- **a** `b`"
    exchange = Exchange(Asked("q"), text=said)
    assert "<strong>" in shown(exchange)
    exchange.quotes = True
    assert said in shown(exchange)
    [exchange] = answered(said).exchanges
    assert exchange.answer is not None
    assert "<strong>" in shown(exchange)
    exchange.answer = replace(exchange.answer, model=QUOTING)
    assert said in shown(exchange)
