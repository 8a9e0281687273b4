"""Conversations as they go on: in two tabs, after errors, with what is not kept in between."""

from __future__ import annotations

import pytest

from ragqa.errors import RagqaError
from ragqa.types import Finished
from tests.ui.web.chat.test_answer_html import answered
from ui.services import Services
from ui.texts.talks import EN
from ui.web.chat.talks import (
    act_on_talk,
    list_html,
    open_talk,
    save_last,
)
from ui.web.session import Session


def asks(services: Services, session: Session, text: str) -> None:
    """Ask and be answered at once."""
    exchange = session.ask(text)
    exchange.text, exchange.stopped = f"Answer to {text}.", True
    save_last(services, session)


def questions(session: Session) -> list[str]:
    return [exchange.asked.text for exchange in session.exchanges]


@pytest.fixture
def tabs(services: Services) -> tuple[Session, Session]:
    """Two tabs with one conversation of two questions."""
    first, second = Session(owner="ada"), Session(owner="ada")
    asks(services, first, "one")
    asks(services, first, "two")
    open_talk(services, second, first.place.key)
    return first, second


def test_two_tabs_that_go_on_with_one_conversation_lose_nothing(
    services: Services, tabs: tuple[Session, Session]
) -> None:
    first, second = tabs
    asks(services, first, "three")
    asks(services, second, "four")
    assert questions(second) == ["one", "two", "three", "four"]
    assert second.place.key == first.place.key
    assert EN.joined in list_html(services, second)
    asks(services, first, "five")
    asks(services, first, "six")
    assert questions(first) == ["one", "two", "three", "four", "five", "six"]
    assert first.crossed == ""
    again = Session(owner="ada")
    open_talk(services, again, first.place.key)
    assert questions(again) == questions(first)


def test_of_a_conversation_that_another_tab_deletes_nothing_is_kept(
    services: Services, tabs: tuple[Session, Session]
) -> None:
    first, second = tabs
    waiting = second.ask("three")
    act_on_talk(services, first, {"action": "delete", "talk": first.place.key})
    waiting.text, waiting.stopped = "Answer to three.", True
    save_last(services, second)
    assert questions(second) == ["one", "two", "three"]  # what was waited for can be read
    assert services.conversations.headings("ada") == []
    assert EN.deleted in list_html(services, second)
    second.again().stopped = True
    save_last(services, second)
    assert services.conversations.headings("ada") == []
    asks(services, second, "four")
    assert questions(second) == ["four"]
    [heading] = services.conversations.headings("ada")
    talk = services.conversations.load("ada", heading.id)
    assert talk is not None
    assert [(said.question, said.history) for _, said in talk.exchanges] == [("four", ())]


@pytest.mark.parametrize("deed", ["edit", "again"])
def test_what_one_tab_replaces_stays_where_another_went_on(
    services: Services, tabs: tuple[Session, Session], deed: str
) -> None:
    first, second = tabs
    asks(services, first, "three")
    if deed == "edit":
        second.editing = 1
        asks(services, second, "two, better")
    else:
        second.again().stopped = True
        save_last(services, second)
    assert second.place.key != first.place.key
    assert questions(second) == ["one", "two, better" if deed == "edit" else "two"]
    assert EN.parted in list_html(services, second)
    again = Session(owner="ada")
    open_talk(services, again, first.place.key)
    assert questions(again) == ["one", "two", "three"]


def test_an_error_in_between_costs_no_later_answer(services: Services) -> None:
    session = Session(owner="ada")
    asks(services, session, "one")
    session.ask("fails").error = RagqaError("No.", "不。")
    asks(services, session, "two")
    again = Session(owner="ada")
    open_talk(services, again, session.place.key)
    asks(services, again, "three")
    asks(services, session, "four")
    assert questions(session) == ["one", "two", "three", "four"]


def test_names_of_documents_are_not_kept_beyond_them(services: Services) -> None:
    session = Session(owner="ada")
    asks(services, session, "one")
    listed = session.ask("List all documents")
    [told] = answered("- a.pdf", (), ()).exchanges
    assert told.answer is not None
    listed.take(Finished(told.answer))
    save_last(services, session)
    asks(services, session, "two")
    again = Session(owner="ada")
    open_talk(services, again, session.place.key)
    assert questions(again) == ["one", "two"]
