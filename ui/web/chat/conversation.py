"""The conversation of a tab as it goes on: a question begins, its answer grows, and it is kept.

Two events of a tab may come at once: what begins, ends or replaces a conversation is done under
``Session.lock``.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from ragqa.errors import RagqaError
from ragqa.types import Event
from ui.remote import note
from ui.services import Services
from ui.texts.chat import chat_texts
from ui.web.chat import talks
from ui.web.chat.asking import Found, answering, is_quoting
from ui.web.chat.choice import chosen, scope_of
from ui.web.chat.choice_html import choice_text
from ui.web.chat.exchange import Exchange
from ui.web.job import Job
from ui.web.page import unexpected
from ui.web.session import Session
from ui.web.visiting import is_here

TICK = 0.1  # seconds until Stop is noticed while the model is silent
REDRAW = 0.06  # seconds between two drawings of a growing answer

Answering = Job[Event | Found]


@dataclass(frozen=True, slots=True)
class Begun:
    """A question that was asked.

    Attributes:
        exchange: As it is shown.
        job: What gives the answer; None where nothing can, and the exchange says why.
    """

    exchange: Exchange
    job: Answering | None = None


def begin(services: Services, session: Session, text: str) -> Begun | None:
    """Ask a question; None where it is blank, or while an answer is given."""
    with session.lock:
        summary = session.mode == "summary"
        if session.job is not None or not (text.strip() or summary):
            return None
        session.look_again(services.index)
        try:
            scope = scope_of(session.choice, services.index, session.mode)
        except RagqaError as error:
            session.choosing = services.index.readable > 0
            return Begun(_refused(session, text.strip(), error))
        asked = session.ask(_summary_of(services, session) if summary else text.strip(), scope)
        return _answered(services, session, asked)


def begin_again(services: Services, session: Session, *, anyway: bool = False) -> Begun | None:
    """Ask the last question anew; None where there is none, or while an answer is given.

    With ``anyway`` it is answered even from too little.
    """
    with session.lock:
        if session.job is not None or not session.exchanges:
            return None
        return _answered(services, session, session.again(anyway=anyway))


def follow(exchange: Exchange, job: Answering) -> Iterator[None]:
    """Take the events of ``job`` into ``exchange``; yields when it should be drawn again.

    Errors end up in the exchange: this is where they become messages.
    """
    drawn = 0.0
    changed = False
    try:
        for event in job.reports(TICK):
            if event is not None:
                exchange.take(event)
                changed = True
            if changed and time.monotonic() - drawn >= REDRAW:
                drawn = time.monotonic()
                changed = False
                yield
    except RagqaError as error:
        note(error)
        exchange.error = error
    except Exception as error:  # noqa: BLE001  # boundary: it becomes a message, the log has all
        exchange.error = unexpected(error)
    exchange.stopped = exchange.running


def finish(services: Services, session: Session, exchange: Exchange, job: Answering) -> None:
    """End ``job`` and keep its exchange, unless the tab shows another conversation by now."""
    job.stop()
    with session.lock:
        if session.job is not job:
            return
        try:
            if not exchange.error and is_here():
                talks.save_last(services, session, exchange.documents)
        finally:
            # Not before it is kept: the next question would be taken for the last one.
            session.job = None


def _answered(services: Services, session: Session, exchange: Exchange) -> Begun:
    exchange.quotes = is_quoting(services, exchange.asked)
    session.job = answering(services, exchange.asked)
    return Begun(exchange, session.job)


def _refused(session: Session, text: str, error: RagqaError) -> Exchange:
    """Say why nothing can be asked like that; the next try takes its place."""
    refused = session.ask(text)
    refused.error = error
    session.editing = len(session.exchanges) - 1
    return refused


def _summary_of(services: Services, session: Session) -> str:
    texts = chat_texts(session.language)
    what = choice_text(session.choice, chosen(session.choice, services.index), texts)
    return texts.summary_of.format(what=what)
