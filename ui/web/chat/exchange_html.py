"""One exchange of the conversation as HTML: question, answer, and what there is to say of it.

Answers are shown as ``answer.py`` says; all other text from outside passes through ``escaped``.
"""

from __future__ import annotations

from ragqa.answer.quoted.quoting import NAME as QUOTING
from ragqa.text.counted import counted
from ragqa.types import Answer, Ledger, PromptRead, Queued, Reading
from ui.render import snippet
from ui.render.remarks import changed, differing, ended, unread, weak
from ui.texts.chat import ChatTexts, chat_texts
from ui.texts.talks import TalkTexts, talk_texts
from ui.texts.web import WebTexts
from ui.web.chat.answer import answer_html
from ui.web.chat.cited_html import also_html, place_html
from ui.web.chat.exchange import Exchange
from ui.web.error_html import error_html
from ui.web.markup import action, copier, escaped, toggle

# Not an emoji: many machines have no font for one.
_THUMB = (
    '<path d="M7 10.5v9.5H3.5v-9.5zM7 11l4.2-7.6c1.5 0 2.6 1.1 2.3 2.6L12.8 9.5h5.9c1.2 0 2.1 1.1 '
    '1.8 2.3l-1.6 6.6c-.2.9-1 1.6-2 1.6H7"></path>'
)


def exchange_html(exchange: Exchange, number: int, texts: WebTexts, *, is_last: bool) -> str:
    """A question with its answer.

    While the answer grows nothing stands behind it, not even the ends of its elements, which a
    browser adds by itself: of such a page only what is new is sent.

    Args:
        exchange: What was asked and came back.
        number: 0-based, in the conversation.
        texts: Of the user's language.
        is_last: Whether it can be asked again.
    """
    chat = chat_texts(texts.language)
    parts = [_question(exchange, number, texts, chat)]
    if exchange.rewritten:
        rewritten = texts.rewritten.format(question=exchange.rewritten)
        parts.append(f'<div class="rewritten" dir="auto">{escaped(rewritten)}</div>')
    if exchange.text:
        unsupported = exchange.answer.unsupported if exchange.answer else ()
        passages = len(exchange.passages or ())
        shown = answer_html(
            exchange.text,
            number,
            passages,
            exchange.marks,
            texts,
            unsupported,
            quoted=exchange.is_quoted,
            growing=exchange.growing,
            known=exchange.drawn,
        )
        parts += ['<div class="answer" dir="auto">', shown]
        if exchange.growing:
            return f'<article class="exchange growing">{"".join(parts)}'
        parts += ["</div>", _differing(exchange, texts)]
    parts.append(_state(exchange, number, texts, chat))
    if not exchange.running:
        parts.append(_actions(exchange, number, texts, chat, is_last=is_last))
    return f'<article class="exchange">{"".join(parts)}</article>'


def _differing(exchange: Exchange, texts: WebTexts) -> str:
    """Which other document says it differently: who reads the answer alone must see that."""
    return "".join(
        f'<div class="meta" dir="auto"><span class="changed">{escaped(told)}</span></div>'
        for told in differing(exchange.answer, texts)
    )


def _question(exchange: Exchange, number: int, texts: WebTexts, chat: ChatTexts) -> str:
    text = exchange.asked.text
    edit = ""
    if exchange.asked.mode != "summary" and not exchange.running:
        label = chat.edit_question.format(question=snippet(text, 60))
        edit = action("edit", escaped(chat.edit), css="link", label=label, exchange=number)
    return (
        f'<div class="asked">{edit}<div class="question" dir="auto">'
        f'<span class="unseen">{escaped(texts.you)}</span>{escaped(text)}</div></div>'
    )


def _state(exchange: Exchange, number: int, texts: WebTexts, chat: ChatTexts) -> str:
    """What is going on, or what it came to."""
    if exchange.error is not None:
        return error_html(exchange.error, texts)
    if exchange.removed or exchange.withheld:
        talks = talk_texts(texts.language)
        gone = escaped(talks.answer_removed if exchange.removed else talks.answer_withheld)
        return f'<div class="meta"><span class="changed">{gone}</span></div>'
    if exchange.stopped:
        return f'<div class="meta">{escaped(texts.stopped)}</div>'
    if exchange.found:
        return _results(exchange, number, texts, chat)
    if exchange.answer is None:
        return _doing(exchange, texts, chat)
    answer = exchange.answer
    by = texts.quotes_only if answer.model == QUOTING else answer.model  # whatever is loaded now
    seconds = f"{answer.timings.get('total', 0.0):.1f}"
    told = [texts.answered_in.format(model=by, seconds=seconds)]
    told += weak(answer, texts) + ended(answer, texts)
    told += [texts.unsupported.format(count=len(answer.unsupported))] if answer.unsupported else []
    told += unread(answer, texts)
    parts = [escaped(text) for text in told]
    parts += [
        f'<span class="changed">{escaped(changed(difference, texts))}</span>'
        for difference in exchange.changed
    ]
    return f'<div class="meta">{" · ".join(parts)}</div>'


def _doing(exchange: Exchange, texts: WebTexts, chat: ChatTexts) -> str:
    """What the model is at before its first word, as far as it tells."""
    bar = ""
    match exchange.progress:
        case Queued(position=position):
            doing = counted(chat.waiting, position)
        case PromptRead(done=done, total=total):
            doing = chat.prompt_read.format(done=done, total=total)
            bar = f'<progress max="{total}" value="{done}"></progress>'
        case Reading(done=done, total=total):
            doing = chat.parts_read.format(done=min(done + 1, total), total=total)
            bar = f'<progress max="{total}" value="{done}"></progress>'
        case _ if exchange.passages is None:
            doing = texts.searching
        case _:
            doing = counted(texts.reading, len(exchange.passages or ()))
    return f'<div class="meta doing">{bar}{escaped(doing)}<span class="dots"></span></div>'


def _results(exchange: Exchange, number: int, texts: WebTexts, chat: ChatTexts) -> str:
    """What a search has found, each a button that opens it."""
    passages = exchange.passages or ()
    if not passages:
        return f'<div class="meta">{escaped(chat.found_none)}</div>'
    items = "".join(
        "<li>"
        + action(
            "number",
            f'<span class="head"><span class="number">{place}</span>'
            f'<span class="name"><bdi>{escaped(passage.source)}</bdi></span></span>'
            f'<span class="place">{place_html(passage, texts)}'
            f"<span>{escaped(chat.score.format(score=f'{passage.score:.3f}'))}</span></span>"
            f'<span class="quote" dir="auto">{escaped(snippet(passage.text))}</span>',
            css="card",
            exchange=number,
            number=place,
        )
        + f"{also_html(passage.also, texts)}</li>"
        for place, passage in enumerate(passages, 1)
    )
    told = escaped(counted(chat.found, len(passages)))
    return f'<div class="meta">{told}</div><ol class="cards">{items}</ol>'


def _actions(
    exchange: Exchange, number: int, texts: WebTexts, chat: ChatTexts, *, is_last: bool
) -> str:
    """What can be done with an exchange that has ended."""
    parts: list[str] = []
    answer = exchange.answer
    if answer is not None and (answer.citations or answer.passages):
        words = (
            counted(texts.show_citations, len(answer.citations))
            if answer.citations
            else counted(texts.show_nearest, len(answer.passages))
        )
        parts.append(action("show", escaped(words), css="link", exchange=number))
    if exchange.text:
        parts.append(copier(exchange.text, chat.copy_answer, done=chat.copied))
    if is_last and _may_be_answered(exchange):
        parts.append(action("anyway", escaped(chat.anyway), css="link", exchange=number))
    if is_last:
        parts.append(action("again", escaped(chat.again), css="link", exchange=number))
    if answer is not None and answer.id:
        parts.append(_thumbs(exchange, number, talk_texts(texts.language)))
    if answer is not None:
        parts.append(_details(answer, texts, chat))
    return f'<div class="actions">{"".join(parts)}</div>'


def _may_be_answered(exchange: Exchange) -> bool:
    """Whether it was refused unasked, so that its reader may want an answer all the same."""
    answer = exchange.answer
    return answer is not None and answer.can_insist and not exchange.asked.anyway


def _thumbs(exchange: Exchange, number: int, talks: TalkTexts) -> str:
    """What the reader thinks of the answer; a second click takes it back."""
    return "".join(
        toggle(
            "judge",
            f'<svg class="{verdict}" viewBox="0 0 24 24" aria-hidden="true">{_THUMB}</svg>',
            pressed=exchange.verdict == verdict,
            label=label,
            exchange=str(number),
            verdict=verdict,
        )
        for verdict, label in (("good", talks.good), ("bad", talks.bad))
    )


def _details(answer: Answer, texts: WebTexts, chat: ChatTexts) -> str:
    """What few want to know, to be opened: the name it is kept by, the tokens; "" for nothing."""
    kept = f"<p>{escaped(texts.kept.format(id=answer.id))}</p>" if answer.id else ""
    inner = (_ledger(answer.ledger, chat) if answer.ledger.context_size else "") + kept
    if not inner:
        return ""
    return f'<details class="ledger"><summary>{escaped(chat.details)}</summary>{inner}</details>'


def _ledger(ledger: Ledger, chat: ChatTexts) -> str:
    """How the context window was spent."""
    used = counted(
        chat.ledger_left_out if ledger.passages_left_out else chat.ledger_passages,
        ledger.passages_used,
        left_out=ledger.passages_left_out,
    )
    free = ledger.context_size - ledger.prompt - ledger.reserved
    lines = [
        (chat.ledger_instructions, ledger.instructions, "instructions"),
        (chat.ledger_history, ledger.history, "history"),
        (used, ledger.passages, "passages"),
        (chat.ledger_question, ledger.question, "asked"),
        (chat.ledger_reserved, ledger.reserved, "reserved"),
        (chat.ledger_free, max(0, free), "free"),
    ]
    rows = "".join(
        f'<tr><th scope="row"><span class="swatch {css}"></span>{escaped(name)}</th>'
        f'<td class="figure">{count}</td></tr>'
        for name, count, css in lines
    )
    whole = chat.ledger_context + (f" ({chat.estimated})" if ledger.estimated else "")
    size = ledger.context_size
    rows += f'<tr><th scope="row">{escaped(whole)}</th><td class="figure">{size}</td></tr>'
    if ledger.tokens_reused:
        rows += (
            f'<tr><th scope="row">{escaped(chat.ledger_reused)}</th>'
            f'<td class="figure">{ledger.tokens_reused}</td></tr>'
        )
    return f"{_bar(lines, ledger.context_size)}<table><tbody>{rows}</tbody></table>"


def _bar(lines: list[tuple[str, int, str]], size: int) -> str:
    """The window as a bar, each part as long as its share."""
    at = 0
    parts: list[str] = []
    for _, count, css in lines:
        parts.append(f'<rect class="{css}" x="{at}" y="0" width="{count}" height="1"></rect>')
        at += count
    return (
        f'<svg class="window" viewBox="0 0 {max(size, at)} 1" preserveAspectRatio="none" '
        f'aria-hidden="true">{"".join(parts)}</svg>'
    )
