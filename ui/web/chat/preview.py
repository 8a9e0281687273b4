"""The right column: citations of the answer, and the page or passage that was opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from ragqa.errors import RagqaError
from ragqa.types import Passage
from ui.services import Services
from ui.texts.web import web_texts
from ui.web.chat.cited_html import citations_html, passage_html
from ui.web.drawing import in_order
from ui.web.page import CLICKS, WORK, Part, Updates, clicked, piece, unexpected
from ui.web.session import Session, Shown, index_from
from ui.web.visiting import doing

_BEFORE = 80  # characters before a quote, which tell it from the same words elsewhere on a page

# The quote may be far down in a long passage or page.
_TO_MARK = """
watch('value', () => {
  const mark = element.querySelector('mark, .sheet rect');
  if (!mark) return;
  const box = element.closest('#passage');
  const below = mark.getBoundingClientRect().top - box.getBoundingClientRect().top;
  box.scrollTop += below - box.clientHeight / 3;
  mark.scrollIntoView({block: 'nearest'});
});
element.addEventListener('click', (event) => {
  if (!event.target.closest('[data-zoom], .paper')) return;
  const mark = element.querySelector('.sheet rect');
  element.querySelector('.sheet').classList.toggle('large');
  mark?.scrollIntoView({block: 'center', inline: 'center'});
});
"""


@dataclass(frozen=True, slots=True)
class Beside:
    """The right column.

    Attributes:
        part: How it is drawn.
        look: Draws what was opened; then its page, which takes longer to come.
    """

    part: Part
    look: Callable[[Session], Iterator[Updates]]


def build_preview(services: Services, session: gr.State) -> Beside:
    """Lay the column out; a click on a citation opens its page or passage."""
    citations = piece("citations", CLICKS)
    passage = piece("passage", CLICKS + _TO_MARK)

    @in_order
    def draw(current: Session) -> Updates:
        texts = web_texts(current.language)
        return {
            citations: citations_html(current, texts),
            passage: passage_html(current, texts),
        }

    def look(current: Session) -> Iterator[Updates]:
        for _ in looking(services, current):
            yield draw(current)

    @doing("read")
    def open_citation(current: Session, event: gr.EventData) -> Iterator[Updates]:
        data = clicked(event)
        current.look_again(services.index)
        exchange = index_from(data, "exchange", len(current.exchanges))
        index = index_from(data, "index", 10_000)
        if exchange is not None and index is not None:
            cited = data.get("action") == "citation"
            current.open(exchange, citation=index if cited else None, passage=index)
        yield from look(current)

    @doing("read")
    def turn(current: Session, event: gr.EventData) -> Iterator[Updates]:
        current.look_again(services.index)
        turn_to(current, clicked(event))
        yield from look(current)

    outputs = [citations, passage]
    citations.click(open_citation, session, outputs, **WORK)
    passage.click(turn, session, outputs, **WORK)
    return Beside(Part((citations, passage), draw), look)


def turn_to(session: Session, data: Mapping[str, Any]) -> None:
    """Turn to the text, to another page, or back to the page of the quote (number 0)."""
    opened = session.opened
    if opened is None:
        return
    if data.get("action") == "text":
        session.opened = replace(opened, page=None, awaited=0)
    elif data.get("action") == "page":
        number = index_from(data, "number", 100_000)
        if number is not None:
            session.opened = replace(opened, awaited=number or session.first_page(opened))


def looking(services: Services, session: Session) -> Iterator[None]:
    """Fetch the page that is awaited; yields when there is something to draw.

    Errors end up in the session, which then shows the text.
    """
    yield
    opened = session.opened
    if opened is None or not opened.awaited:
        return
    passage, cited = session.cited(opened)
    number = opened.awaited
    quoted = cited is not None and (cited.page_first or 0) <= number <= (cited.page_last or 0)
    quote = cited.quote if cited is not None and quoted else ""
    before = _before(passage, cited.start) if cited is not None else ""
    page, refused = None, None
    try:
        painted = services.pages.picture(
            services.index,
            passage.document_id,
            passage.revision,
            number,
            quote=quote,
            before=before,
        )
        page = Shown(
            number, painted.pages, painted.width, painted.height, painted.marks, bool(quote)
        )
    except RagqaError as error:
        refused = error
    except Exception as error:  # noqa: BLE001  # boundary: it becomes a message
        refused = unexpected(error)
    if session.opened == opened:  # else another one was opened meanwhile
        session.opened = replace(opened, page=page, awaited=0, refused=refused)
        yield


def _before(passage: Passage, start: int) -> str:
    at = start - passage.start
    return passage.text[max(0, at - _BEFORE) : max(0, at)]
