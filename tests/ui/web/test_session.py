from __future__ import annotations

import copy

import pytest

from ragqa.scope import Scope
from ragqa.types import Condensed, Event, Passage, PromptRead, Queued, Retrieved, Token, Turn
from tests.ui.web.chat.test_answer_html import answered
from ui.web.chat.asking import Asked, Found
from ui.web.job import Job
from ui.web.session import Session, index_from


def test_a_question_carries_the_earlier_exchanges_that_have_an_answer() -> None:
    session = Session()
    first = session.ask("What is it?")
    assert first.asked.history == ()
    first.take(Token("A "))
    first.take(Token("base."))
    failed = session.ask("No answer came.")
    asked = session.ask("And where?").asked
    assert failed.text == ""
    assert asked.text == "And where?"
    assert asked.history == (Turn("What is it?", "A base."),)


def test_a_new_conversation_ends_the_answer_that_is_being_given() -> None:
    job = Job[Event | Found](lambda report, stopped: None)
    session = Session(job=job)
    session.ask("What is it?")
    session.forget()
    assert job.stopped
    assert (session.job, session.exchanges) == (None, [])


def test_events_fill_an_exchange() -> None:
    exchange = Session().ask("q")
    assert exchange.running
    exchange.take(Condensed("whole q"))
    exchange.take(Retrieved(()))
    assert (exchange.rewritten, exchange.passages, exchange.running) == ("whole q", (), True)


def test_a_marker_opens_its_first_citation_and_a_passage_without_one_is_opened_whole() -> None:
    session = answered()
    more = Passage("Four.", "d", 1, "b.pdf", None, None, "", (), 0, 5, 0.1)
    exchange = session.exchanges[0]
    exchange.passages = (*(exchange.passages or ()), more)
    session.open_number(0, 1)
    assert session.opened is not None
    assert (session.opened.passage, session.opened.citation) == (0, 0)
    session.open_number(0, 2)
    assert (session.opened.passage, session.opened.citation) == (1, None)


@pytest.mark.parametrize("number", [0, 2, 99])
def test_what_does_not_exist_is_not_opened(number: int) -> None:
    session = answered()
    session.open_number(0, number)
    session.open(0, citation=None, passage=number + 1)
    assert session.opened is None


@pytest.mark.parametrize("sent", ["-1", "2", "1e3", "１", "", "../x", "9" * 99, None, "0x1", 1.5])
def test_numbers_from_the_page_are_checked(sent: object) -> None:
    assert index_from({"n": sent}, "n", 2) is None
    assert index_from({}, "n", 2) is None


def test_a_good_number_from_the_page_is_taken() -> None:
    assert index_from({"n": "1"}, "n", 2) == 1


def test_each_tab_gets_its_own_copy_of_the_first_state() -> None:
    first = Session()
    second = copy.deepcopy(first)
    first.ask("private")
    assert second.exchanges == []


def test_a_new_conversation_forgets_everything_said() -> None:
    session = answered()
    session.open_number(0, 1)
    session.forget()
    assert (session.exchanges, session.shown, session.opened) == ([], -1, None)


def test_an_edited_question_replaces_itself_and_what_followed() -> None:
    session = Session()
    for text in ("one", "two", "three"):
        session.ask(text).take(Token(f"answer to {text}"))
    session.editing = 1
    asked = session.ask("two, but better").asked
    assert [exchange.asked.text for exchange in session.exchanges] == ["one", "two, but better"]
    assert asked.history == (Turn("one", "answer to one"),)
    assert session.editing is None


def test_asked_again_the_last_question_keeps_its_scope_and_history() -> None:
    session = Session(mode="quotes")
    session.ask("one").take(Token("first"))
    session.ask("two", Scope(collection="legal")).take(Token("second"))
    session.mode = "search"
    exchange = session.again()
    assert exchange.asked == Asked(
        "two", "quotes", Scope(collection="legal"), (Turn("one", "first"),), attempt=1
    )
    assert exchange.text == ""
    assert len(session.exchanges) == 2


def test_who_insists_asks_the_same_question_once_more() -> None:
    session = Session()
    session.ask("one").take(Token("refused"))
    exchange = session.again(anyway=True)
    assert exchange.asked == Asked("one", anyway=True)
    assert session.exchanges == [exchange]
    assert session.again().asked == Asked("one", anyway=True, attempt=1)


def test_progress_is_told_until_the_first_word() -> None:
    exchange = Session().ask("q")
    exchange.take(Queued(2))
    exchange.take(PromptRead(1, 9))
    assert exchange.progress == PromptRead(1, 9)
    exchange.take(Token("A"))
    assert exchange.progress is None


def test_a_search_is_complete_without_an_answer() -> None:
    exchange = Session().ask("q")
    exchange.take(Found(()))
    assert not exchange.running
    assert exchange.passages == ()
