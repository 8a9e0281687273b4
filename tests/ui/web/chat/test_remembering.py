from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ragqa.scope import EVERYWHERE, Scope
from ragqa.store.kept.said import Said
from ragqa.types import Turn
from tests.ui.web.chat.test_answer_html import answered, passage
from ui.web.chat.asking import Asked
from ui.web.chat.exchange import Exchange
from ui.web.chat.remembering import exchange_of, said_of


def test_an_answer_is_shown_again_as_it_was() -> None:
    [exchange] = answered().exchanges
    exchange.asked = Asked(
        "q", "whole", Scope(sources=("a",), since=date(2026, 1, 2)), (Turn("x", "y"),)
    )
    exchange.rewritten = "whole q"
    assert exchange_of(said_of(exchange)) == exchange


def test_what_was_stopped_or_searched_is_not_running_again() -> None:
    stopped = Exchange(Asked("q"), text="half", passages=(passage(),), stopped=True)
    found = Exchange(Asked("q", "search"), passages=(passage(),), found=True)
    for exchange in (stopped, found):
        assert exchange_of(said_of(exchange)) == exchange
    assert not exchange_of(Said("q")).running


@pytest.mark.parametrize("mode", ["answer", "search"])
def test_an_answer_that_was_deleted_stays_so(mode: str) -> None:
    exchange = exchange_of(Said("q", mode, removed=True))
    assert (exchange.removed, exchange.found, exchange.running) == (True, False, False)
    assert said_of(exchange).removed


def test_what_another_version_kept_does_no_harm() -> None:
    said = replace(Said("q"), mode="telepathy", scope={"planet": "Mars"})
    assert exchange_of(said).asked == Asked("q", "answer", EVERYWHERE)


def test_a_stopped_answer_of_quotes_stays_one() -> None:
    exchange = Exchange(Asked("q", "quotes"), text="half", quotes=True, stopped=True)
    assert exchange_of(said_of(exchange)).is_quoted
