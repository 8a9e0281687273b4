"""The right column: citations of the answer, and the passage that was opened."""

from __future__ import annotations

import gradio as gr

from ui.texts.web import web_texts
from ui.web.answer_html import citations_html, passage_html
from ui.web.page import CLICKS, QUICK, Part, Updates, clicked, piece
from ui.web.session import Session, index_from

# The quote may be far down in a long passage.
_TO_MARK = """
watch('value', () => {
  const mark = element.querySelector('mark');
  if (!mark) return;
  const box = element.closest('#passage');
  const below = mark.getBoundingClientRect().top - box.getBoundingClientRect().top;
  box.scrollTop += below - box.clientHeight / 3;
  mark.scrollIntoView({block: 'nearest'});
});
"""


def build_preview(session: gr.State) -> Part:
    """Lay the column out; a click on a citation opens its passage."""
    citations = piece("citations", CLICKS)
    passage = piece("passage", _TO_MARK)

    def draw(current: Session) -> Updates:
        texts = web_texts(current.language)
        return {
            citations: citations_html(current, texts),
            passage: passage_html(current, texts),
        }

    def open_citation(current: Session, event: gr.EventData) -> Updates:
        data = clicked(event)
        exchange = index_from(data, "exchange", len(current.exchanges))
        index = index_from(data, "index", 10_000)
        if exchange is not None and index is not None:
            cited = bool(current.exchanges[exchange].citations)
            current.open(exchange, citation=index if cited else None, passage=index)
        return draw(current)

    citations.click(open_citation, session, [citations, passage], **QUICK)
    return Part((citations, passage), draw)
