"""The chat: the conversation with what is asked under it, and its sources beside it."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from ragqa.errors import RagqaError
from ragqa.store.records import Verdict
from ragqa.types import Event
from ui.services import Services
from ui.texts.chat import chat_texts
from ui.texts.web import web_texts
from ui.web import talks
from ui.web.answer_html import conversation_html, notice_html
from ui.web.asking import Found, answering
from ui.web.choice import chosen, scope_of
from ui.web.choice_html import choice_text
from ui.web.composer import SENT, build_composer
from ui.web.exchange import Exchange
from ui.web.job import Job
from ui.web.page import CLICKS, QUICK, WORK, Part, Updates, clicked, piece, unexpected
from ui.web.preview import build_preview
from ui.web.session import Session, index_from
from ui.web.suggesting import suggestions
from ui.web.visiting import doing, is_here

_ASSETS = Path(__file__).parent / "assets"
TICK = 0.1  # seconds until Stop is noticed while the model is silent
REDRAW = 0.06  # seconds between two drawings of a growing answer
_DRAWN = 60  # chunks whose headings questions are made of
_AT_ONCE = 24  # answers that are followed at once; the model itself gives one after the other

# "multiple": else gradio drops questions and clicks without a word until the one before has ended.
_STREAM: dict[str, Any] = {**WORK, "concurrency_limit": _AT_ONCE, "trigger_mode": "multiple"}


def build_chat(services: Services, session: gr.State, tabs: gr.Tabs) -> Part:
    """Lay the tab out: the conversation on the left, citations and passage on the right."""
    with gr.Row(elem_id="chat"):
        with gr.Column(scale=0, min_width=230, elem_id="talks-column"):
            column = talks.build_list()
        with gr.Column(scale=3, min_width=320, elem_id="talk-column"):
            above = talks.build_bar()
            notice = piece("notice")
            conversation = piece(
                "conversation", CLICKS + (_ASSETS / "follow.js").read_text("utf-8")
            )
            composer = build_composer(services, session)
        with gr.Column(scale=2, min_width=300, elem_id="preview-column"):
            preview = build_preview(services, session)
    kept = talks.wire(services, session, column, above)
    beside, question = preview.part, composer.question
    beginning = threading.Lock()  # two events of one tab may come at once: one of them asks

    def draw_talk(current: Session) -> Updates:
        texts = web_texts(current.language)
        documents = 0 if current.exchanges else services.index.readable
        return {
            conversation: conversation_html(
                current, texts, documents=documents, model=services.model
            )
        }

    def draw_state(current: Session) -> Updates:
        return {
            **composer.draw_state(current),
            **draw_talk(current),
            **beside.draw(current),
            **kept.draw(current),
        }

    @doing("read")
    def draw(current: Session) -> Updates:
        # Documents may have changed while another tab was open.
        current.look_again(services.index)
        texts = web_texts(current.language)
        return {
            notice: notice_html(services.model, services.sends_to, texts),
            **composer.draw(current),
            **draw_talk(current),
            **beside.draw(current),
            **kept.draw(current),
        }

    @doing("read")
    def propose(current: Session) -> Updates:
        # Each suggestion takes a search: the page is there before.
        is_empty = current.loaded and suggest(services, current)
        return draw_talk(current) if is_empty else {conversation: gr.skip()}

    def begin(text: str, current: Session) -> Exchange | None:
        """What is asked from now on, or why it cannot be; None while an answer is given."""
        summary = current.mode == "summary"
        if current.job is not None or not (text.strip() or summary):
            return None
        current.look_again(services.index)
        try:
            scope = scope_of(current.choice, services.index, current.mode)
        except RagqaError as error:
            current.choosing = services.index.readable > 0
            return refuse(text.strip(), error, current)
        asked = current.ask(_summary_of(services, current) if summary else text.strip(), scope)
        current.job = answering(services, asked.asked)
        return asked

    @doing("ask")
    def ask(text: str, current: Session) -> Iterator[Updates]:
        with beginning:
            asked, job = begin(text, current), current.job
        if asked is None:
            # gradio takes an empty dict for a value, so the smallest update is this.
            yield {composer.send: gr.skip()}
        elif job is None:
            yield draw_state(current)
        else:
            yield from respond(asked, job, current)

    def respond(exchange: Exchange, job: Job[Event | Found], current: Session) -> Iterator[Updates]:
        try:
            yield draw_state(current)
            for _ in follow(exchange, job):
                yield draw_talk(current)
        finally:
            # Also when the tab was closed: the server then closes this generator.
            job.stop()
            try:
                # Not where the tab shows another conversation by now.
                if current.job is job and not exchange.error and is_here():
                    talks.save_last(services, current, exchange.documents)
            finally:
                # Not before it is kept: the next question would be taken for the last one.
                if current.job is job:
                    current.job = None
        current.look_again(services.index)
        yield draw_state(current)

    def again(current: Session) -> Iterator[Updates]:
        with beginning:
            if current.job is not None or not current.exchanges:
                return
            asked = current.again()
            job = current.job = answering(services, asked.asked)
        yield from respond(asked, job, current)

    @doing("read")
    def end(current: Session) -> Updates:
        if current.job is None:
            # What another event has drawn before the end has come after it.
            return draw_state(current)
        current.job.stop()
        return {composer.stop: gr.skip()}

    @doing("read")
    def forget(current: Session) -> Updates:
        current.forget()
        return draw_state(current)

    @doing("read")
    def pick(current: Session, event: gr.EventData) -> Updates:
        data = clicked(event)
        key = str(data.get("talk", ""))
        current.unkept, current.crossed = None, ""
        try:
            match data.get("action"):
                case "open":
                    talks.open_talk(services, current, key)
                case "rename":
                    talks.rename_talk(services, current, key, str(data.get("text", "")))
                case "delete":
                    talks.delete_talk(services, current, key)
        except RagqaError as error:
            current.unkept = error
        return draw_state(current)

    @doing("ask")
    def click(current: Session, event: gr.EventData) -> Iterator[Updates]:
        data = clicked(event)
        # What is shown now may not be what was.
        current.look_again(services.index)
        exchange = index_from(data, "exchange", len(current.exchanges))
        number = index_from(data, "number", 1_000)
        match data.get("action"):
            case "documents":
                yield {tabs: gr.Tabs(selected="documents")}
            case "suggest" if number is not None and number < len(current.suggested):
                yield from ask(current.suggested[number], current)
            case "again":
                yield from again(current)
            case "edit" if exchange is not None and current.job is None:
                current.editing = exchange
                text = current.exchanges[exchange].asked.text
                yield {question: text, **composer.draw_state(current)}
            case "judge" if exchange is not None:
                judge(services, current.exchanges[exchange], str(data.get("verdict", "")))
                yield draw_talk(current)
            case "show" if exchange is not None:
                current.show(exchange)
                yield beside.draw(current)
            case "number" if exchange is not None and number is not None:
                current.open_number(exchange, number)
                yield from preview.look(current)

    components = (
        notice,
        conversation,
        *composer.components,
        *beside.components,
        *kept.components,
    )
    outputs = [*components, tabs]
    asked_by: list[Callable[..., Any]] = [question.submit, composer.send.click]
    gr.on(asked_by, ask, [question, session], outputs, js=SENT, **_STREAM)
    conversation.click(click, session, outputs, **_STREAM)
    composer.stop.click(end, session, outputs, **QUICK)
    emptied = kept.clear.click(forget, session, outputs, **QUICK)
    emptied.then(propose, session, [conversation], **WORK)
    kept.listed.click(pick, session, outputs, **QUICK)
    return Part(components, draw, Part((conversation,), propose))


def suggest(services: Services, session: Session) -> bool:
    """Draw questions for an empty chat, none that would be refused; anew for other documents.

    Returns:
        Whether the chat is to be drawn again: also with the same ones, for what is drawn without
        them while the page loads may come after them.
    """
    documents = services.index.documents
    if session.exchanges or (session.suggested and session.suggested_of == documents):
        return not session.exchanges
    drawn = services.index.drawn(_DRAWN, random.randrange(1 << 30))  # noqa: S311 # no secret
    try:
        session.suggested = suggestions(drawn, services.chain.has_evidence, session.language)
    except RagqaError:
        session.suggested = ()  # what is amiss is told to who asks
    session.suggested_of = documents
    # Somebody may have asked meanwhile.
    return not session.exchanges


def judge(services: Services, exchange: Exchange, said: str) -> None:
    """Note what the reader thinks of an answer; the same again takes it back."""
    records = services.chain.records
    if records is None or exchange.answer is None or said not in ("good", "bad"):
        return
    verdict: Verdict = "good" if said == "good" else "bad"
    exchange.verdict = "" if exchange.verdict == verdict else verdict
    try:
        records.judge(exchange.answer.id, exchange.verdict)
    except RagqaError as error:
        exchange.error = error


def refuse(text: str, error: RagqaError, session: Session) -> Exchange:
    """Say why nothing can be asked like that; the next try takes its place."""
    refused = session.ask(text)
    refused.error = error
    session.editing = len(session.exchanges) - 1
    return refused


def follow(exchange: Exchange, job: Job[Event | Found]) -> Iterator[None]:
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
        exchange.error = error
    except Exception as error:  # noqa: BLE001  # boundary: it becomes a message, the log has all
        exchange.error = unexpected(error)
    exchange.stopped = exchange.running


def _summary_of(services: Services, session: Session) -> str:
    texts = chat_texts(session.language)
    what = choice_text(session.choice, chosen(session.choice, services.index), texts)
    return texts.summary_of.format(what=what)
