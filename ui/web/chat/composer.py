"""What stands under the conversation: the question, what is wanted for it, and what is searched."""

from __future__ import annotations

import html
from dataclasses import dataclass

import gradio as gr
from gradio.components import Component

from ui.services import Services
from ui.texts.chat import ChatTexts, chat_texts
from ui.texts.web import web_texts
from ui.web.chat.asking import MODES, Mode
from ui.web.chat.choice import chosen
from ui.web.chat.choice_html import choice_button, choice_list
from ui.web.drawing import in_order
from ui.web.markup import action, escaped
from ui.web.page import CLICKS, LAST, QUICK, Updates, clicked, piece
from ui.web.scripts import script
from ui.web.session import Session
from ui.web.visiting import doing

# What is sent with a question: the box as it was when Enter or the button was pressed (keys.js).
SENT = """(typed, session) => {
  const box = document.querySelector('#question textarea');
  const sent = box?.dataset.sent ?? typed;
  delete box?.dataset.sent;
  return [sent, session];
}"""


def build_composer(services: Services, session: gr.State) -> Composer:
    """Lay it out; the question and its buttons are wired by the chat."""
    editing = piece("editing", CLICKS + script("asked.js"))
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
        stop = gr.Button(variant="stop", scale=0, min_width=88, elem_id="stop")
    with gr.Row(elem_id="wish-row"):
        mode = gr.Radio(list(MODES), value=MODES[0], container=False, scale=0, elem_id="mode")
        choice = piece("choice", CLICKS)
    with gr.Column(elem_id="choosing"):
        part = gr.Textbox(max_lines=1, container=False, elem_id="name-part")
        listed = piece("choices", CLICKS)
    keys = piece("keys", script("keys.js"))
    composer = Composer(services, editing, question, send, stop, mode, choice, part, listed, keys)
    composer.wire(session)
    return composer


@dataclass(frozen=True, slots=True)
class Composer:
    """The pieces: how they are drawn, and what happens when they are used.

    Attributes:
        services: All of them.
        editing: That a question is being edited.
        question: The box that is typed into.
        send: The button.
        stop: The button in its place while an answer is given.
        mode: What is done with the question.
        choice: What is searched.
        part: Of the names of the documents that are listed.
        listed: These documents, and the collections, while that is being chosen.
        keys: Which keys there are.
    """

    services: Services
    editing: gr.HTML
    question: gr.Textbox
    send: gr.Button
    stop: gr.Button
    mode: gr.Radio
    choice: gr.HTML
    part: gr.Textbox
    listed: gr.HTML
    keys: gr.HTML

    @property
    def components(self) -> tuple[Component, ...]:
        """All that ``draw`` updates."""
        asked = (self.question, self.send, self.stop, self.editing, self.mode, self.part, self.keys)
        return (*asked, *self._choice)

    @property
    def _choice(self) -> tuple[Component, ...]:
        """What shows what is searched."""
        return (self.choice, self.listed)

    def wire(self, session: gr.State) -> None:
        """Let each piece call what it is for."""
        chosen_by = list(self._choice)
        self.mode.input(self.wish, [self.mode, session], self.question, **LAST)
        self.choice.click(self.choose, session, chosen_by, **QUICK)
        self.listed.click(self.choose, session, chosen_by, **QUICK)
        # Not "input", which gradio tells of keys alone: not of what is pasted or composed.
        self.part.change(self.narrow, [self.part, session], chosen_by, **LAST)
        self.editing.click(self.cancel, session, [self.question, self.editing], **QUICK)

    @in_order
    def _draw_choice(self, current: Session) -> Updates:
        texts = chat_texts(current.language)
        there = chosen(current.choice, self.services.index)
        return {
            self.choice: choice_button(current.choice, there, texts, opened=current.choosing),
            self.listed: _listed(self.services, current, texts) if current.choosing else "",
        }

    @in_order
    def _draw_editing(self, current: Session) -> Updates:
        return {self.editing: editing_html(current)}

    @in_order
    def draw_state(self, current: Session) -> Updates:
        """What changes when an answer begins or ends."""
        return {**self._draw_editing(current), **self._draw_choice(current)}

    @in_order
    def draw(self, current: Session) -> Updates:
        """Everything as it should look for a session."""
        texts, chat = web_texts(current.language), chat_texts(current.language)
        hint, find = _hint(current.mode, chat), chat.find_document
        modes = [(getattr(chat, f"mode_{name}"), name) for name in MODES]
        return {
            **self.draw_state(current),
            self.question: gr.update(label=texts.question_label, placeholder=hint),
            self.send: gr.update(value=texts.send),
            self.stop: gr.update(value=texts.stop),
            self.mode: gr.update(choices=modes, label=chat.mode),
            self.part: gr.update(label=find, placeholder=find),
            self.keys: f'<span aria-hidden="true">{escaped(texts.keys)}</span>',
        }

    @doing("read")
    def wish(self, name: str, current: Session) -> Updates:
        """Do something else with the next question."""
        current.mode = name if name in MODES else "answer"
        hint = _hint(current.mode, chat_texts(current.language))
        return {self.question: gr.update(placeholder=hint)}

    @doing("read")
    def choose(self, current: Session, event: gr.EventData) -> Updates:
        """Search something else, or show what can be chosen."""
        data = clicked(event)
        match data.get("action"):
            case "choose":
                current.choosing = not current.choosing
            case "collection":
                current.choice = current.choice.with_collection(str(data.get("name", "")))
            case "document":
                current.choice = current.choice.toggled(str(data.get("document", "")))
        return self._draw_choice(current)

    @doing("read")
    def narrow(self, text: str, current: Session) -> Updates:
        """List other documents to choose from."""
        current.name_part = text
        return self._draw_choice(current)

    @doing("read")
    def cancel(self, current: Session) -> Updates:
        """Leave a question as it is."""
        current.editing = None
        return {self.question: "", **self._draw_editing(current)}


def editing_html(session: Session) -> str:
    """That a question is being edited, and how to leave it as it is.

    While an answer is given: which question the box is rid of, and what is told to who sends
    another one. That it is there shows the button to stop in place of the one to send (style.css).
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
