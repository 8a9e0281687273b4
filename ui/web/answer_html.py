"""The page's own pieces of HTML. Pure; every text from outside passes through ``escaped``.

Answers are shown as text with paragraphs, bold, code and citation buttons only: no links, no
images, no raw HTML, so neither a document nor a model can make the browser fetch anything.
"""

from __future__ import annotations

from ragqa.errors import RagqaError
from ragqa.replaying import Difference
from ui.texts.web import WebTexts
from ui.web.answer import answer_html
from ui.web.markup import action, escaped
from ui.web.session import Exchange, Session


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
