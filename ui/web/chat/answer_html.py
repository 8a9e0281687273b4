"""The page's own pieces of HTML. Pure; every text from outside passes through ``escaped``."""

from __future__ import annotations

from collections.abc import Sequence

from ragqa.text.counted import counted
from ui.texts.talks import talk_texts
from ui.texts.web import WebTexts
from ui.web.chat.exchange_html import exchange_html
from ui.web.markup import action, escaped
from ui.web.session import Session


def conversation_html(session: Session, texts: WebTexts, *, documents: int) -> str:
    """All exchanges of a session, or what to do first.

    Args:
        session: Of one tab.
        texts: Of its language.
        documents: How many the index has.
    """
    if not session.exchanges:
        return welcome_html(texts, documents=documents, suggested=session.suggested)
    busy = "true" if session.exchanges[-1].running else "false"
    last = len(session.exchanges) - 1
    turns = "".join(
        exchange_html(exchange, number, texts, is_last=number == last)
        for number, exchange in enumerate(session.exchanges)
    )
    label = escaped(texts.conversation)
    page = f'<div class="talk" role="log" aria-label="{label}" aria-busy="{busy}">{turns}'
    return page if session.exchanges[-1].growing else f"{page}</div>"


def welcome_html(texts: WebTexts, *, documents: int, suggested: Sequence[str] = ()) -> str:
    """What to do first, with and without documents.

    Args:
        texts: Of the user's language.
        documents: How many there are that can be asked.
        suggested: Questions that can be asked with a click.
    """
    title = texts.welcome_ready if documents else texts.welcome_empty
    told = () if suggested else (texts.step_add, texts.step_ask, texts.step_check)
    steps = "".join(f"<li>{escaped(step)}</li>" for step in told)
    if documents:
        foot = f"<p>{escaped(counted(texts.have_documents, documents))}</p>"
        foot += _suggested(suggested, texts)
    else:
        foot = action("documents", escaped(texts.go_documents), css="primary")
    steps = f"<ol>{steps}</ol>" if steps else ""
    return f'<div class="welcome"><h2>{escaped(title)}</h2>{steps}{foot}</div>'


def _suggested(questions: Sequence[str], texts: WebTexts) -> str:
    if not questions:
        return ""
    title = escaped(talk_texts(texts.language).suggested)
    items = "".join(
        f'<li dir="auto">{action("suggest", escaped(text), css="suggestion", number=number)}</li>'
        for number, text in enumerate(questions)
    )
    return f'<section class="suggested"><h3>{title}</h3><ul>{items}</ul></section>'


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
