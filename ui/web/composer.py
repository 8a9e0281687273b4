"""What stands under the conversation: the question, what is wanted for it, and what is searched."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import gradio as gr
from gradio.components import Component

from ui.services import Services
from ui.texts.chat import ChatTexts, chat_texts
from ui.texts.web import web_texts
from ui.web.asking import MODES, Mode
from ui.web.choice import Choice, chosen
from ui.web.choice_html import choice_button, choice_list
from ui.web.markup import action, escaped
from ui.web.page import CLICKS, QUICK, Updates, clicked, piece
from ui.web.session import Session
from ui.web.visiting import doing

_ASSETS = Path(__file__).parent / "assets"

# What is sent with a question: the box as it was when Enter or the button was pressed (keys.js).
SENT = """(typed, session) => {
  const box = document.querySelector('#question textarea');
  const sent = box?.dataset.sent ?? typed;
  delete box?.dataset.sent;
  return [sent, session];
}"""


@dataclass(frozen=True, slots=True)
class Composer:
    """The parts that others wire or draw.

    Attributes:
        question: The box that is typed into.
        send: The button.
        stop: The button in its place while an answer is given.
        components: All that ``draw`` updates.
        draw: Everything as it should look for a session.
        draw_state: What changes when an answer begins or ends.
    """

    question: gr.Textbox
    send: gr.Button
    stop: gr.Button
    components: tuple[Component, ...]
    draw: Callable[[Session], Updates]
    draw_state: Callable[[Session], Updates]


def build_composer(services: Services, session: gr.State) -> Composer:
    """Lay it out; the question and its buttons are wired by the chat."""
    editing = piece("editing", CLICKS + _script("asked.js"))
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
        stop = gr.Button(variant="stop", scale=0, min_width=88, visible=False, elem_id="stop")
    with gr.Row(elem_id="wish-row"):
        mode = gr.Radio(container=False, scale=0, elem_id="mode")
        choice = piece("choice", CLICKS)
    with gr.Column(elem_id="choosing", visible=False) as choosing:
        part = gr.Textbox(max_lines=1, container=False, elem_id="name-part")
        listed = piece("choices", CLICKS)
    keys = piece("keys", _script("keys.js"))

    def draw_choice(current: Session) -> Updates:
        texts = chat_texts(current.language)
        there = chosen(current.choice, services.index)
        return {
            choice: choice_button(current.choice, there, texts, opened=current.choosing),
            choosing: gr.update(visible=current.choosing),
            listed: _listed(services, current, texts) if current.choosing else "",
        }

    def draw_state(current: Session) -> Updates:
        running = current.job is not None
        return {
            send: gr.update(visible=not running),
            stop: gr.update(visible=running),
            editing: editing_html(current),
            **draw_choice(current),
        }

    def draw(current: Session) -> Updates:
        texts, chat = web_texts(current.language), chat_texts(current.language)
        return {
            **draw_state(current),
            question: gr.update(label=texts.question_label, placeholder=_hint(current.mode, chat)),
            send: gr.update(value=texts.send, visible=current.job is None),
            stop: gr.update(value=texts.stop, visible=current.job is not None),
            mode: gr.update(
                choices=[(getattr(chat, f"mode_{name}"), name) for name in MODES],
                value=current.mode,
                label=chat.mode,
            ),
            part: gr.update(label=chat.find_document, placeholder=chat.find_document),
            keys: f'<span aria-hidden="true">{escaped(texts.keys)}</span>',
        }

    @doing("read")
    def wish(name: str, current: Session) -> Updates:
        current.mode = name if name in MODES else "answer"
        chat = chat_texts(current.language)
        return {question: gr.update(placeholder=_hint(current.mode, chat))}

    @doing("read")
    def choose(current: Session, event: gr.EventData) -> Updates:
        data = clicked(event)
        match data.get("action"):
            case "choose":
                current.choosing = not current.choosing
            case "collection":
                current.choice = Choice(str(data.get("name", "")))
            case "document":
                current.choice = current.choice.toggled(str(data.get("document", "")))
        return draw_choice(current)

    @doing("read")
    def narrow(text: str, current: Session) -> Updates:
        current.name_part = text
        return draw_choice(current)

    @doing("read")
    def cancel(current: Session) -> Updates:
        current.editing = None
        return {question: "", editing: ""}

    choice_outputs: list[Component] = [choice, choosing, listed]
    mode.input(wish, [mode, session], question, **QUICK)
    for clickable in (choice, listed):
        clickable.click(choose, session, choice_outputs, **QUICK)
    part.input(narrow, [part, session], choice_outputs, **QUICK)
    editing.click(cancel, session, [question, editing], **QUICK)
    components = (
        *(question, send, stop, editing, mode, part, keys),
        *choice_outputs,
    )
    return Composer(question, send, stop, components, draw, draw_state)


def editing_html(session: Session) -> str:
    """That a question is being edited, and how to leave it as it is.

    While an answer is given: which question the box is rid of, and what is told to who sends
    another one.
    """
    texts = chat_texts(session.language)
    if session.job is not None and session.exchanges:
        # As it was typed, for it is compared with the box.
        asked = html.escape(session.exchanges[-1].asked.text)
        told = f'data-asked="{asked}" data-busy="{escaped(texts.busy)}"'
        return f'<div class="editing" role="status" {told}></div>'
    if session.editing is None:
        return ""
    cancel = action("cancel", escaped(texts.cancel), css="link")
    return f'<div class="editing" role="status">{escaped(texts.editing)} {cancel}</div>'


def _listed(services: Services, session: Session, texts: ChatTexts) -> str:
    return choice_list(session.choice, services.index.sources(), session.name_part, texts)


def _hint(mode: Mode, texts: ChatTexts) -> str:
    return str(getattr(texts, f"hint_{mode}"))


def _script(name: str) -> str:
    return (_ASSETS / name).read_text("utf-8")
