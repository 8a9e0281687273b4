"""The chat tab: the conversation, what is asked under it, and its sources beside it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr
from gradio.components import Component

from ragqa.errors import RagqaError
from ragqa.store.kept.recorded import Verdict
from ui.services import Services
from ui.texts.web import web_texts
from ui.web.chat import talks
from ui.web.chat.answer_html import conversation_html, notice_html
from ui.web.chat.composer import SENT, Composer, build_composer
from ui.web.chat.conversation import Answering, Begun, begin, begin_again, finish, follow
from ui.web.chat.exchange import Exchange
from ui.web.chat.preview import Beside, build_preview
from ui.web.chat.suggesting import suggestions
from ui.web.drawing import in_order
from ui.web.page import CLICKS, QUICK, WORK, Part, Updates, clicked, piece
from ui.web.scripts import script
from ui.web.session import Session, index_from
from ui.web.visiting import doing

_DRAWN = 60  # chunks whose headings questions are made of
_AT_ONCE = 24  # answers that are followed at once; the model itself gives one after the other

_STREAM: dict[str, Any] = {**WORK, "concurrency_limit": _AT_ONCE}


def build_chat(services: Services, session: gr.State, tabs: gr.Tabs) -> Part:
    """Lay the tab out: the conversation on the left, citations and passage on the right."""
    with gr.Row(elem_id="chat"):
        with gr.Column(scale=0, min_width=230, elem_id="talks-column"):
            column = talks.build_list()
        with gr.Column(scale=3, min_width=320, elem_id="talk-column"):
            above = talks.build_bar()
            notice = piece("notice")
            conversation = piece("conversation", CLICKS + script("follow.js"))
            composer = build_composer(services, session)
        with gr.Column(scale=2, min_width=300, elem_id="preview-column"):
            beside = build_preview(services, session)
    listed = talks.wire(services, session, column, above)
    chat = _Chat(services, tabs, notice, conversation, composer, beside, listed)
    chat.wire(session)
    return Part(chat.components, chat.draw, Part((conversation,), chat.propose))


@dataclass(frozen=True, slots=True)
class _Chat:
    """The pieces of the tab: how they are drawn, and what happens when they are used.

    Attributes:
        services: All of them.
        tabs: Of the page.
        notice: Above the conversation: which model answers.
        conversation: The exchanges.
        composer: Under it.
        beside: Citations and passage.
        saved: The saved conversations.
    """

    services: Services
    tabs: gr.Tabs
    notice: gr.HTML
    conversation: gr.HTML
    composer: Composer
    beside: Beside
    saved: talks.Talks

    @property
    def components(self) -> tuple[Component, ...]:
        """All that is drawn."""
        return (
            self.notice,
            self.conversation,
            *self.composer.components,
            *self.beside.part.components,
            *self.saved.components,
        )

    def wire(self, session: gr.State) -> None:
        """Let each piece call what it is for."""
        composer, conversation = self.composer, self.conversation
        outputs = [*self.components, self.tabs]
        asked_by: list[Callable[..., Any]] = [composer.question.submit, composer.send.click]
        gr.on(asked_by, self.ask, [composer.question, session], outputs, js=SENT, **_STREAM)
        conversation.click(self.click, session, outputs, **_STREAM)
        composer.stop.click(self.end, session, outputs, **QUICK)
        emptied = self.saved.clear.click(self.forget, session, outputs, **QUICK)
        emptied.then(self.propose, session, [conversation], **WORK)
        self.saved.listed.click(self.pick, session, outputs, **QUICK)

    @in_order
    def draw_talk(self, current: Session) -> Updates:
        """The exchanges, which change with each word of an answer."""
        services, texts = self.services, web_texts(current.language)
        documents = 0 if current.exchanges else services.index.readable
        page = conversation_html(current, texts, documents=documents)
        return {self.conversation: page}

    @in_order
    def draw_state(self, current: Session) -> Updates:
        """What changes when an answer begins or ends."""
        return {
            **self.composer.draw_state(current),
            **self.draw_talk(current),
            **self.beside.part.draw(current),
            **self.saved.draw_state(current),
        }

    @doing("read")
    @in_order
    def draw(self, current: Session) -> Updates:
        """Everything."""
        services = self.services
        # Documents may have changed while another tab was open.
        current.look_again(services.index)
        texts = web_texts(current.language)
        return {
            self.notice: notice_html(services.model, services.sends_to, texts),
            **self.composer.draw(current),
            **self.draw_talk(current),
            **self.beside.part.draw(current),
            **self.saved.draw(current),
        }

    @doing("read")
    def propose(self, current: Session) -> Updates:
        """Suggest questions, each of which takes a search: the page is there before."""
        is_empty = current.loaded and suggest(self.services, current)
        return self.draw_talk(current) if is_empty else {self.conversation: gr.skip()}

    @doing("ask")
    def ask(self, text: str, current: Session) -> Iterator[Updates]:
        """Answer a question."""
        yield from self._give(begin(self.services, current, text), current)

    def _give(self, begun: Begun | None, current: Session) -> Iterator[Updates]:
        if begun is None:
            # gradio takes an empty dict for a value, so the smallest update is this.
            yield {self.composer.send: gr.skip()}
        elif begun.job is None:
            yield self.draw_state(current)
        else:
            yield from self._respond(begun.exchange, begun.job, current)

    def _respond(self, exchange: Exchange, job: Answering, current: Session) -> Iterator[Updates]:
        try:
            yield self.draw_state(current)
            for _ in follow(exchange, job):
                yield self.draw_talk(current)
        finally:
            # Also when the tab was closed: the server then closes this generator.
            finish(self.services, current, exchange, job)
        current.look_again(self.services.index)
        yield self.draw_state(current)

    @doing("read")
    def end(self, current: Session) -> Updates:
        """Stop the answer that is being given."""
        if current.job is None:
            # What another event has drawn before the end has come after it.
            return self.draw_state(current)
        current.job.stop()
        return {self.composer.stop: gr.skip()}

    @doing("read")
    def forget(self, current: Session) -> Updates:
        """Begin a new conversation."""
        with current.lock:
            current.forget()
        return self.draw_state(current)

    @doing("read")
    def pick(self, current: Session, event: gr.EventData) -> Updates:
        """Open, rename or delete a saved conversation."""
        talks.act_on_talk(self.services, current, clicked(event))
        return self.draw_state(current)

    @doing("ask")
    def click(self, current: Session, event: gr.EventData) -> Iterator[Updates]:
        """What the buttons in the conversation do."""
        data = clicked(event)
        # What is shown now may not be what was.
        current.look_again(self.services.index)
        exchange = index_from(data, "exchange", len(current.exchanges))
        number = index_from(data, "number", 1_000)
        match data.get("action"):
            case "documents":
                yield {self.tabs: gr.Tabs(selected="documents")}
            case "suggest" if number is not None and number < len(current.suggested):
                yield from self.ask(current.suggested[number], current)
            case "again" | "anyway" as how:
                begun = begin_again(self.services, current, anyway=how == "anyway")
                yield from self._give(begun, current)
            case "edit" if exchange is not None and current.job is None:
                current.editing = exchange
                text = current.exchanges[exchange].asked.text
                yield {self.composer.question: text, **self.composer.draw_state(current)}
            case "judge" if exchange is not None:
                verdict = str(data.get("verdict", ""))
                judge(self.services, current.exchanges[exchange], verdict)
                yield self.draw_talk(current)
            case "show" if exchange is not None:
                current.show(exchange)
                yield self.beside.part.draw(current)
            case "number" if exchange is not None and number is not None:
                current.open_number(exchange, number)
                yield from self.beside.look(current)


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
