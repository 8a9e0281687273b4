"""The left column of the chat: conversation, question, Send and Stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from typing import cast

import gradio as gr

from ragqa.errors import RagqaError
from ragqa.types import Event, Question
from ui.services import Answers, Services
from ui.texts.web import web_texts
from ui.web.answer_html import conversation_html, notice_html
from ui.web.job import Job
from ui.web.markup import escaped
from ui.web.page import CLICKS, QUICK, WORK, Part, Updates, clicked, piece, unexpected
from ui.web.preview import build_preview
from ui.web.session import Exchange, Session, index_from

TICK = 0.1  # seconds until Stop is noticed while the model is silent
REDRAW = 0.06  # seconds between two drawings of a growing answer

# Follows the answer while the reader is at the end, stays where a reader has scrolled to.
_FOLLOW = """
const box = element.closest('#conversation') || element;
let atEnd = true;
box.addEventListener('scroll', () => {
  atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 60;
});
watch('value', () => { if (atEnd) box.scrollTop = box.scrollHeight; });
"""


def build_chat(services: Services, session: gr.State, tabs: gr.Tabs) -> Part:
    """Lay the tab out: the conversation on the left, citations and passage on the right."""
    with gr.Row(elem_id="chat"):
        with gr.Column(scale=3, min_width=320, elem_id="talk-column"):
            notice = piece("notice")
            conversation = piece("conversation", CLICKS + _FOLLOW)
            with gr.Row(elem_id="ask-row"):
                question = gr.Textbox(
                    lines=1,
                    max_lines=8,
                    container=False,
                    scale=1,
                    min_width=160,
                    autofocus=True,
                    elem_id="question",
                )
                send = gr.Button(variant="primary", scale=0, min_width=88, elem_id="send")
                stop = gr.Button(
                    variant="stop", scale=0, min_width=88, visible=False, elem_id="stop"
                )
            with gr.Row(elem_id="clear-row"):
                clear = gr.Button(variant="secondary", size="sm", scale=0, elem_id="clear")
                keys = piece("keys")
        with gr.Column(scale=2, min_width=300, elem_id="preview-column"):
            preview = build_preview(services.pages, session)
    beside = preview.part

    def draw_talk(current: Session) -> Updates:
        texts = web_texts(current.language)
        documents = services.index.documents
        return {
            conversation: conversation_html(
                current, texts, documents=documents, model=services.model
            )
        }

    def draw(current: Session) -> Updates:
        # Documents may have changed while another tab was open.
        current.look_again(services.index)
        texts = web_texts(current.language)
        return {
            notice: notice_html(services.model, services.sends_to, texts),
            question: gr.update(label=texts.question_label, placeholder=texts.question_hint),
            send: gr.update(value=texts.send),
            stop: gr.update(value=texts.stop),
            clear: gr.update(value=texts.new_conversation),
            keys: escaped(texts.keys),
            **draw_talk(current),
            **beside.draw(current),
        }

    def draw_buttons(current: Session) -> Updates:
        running = current.job is not None
        return {send: gr.update(visible=not running), stop: gr.update(visible=running)}

    def ask(text: str, current: Session) -> Iterator[Updates]:
        if not text.strip() or current.job is not None:
            # gradio takes an empty dict for a value, so the smallest update is this.
            yield {send: gr.skip()}
            return
        current.look_again(services.index)
        exchange, asked = current.ask(text.strip())
        job = current.job = answering(services.chain, asked)
        try:
            yield {
                question: "",
                **draw_buttons(current),
                **draw_talk(current),
                **beside.draw(current),
            }
            for _ in follow(exchange, job):
                yield draw_talk(current)
        finally:
            # Also when the tab was closed: the server then closes this generator.
            job.stop()
            current.job = None
        yield {**draw_buttons(current), **draw_talk(current), **beside.draw(current)}

    def end(current: Session) -> None:
        if current.job is not None:
            current.job.stop()

    def forget(current: Session) -> Updates:
        end(current)
        current.forget()
        return {**draw_talk(current), **beside.draw(current)}

    def click(current: Session, event: gr.EventData) -> Iterator[Updates]:
        data = clicked(event)
        if data.get("action") == "documents":
            yield {tabs: gr.Tabs(selected="documents")}
            return
        exchange = index_from(data, "exchange", len(current.exchanges))
        number = index_from(data, "number", 1_000)
        if exchange is not None and data.get("action") == "show":
            current.show(exchange)
        elif exchange is not None and number is not None:
            current.open_number(exchange, number)
        yield from preview.look(current)

    asked_outputs = [question, send, stop, conversation, *beside.components]
    # The model itself answers one question at a time; search need not wait for it.
    gr.on(
        [question.submit, send.click],
        ask,
        [question, session],
        asked_outputs,
        show_progress="hidden",
        # The model itself answers one question at a time; search need not wait for it.
        concurrency_limit=8,
        api_visibility="private",
    )
    stop.click(end, session, None, **QUICK)
    clear.click(forget, session, [conversation, *beside.components], **QUICK)
    conversation.click(click, session, [tabs, *beside.components], **WORK)
    components = (notice, question, send, stop, clear, keys, conversation, *beside.components)
    return Part(components, draw)


def answering(chain: Answers, question: Question) -> Job[Event]:
    """Answer in a thread; when the job is stopped the model ends after its current token."""

    def work(report: Callable[[Event], None], stopped: threading.Event) -> None:
        with closing(cast("Generator[Event, None, None]", chain.stream(question))) as events:
            for event in events:
                if stopped.is_set():
                    return
                report(event)

    return Job(work)


def follow(exchange: Exchange, job: Job[Event]) -> Iterator[None]:
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
