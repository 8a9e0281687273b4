"""The page's own pieces of HTML. Pure; every text from outside passes through ``escaped``.

Answers are shown as text with paragraphs, bold, code and citation buttons only: no links, no
images, no raw HTML, so neither a document nor a model can make the browser fetch anything.
"""

from __future__ import annotations

from collections.abc import Sequence

from ragqa.errors import RagqaError
from ragqa.replaying import Difference
from ragqa.types import Citation, Passage
from ui.render import snippet
from ui.texts.web import WebTexts
from ui.web.answer import answer_html
from ui.web.markup import action, escaped
from ui.web.session import Exchange, Opened, Session


def conversation_html(session: Session, texts: WebTexts, *, documents: int, model: str) -> str:
    """All exchanges of a session, or what to do first.

    Args:
        session: Of one tab.
        texts: Of its language.
        documents: How many the index has.
        model: Name of the language model; "" when there is none.
    """
    if not session.exchanges:
        return welcome_html(texts, documents=documents)
    busy = "true" if session.exchanges[-1].running else "false"
    turns = "".join(_exchange(e, i, model, texts) for i, e in enumerate(session.exchanges))
    label = escaped(texts.conversation)
    return f'<div class="talk" role="log" aria-label="{label}" aria-busy="{busy}">{turns}</div>'


def _exchange(exchange: Exchange, number: int, model: str, texts: WebTexts) -> str:
    parts = [
        f'<div class="question" dir="auto"><span class="unseen">{escaped(texts.you)}</span>'
        f"{escaped(exchange.question)}</div>"
    ]
    if exchange.rewritten:
        rewritten = texts.rewritten.format(question=exchange.rewritten)
        parts.append(f'<div class="rewritten" dir="auto">{escaped(rewritten)}</div>')
    if exchange.text:
        unsupported = exchange.answer.unsupported if exchange.answer else ()
        passages = len(exchange.passages or ())
        answer = answer_html(exchange.text, number, passages, texts, unsupported)
        parts.append(f'<div class="answer" dir="auto">{answer}</div>')
    parts.append(_state(exchange, number, model, texts))
    return f'<article class="exchange">{"".join(parts)}</article>'


def _state(exchange: Exchange, number: int, model: str, texts: WebTexts) -> str:
    """The line under an answer: what is going on, or what it came to."""
    if exchange.error is not None:
        return error_html(exchange.error, texts)
    if exchange.stopped:
        return f'<div class="meta">{escaped(texts.stopped)}</div>'
    if exchange.answer is None:
        if exchange.text:
            return '<div class="meta" aria-hidden="true"><span class="dots"></span></div>'
        passages = exchange.passages
        doing = (
            texts.searching if passages is None else texts.reading.format(passages=len(passages))
        )
        return f'<div class="meta">{escaped(doing)}<span class="dots"></span></div>'
    answer = exchange.answer
    seconds = f"{answer.timings.get('total', 0.0):.1f}"
    parts = [escaped(texts.answered_in.format(model=model or texts.quotes_only, seconds=seconds))]
    if answer.id:
        parts.append(escaped(texts.kept.format(id=answer.id)))
    if answer.finish_reason == "length":
        parts.append(escaped(texts.cut_short))
    if answer.finish_reason == "time":
        parts.append(escaped(texts.out_of_time))
    if answer.unsupported:
        parts.append(escaped(texts.unsupported.format(count=len(answer.unsupported))))
    parts += [
        escaped(
            texts.unread.format(
                name=known.source, missing=known.pages_without_text, pages=known.pages
            )
        )
        for known in answer.unread
    ]
    parts += [_changed(difference, texts) for difference in exchange.changed]
    if answer.citations:
        words = texts.show_citations.format(count=len(answer.citations))
    else:
        words = texts.show_nearest.format(count=len(answer.passages))
    if answer.citations or answer.passages:
        parts.append(action("show", escaped(words), css="link", exchange=number))
    return f'<div class="meta">{" · ".join(parts)}</div>'


def _changed(difference: Difference, texts: WebTexts) -> str:
    """That a cited document is no longer what was cited."""
    template = texts.cited_removed if difference.kind == "removed" else texts.cited_changed
    return f'<span class="changed">{escaped(template.format(name=difference.name))}</span>'


def welcome_html(texts: WebTexts, *, documents: int) -> str:
    """What to do first, with and without documents."""
    title = texts.welcome_ready if documents else texts.welcome_empty
    steps = "".join(
        f"<li>{escaped(step)}</li>" for step in (texts.step_add, texts.step_ask, texts.step_check)
    )
    if documents:
        foot = f"<p>{escaped(texts.have_documents.format(documents=documents))}</p>"
    else:
        foot = action("documents", escaped(texts.go_documents), css="primary")
    return f'<div class="welcome"><h2>{escaped(title)}</h2><ol>{steps}</ol>{foot}</div>'


def notice_html(model: str, sends_to: str, texts: WebTexts) -> str:
    """How to get a language model, when none is loaded; where all is sent, if to another machine.

    Else nothing.
    """
    if sends_to:
        told = escaped(texts.sends_to.format(host=sends_to))
        return f'<p class="notice" role="note">{told}</p>'
    if model:
        return ""
    title, body = escaped(texts.no_model_title), escaped(texts.no_model)
    return f'<details class="notice"><summary>{title}</summary><p>{body}</p></details>'


def error_html(error: RagqaError, texts: WebTexts) -> str:
    """An error as a message in the user's language."""
    title, body = escaped(texts.error), escaped(error.text(texts.language))
    return f'<div class="error" role="alert"><strong>{title}</strong><p dir="auto">{body}</p></div>'


def citations_html(session: Session, texts: WebTexts) -> str:
    """The citations of the exchange that is shown, or the passages it read."""
    if session.shown < 0:
        return _panel(texts.citations, f'<p class="hint">{escaped(texts.no_citations)}</p>')
    exchange = session.exchanges[session.shown]
    if exchange.citations:
        items = [
            _item(
                "citation",
                i,
                citation,
                citation.quote,
                citation.number,
                session,
                texts,
                badge="" if citation.verified else _badge(texts),
            )
            for i, citation in enumerate(exchange.citations)
        ]
        cards = f'<ol class="cards">{"".join(items)}</ol>'
        return _panel(texts.citations, cards) + _contradictions(exchange, session, texts)
    passages = exchange.passages if exchange.answer or exchange.stopped else None
    if not passages:
        return _panel(texts.citations, f'<p class="hint">{escaped(texts.no_citations)}</p>')
    refused = exchange.answer is not None and exchange.answer.refused
    hint = "" if refused else f'<p class="hint">{escaped(texts.none_cited)}</p>'
    items = [
        _item("passage", i, passage, passage.text, i + 1, session, texts)
        for i, passage in enumerate(passages)
    ]
    return _panel(texts.nearest, f'{hint}<ol class="cards">{"".join(items)}</ol>')


def _contradictions(exchange: Exchange, session: Session, texts: WebTexts) -> str:
    """What two documents say differently, side by side."""
    panels: list[str] = []
    for found in exchange.answer.contradictions if exchange.answer else ():
        first, second = found.values
        title = texts.contradiction.format(first=first, second=second)
        items = [
            _item("passage", c.number - 1, c, c.quote, c.number, session, texts)
            for c in (found.first, found.second)
        ]
        panels.append(_panel(title, f'<ol class="cards differing">{"".join(items)}</ol>'))
    return "".join(panels)


def _panel(title: str, body: str) -> str:
    return f'<section class="panel"><h3>{escaped(title)}</h3>{body}</section>'


def _badge(texts: WebTexts) -> str:
    hint = escaped(texts.unverified_hint)
    return f'<span class="badge" title="{hint}">{escaped(texts.unverified)}</span>'


def _item(
    kind: str,
    index: int,
    where: Citation | Passage,
    quote: str,
    number: int,
    session: Session,
    texts: WebTexts,
    *,
    badge: str = "",
) -> str:
    content = (
        f'<span class="head"><span class="number">{number}</span>'
        f'<span class="name"><bdi>{escaped(where.source)}</bdi></span>{badge}</span>'
        f'<span class="place">{place_html(where, texts)}</span>'
        f'<span class="quote" dir="auto">{escaped(snippet(quote))}</span>'
    )
    current = _is_open(session.opened, kind, index)
    css = "card current" if current else "card"
    return f"<li>{action(kind, content, css=css, exchange=session.shown, index=index)}</li>"


def _is_open(opened: Opened | None, kind: str, index: int) -> bool:
    if opened is None:
        return False
    if kind == "citation":
        return opened.citation == index
    return opened.citation is None and opened.passage == index


def place_html(where: Citation | Passage, texts: WebTexts) -> str:
    """Page, printed label and headings of a citation or passage."""
    parts: list[str] = []
    first, last = where.page_first, where.page_last
    if first is not None:
        one = last is None or last == first
        page = texts.page.format(page=first) if one else texts.pages.format(first=first, last=last)
        parts.append(f'<span class="page">{escaped(page)}</span>')
        if where.page_label and where.page_label != str(first):
            label = texts.printed.format(label=where.page_label)
            parts.append(f'<span class="page">{escaped(label)}</span>')
    if where.headings:
        trail = " › ".join(escaped(heading) for heading in where.headings)
        parts.append(f'<span class="trail" dir="auto">{trail}</span>')
    return "".join(parts)


def passage_html(session: Session, texts: WebTexts) -> str:
    """The opened passage with the quote marked."""
    opened = session.opened
    if opened is None:
        return _panel(texts.passage, f'<p class="hint">{escaped(texts.no_passage)}</p>')
    exchange = session.exchanges[opened.exchange]
    passage = (exchange.passages or ())[opened.passage]
    cited = None if opened.citation is None else exchange.citations[opened.citation]
    where: Citation | Passage = cited or passage
    head = (
        f'<div class="over"><h3>{escaped(texts.passage)}</h3>'
        f'<div class="name"><bdi>{escaped(passage.source)}</bdi></div>'
        f'<div class="place">{place_html(where, texts)}</div></div>'
    )
    body = marked_html(passage, [(cited.start, cited.end)] if cited else [])
    text = f'<div class="text" tabindex="0" dir="auto">{body}</div>'
    return f'<section class="panel">{head}{text}</section>'


def marked_html(passage: Passage, spans: Sequence[tuple[int, int]]) -> str:
    """The passage's text with ``spans`` (offsets in the document's text, in order) marked."""
    pieces: list[str] = []
    at = 0
    for start, end in spans:
        left = max(at, start - passage.start)
        right = min(len(passage.text), end - passage.start)
        if left < right:
            pieces.append(escaped(passage.text[at:left]))
            pieces.append(f"<mark>{escaped(passage.text[left:right])}</mark>")
            at = right
    return "".join([*pieces, escaped(passage.text[at:])])
