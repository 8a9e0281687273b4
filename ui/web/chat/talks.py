"""The saved conversations of a user: their list, finding and opening one, and exporting it."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import gradio as gr
from gradio.components import Component

from ragqa.errors import RagqaError
from ragqa.store.kept.said import title_of, without_answer
from ui.export.marked import markdown
from ui.export.word import word
from ui.render.remarks import changed
from ui.services import Services
from ui.texts.talks import TalkTexts, talk_texts
from ui.texts.web import WebTexts, web_texts
from ui.web.chat.exchange import Exchange
from ui.web.chat.remembering import exchange_of, said_of
from ui.web.chat.talks_html import bar_html, crossed_html, download_html, talks_html
from ui.web.drawing import in_order
from ui.web.error_html import error_html
from ui.web.page import CLICKS, LAST, QUICK, Updates, clicked, piece
from ui.web.scripts import script
from ui.web.session import Session
from ui.web.visiting import doing

_SUFFIXES = {"markdown": "md", "word": "docx"}
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Talks:
    """What the chat needs of it.

    Attributes:
        clear: Begins a new conversation.
        listed: The list; a click opens, renames or deletes a conversation.
        components: All that ``draw`` updates.
        draw: Everything as it should look for a session.
        draw_state: The list and the bar above the conversation.
    """

    clear: gr.Button
    listed: gr.HTML
    components: tuple[Component, ...]
    draw: Callable[[Session], Updates]
    draw_state: Callable[[Session], Updates]


def build_list() -> tuple[gr.HTML, gr.Textbox, gr.Button]:
    """Lay out the column of conversations; ``wire`` gives it life."""
    clear = gr.Button(variant="secondary", size="sm", elem_id="clear")
    find = gr.Textbox(max_lines=1, container=False, elem_id="find-talk")
    listed = piece("talks", CLICKS)
    return listed, find, clear


def build_bar() -> tuple[gr.HTML, gr.HTML]:
    """Lay out what stands above the conversation, and the place of downloads."""
    bar = piece("talk-bar", CLICKS + script("talks.js"))
    download = piece("download", script("download.js"))
    return bar, download


def wire(
    services: Services,
    session: gr.State,
    column: tuple[gr.HTML, gr.Textbox, gr.Button],
    above: tuple[gr.HTML, gr.HTML],
) -> Talks:
    """Give the list and the bar their life."""
    listed, find, clear = column
    bar, download = above

    @in_order
    def draw(current: Session) -> Updates:
        texts = talk_texts(current.language)
        return {
            clear: gr.update(value=web_texts(current.language).new_conversation),
            find: gr.update(label=texts.find, placeholder=texts.find),
            **draw_state(current),
        }

    @in_order
    def draw_state(current: Session) -> Updates:
        texts = talk_texts(current.language)
        return {listed: list_html(services, current), bar: bar_html(current.title, texts)}

    @doing("read")
    def look(words: str, current: Session) -> Updates:
        current.talk_words = words
        return draw_state(current)

    @doing("read")
    def export(current: Session, event: gr.EventData) -> Any:
        kind = str(clicked(event).get("format", ""))
        current.look_again(services.index)
        if kind not in _SUFFIXES or not current.exchanges:
            return gr.skip()
        name, content = exported(current, kind)
        current.downloads += 1
        return download_html(name, base64.b64encode(content).decode(), current.downloads)

    # Not "input", which gradio tells of keys alone: not of what is pasted, composed, taken back.
    find.change(look, [find, session], [listed, bar], **LAST)
    bar.click(export, session, download, **QUICK)
    return Talks(clear, listed, (clear, find, listed, bar), draw, draw_state)


def keeps(services: Services, session: Session) -> bool:
    """Whether conversations are kept of a session."""
    return bool(session.owner) and services.settings.save_conversations == "on"


def are_gone(services: Services, documents: Iterable[str]) -> bool:
    """Whether some documents, by their ids, are neither in the index nor in its trash.

    With a document in the trash its conversations stay, but not its answers for replay, which ask
    the index alone (``answering.kept``).
    """
    missing = {key for key in documents if services.index.document(key) is None}
    # Only then is the trash read, which may be large: after each answer this is asked.
    return bool(missing) and not missing <= {
        each.source.document_id for each in services.index.trashed()
    }


def save_last(services: Services, session: Session, made_from: Iterable[str] = ()) -> None:
    """Keep the last exchange, if it is to be kept; the session knows why it could not be.

    Where another tab has written to the conversation, it is shown as it is kept; where one has
    deleted it, nothing is kept. Where one of
    ``made_from``, documents by their ids, is gone, only the question is kept: what deletes such
    answers may have passed while this one was written.
    """
    if not keeps(services, session):
        return
    exchange, before = session.exchanges[-1], session.place
    answer = exchange.answer
    if answer is not None and not answer.refused and not answer.passages:
        return  # names of documents alone, which nothing would take away together with them
    after = before.last if session.after is None else session.after
    session.unkept = None
    said = said_of(exchange)
    try:
        if are_gone(services, made_from):
            said = without_answer(said)
        place = services.conversations.save(session.owner, before, said, after=after)
        if not place.key:
            session.crossed = "deleted"
            return
        session.place, session.after, exchange.number = place, None, place.last
        if before.key and (place.key, place.last) != (before.key, after + 1):
            open_talk(services, session, place.key)
            session.crossed = "joined" if place.key == before.key else "parted"
    except RagqaError as error:
        session.unkept = error


def list_html(services: Services, session: Session) -> str:
    """The list for a session, or why there is none."""
    texts = talk_texts(session.language)
    if not keeps(services, session):
        return f'<p class="hint">{texts.off}</p>'
    unkept = session.unkept
    try:
        may_see = services.index.may_see if services.index.hides else None
        headings = services.conversations.headings(
            session.owner, session.talk_words, may_see=may_see
        )
    except RagqaError as error:
        headings, unkept = [], error
    told = error_html(unkept, web_texts(session.language)) if unkept else ""
    told += crossed_html(session.crossed, texts)
    now = datetime.now().astimezone()
    return told + talks_html(headings, session.place.key, texts, now=now, words=session.talk_words)


def open_talk(services: Services, session: Session, key: str) -> None:
    """Show a saved conversation in place of the present one. Raises RagqaError."""
    if talk := services.conversations.load(session.owner, key):
        session.forget()
        session.place, session.name = talk.place, talk.name
        session.exchanges = [exchange_of(said, number) for number, said in talk.exchanges]
        recall_verdicts(services, session.exchanges)
        session.show(len(session.exchanges) - 1)
        session.look_again(services.index)
        for exchange in session.exchanges:
            exchange.tell_copies(services.index)


def recall_verdicts(services: Services, exchanges: Sequence[Exchange]) -> None:
    """What the reader has said of answers that are still kept for replay. Raises RagqaError."""
    records = services.chain.records
    known = {e.answer.id: e for e in exchanges if e.answer is not None and e.answer.id}
    if records is not None and known:
        for key, verdict in records.verdicts(known).items():
            known[key].verdict = verdict


def rename_talk(services: Services, session: Session, key: str, name: str) -> None:
    """Give a saved conversation another name, "" for its first question. Raises RagqaError."""
    services.conversations.rename(session.owner, key, name)
    if key and session.place.key == key:
        session.name = title_of(name)


def act_on_talk(services: Services, session: Session, data: Mapping[str, Any]) -> None:
    """Open, rename or delete a conversation, as the page sent; the session knows what is wrong."""
    key = str(data.get("talk", ""))
    with session.lock:
        session.unkept, session.crossed = None, ""
        try:
            match data.get("action"):
                case "open":
                    open_talk(services, session, key)
                case "rename":
                    rename_talk(services, session, key, str(data.get("text", "")))
                case "delete":
                    delete_talk(services, session, key)
        except RagqaError as error:
            session.unkept = error


def delete_talk(services: Services, session: Session, key: str) -> None:
    """Delete a saved conversation for good, also where it is the present one. Raises RagqaError."""
    services.conversations.delete(session.owner, key)
    if key and session.place.key == key:
        session.forget()


def exported(session: Session, kind: str) -> tuple[str, bytes]:
    """The name and content of a file with the conversation; ``kind`` is a key of _SUFFIXES."""
    texts, talks = web_texts(session.language), talk_texts(session.language)
    said = [said_of(exchange) for exchange in session.exchanges]
    since = [_since(exchange, texts, talks) for exchange in session.exchanges]
    title = session.title
    words = re.findall(r"\w+", title)
    name = "-".join([talks.file_name, *words])[:_LONGEST_NAME].rstrip("-")
    if kind == "word":
        return f"{name}.docx", word(title, said, texts, talks, since)
    return f"{name}.md", markdown(title, said, texts, talks, since).encode()


def _since(exchange: Exchange, texts: WebTexts, talks: TalkTexts) -> list[str]:
    """What has become of an answer and of what it cites."""
    gone = [talks.answer_withheld] if exchange.withheld else []
    return [*gone, *(changed(difference, texts) for difference in exchange.changed)]
