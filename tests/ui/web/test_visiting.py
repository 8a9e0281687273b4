"""Handlers run for those who may, with services as they see them, without the page."""

from __future__ import annotations

import inspect
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import gradio as gr
import pytest
from gradio.helpers import special_args
from starlette.requests import Request

from ragqa.access.audit import Audit
from ragqa.access.identity import LOCAL, Identity
from ragqa.errors import AccessError, IndexUnusableError, QuestionError
from ui.services import Services
from ui.texts.web import web_texts
from ui.web.error_html import error_html
from ui.web.job import Job
from ui.web.library.adding import home
from ui.web.visiting import Visited, Visitors, doing, permit, visitor

READER = Identity("rita", "reader")


class Parts:
    """Stands for services: each identity sees its own name."""

    settings = "for all"

    def __init__(self, name: str = "") -> None:
        self.index = name

    def seen_by(self, who: Identity) -> Parts:
        return Parts(who.name)


def visitors(who: Identity | None) -> Visitors:
    nowhere = Audit(Path("unwritten"), "off")
    return Visitors(cast(Services, Parts()), lambda request: who, nowhere)


def request() -> gr.Request:
    found = Request({"type": "http", "headers": [(b"accept-language", b"zh")]})
    return gr.Request(cast(Any, found))


def test_a_handler_runs_as_its_visitor() -> None:
    @doing("read")
    def handler(a: int) -> tuple[int, str]:
        return a, visitor().name

    assert visitors(READER).guarded(handler)(request(), 7) == (7, "rita")
    with pytest.raises(LookupError):
        visitor()


@pytest.mark.parametrize("who", [None, READER])
def test_a_handler_does_not_run_for_who_may_not(who: Identity | None) -> None:
    @doing("delete")
    def handler() -> None:
        raise AssertionError

    with pytest.raises(gr.Error, match=r"请先登录|角色"):
        visitors(who).guarded(handler)(request())


@pytest.mark.parametrize(("who", "knows"), [(READER, False), (LOCAL, True)])
def test_who_may_read_no_folder_is_not_told_of_one(who: Identity, knows: bool) -> None:
    error = IndexUnusableError("/srv/index is full.", "/srv/index 已满。")

    @doing("read")
    def drawn() -> str:
        return error_html(error, web_texts("en"))

    @doing("read")
    def failing() -> None:
        raise error

    assert ("/srv" in visitors(who).guarded(drawn)(request())) == knows
    with pytest.raises(gr.Error) as shown:
        visitors(who).guarded(failing)(request())
    assert ("/srv" in str(shown.value)) == knows
    assert "/srv" not in error_html(error, web_texts("en"))


def test_what_has_waited_is_permitted_by_what_its_visitor_is_by_then() -> None:
    known: list[Identity | None] = [Identity("ed", "editor")]
    nowhere = Audit(Path("unwritten"), "off")
    visiting = Visitors(cast(Services, Parts()), lambda request: known[-1], nowhere)

    @doing("ingest")
    def handler() -> None:
        permit("ingest")
        assert home("") == "default"
        known.append(Identity("ed", "editor", frozenset({"own"})))
        assert home("") == "own"
        for now in (Identity("ed", "reader"), None):
            known.append(now)
            with pytest.raises(AccessError):
                permit("ingest")
            with pytest.raises(AccessError):
                home("")

    visiting.guarded(handler)(request())


def test_a_handler_that_does_not_say_what_it_does_is_for_admins() -> None:
    def handler() -> str:
        return "ran"

    with pytest.raises(gr.Error):
        visitors(Identity("ed", "editor")).guarded(handler)(request())
    assert visitors(LOCAL).guarded(handler)(request()) == "ran"


@pytest.mark.parametrize("stepwise", [False, True])
def test_what_goes_wrong_in_a_handler_is_shown_and_its_words_are_not_printed(
    stepwise: bool, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    words = "flamboyant zeppelins"

    @doing("read")
    def at_once() -> None:
        raise ValueError(words)

    @doing("read")
    def in_steps() -> Iterator[None]:
        yield
        raise ValueError(words)

    wrapped = visitors(READER).guarded(in_steps if stepwise else at_once)
    with pytest.raises(gr.Error, match="ValueError") as shown:
        list(wrapped(request()))
    assert shown.value.print_exception is False
    assert "ValueError" in caplog.text
    assert "zeppelins" not in caplog.text + "".join(capsys.readouterr())


def test_an_error_of_ours_is_shown_in_its_own_words() -> None:
    @doing("read")
    def handler() -> None:
        raise QuestionError("It is empty.", "“<img src=x>” 是空的。")

    with pytest.raises(gr.Error, match="“&lt;img src=x&gt;” 是空的"):
        visitors(READER).guarded(handler)(request())


def test_no_request_is_nobody() -> None:
    with pytest.raises(gr.Error):
        visitors(LOCAL).guarded(lambda: None)(gr.Request(None))


def test_steps_run_as_their_visitor_and_are_closed_as_that_too() -> None:
    seen: list[str] = []

    @doing("ask")
    def handler() -> Iterator[str]:
        try:
            while True:
                yield visitor().name
        finally:
            seen.append(visitor().name)

    first, second = (visitors(Identity(n, "reader")).guarded(handler) for n in ("ann", "bob"))
    one, other = first(request()), second(request())
    assert [next(one), next(other), next(one)] == ["ann", "bob", "ann"]
    with pytest.raises(LookupError):
        visitor()
    other.close()
    one.close()
    assert seen == ["bob", "ann"]


def test_work_in_a_thread_goes_on_being_of_its_visitor() -> None:
    services = cast(Services, Visited(cast(Services, Parts())))

    @doing("ask")
    def handler() -> list[str]:
        def work(report: Any, _: threading.Event) -> None:
            report(visitor().name)
            report(services.index.upper())  # type: ignore[attr-defined] # a text here

        return [report for report in Job[str](work).reports(1.0) if report]

    assert visitors(READER).guarded(handler)(request()) == ["rita", "RITA"]


def test_services_of_nobody_are_not_there() -> None:
    services = Visited(cast(Services, Parts("everything")))
    assert services.settings == "for all"
    with pytest.raises(LookupError):
        services.index.upper()
    with pytest.raises(LookupError):
        services.add_files([])


def test_gradio_hands_over_what_the_handler_asks_for() -> None:
    @doing("read")
    def handler(a: int, event: gr.EventData, b: int) -> None: ...

    wrapped = visitors(READER).guarded(handler)
    event = gr.EventData(None, {})
    given, _, at, _ = special_args(wrapped, [1, 2], cast(Any, "request"), event)
    assert [*given[:2], type(given[2]), *given[3:]] == ["request", 1, gr.EventData, 2]
    assert at == 2
    assert inspect.isgeneratorfunction(wrapped) is False


def test_a_coroutine_is_no_handler() -> None:
    async def handler() -> None: ...

    with pytest.raises(TypeError):
        visitors(READER).guarded(handler)
