"""What an answer rests on, as HTML: its citations, and the page or passage that is opened. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from ragqa.types import Citation, Copy, Passage
from ui.pages import can_be_painted
from ui.render import snippet
from ui.render.places import also, pages, titles
from ui.render.quotes import for_reading
from ui.texts.web import WebTexts
from ui.web.chat.exchange import Exchange
from ui.web.chat.page_images import page_url
from ui.web.markup import action, copier, escaped
from ui.web.session import Opened, Session, Shown

_GRID = 10_000  # steps along each side of a page


def citations_html(session: Session, texts: WebTexts) -> str:
    """The citations of the exchange that is shown, or the passages it read."""
    if session.shown < 0:
        return _panel(texts.citations, f'<p class="hint">{escaped(texts.no_citations)}</p>')
    exchange = session.exchanges[session.shown]
    if exchange.citations:
        shown = [for_reading(c, exchange.passages or ()) for c in exchange.citations]
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
            for i, citation in enumerate(shown)
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
        both = (for_reading(c, exchange.passages or ()) for c in (found.first, found.second))
        first, second = found.values
        title = texts.contradiction.format(first=first, second=second)
        items = [_item("passage", c.number - 1, c, c.quote, c.number, session, texts) for c in both]
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
    card = action(kind, content, css=css, exchange=session.shown, index=index)
    return f"<li>{card}{also_html(where.also, texts)}</li>"


def _is_open(opened: Opened | None, kind: str, index: int) -> bool:
    if opened is None:
        return False
    if kind == "citation":
        return opened.citation == index
    return opened.citation is None and opened.passage == index


def place_html(where: Citation | Passage, texts: WebTexts) -> str:
    """Page, printed label and headings of a citation or passage."""
    parts: list[str] = []
    if page := pages(where, texts.language):
        parts.append(f'<span class="page">{escaped(page)}</span>')
        if where.page_label and where.page_label != str(where.page_first):
            label = texts.printed.format(label=where.page_label)
            parts.append(f'<span class="page">{escaped(label)}</span>')
    if where.headings:
        trail = " › ".join(map(escaped, titles(where.headings, texts.language)))
        parts.append(f'<span class="trail" dir="auto">{trail}</span>')
    return "".join(parts)


def also_html(copies: Sequence[Copy], texts: WebTexts) -> str:
    """In which other documents the same stands; "" for none."""

    def named(source: str, place: str) -> str:
        name = f"<bdi>{escaped(source)}</bdi>"
        return f'{name} <span dir="auto">{escaped(place)}</span>' if place else name

    told = also(copies, texts.language, named)
    return f'<p class="also">{told}</p>' if told else ""


def passage_html(session: Session, texts: WebTexts) -> str:
    """The opened page with the quote marked, or the stored text."""
    opened = session.opened
    if opened is None:
        return _panel(texts.passage, f'<p class="hint">{escaped(texts.no_passage)}</p>')
    passage, cited = session.cited(opened)
    where: Citation | Passage = cited or passage
    bar = f"{_turning(opened, passage, texts)}{_copying(where, passage, texts)}"
    head = (
        f'<div class="over"><h3>{escaped(texts.passage)}</h3>'
        f'<div class="name"><bdi>{escaped(passage.source)}</bdi></div>'
        f'<div class="place">{place_html(where, texts)}</div>{also_html(where.also, texts)}'
        f'<div class="bar">{bar}</div></div>'
    )
    if opened.page is not None:
        return f'<section class="panel">{head}{_page(opened.page, passage, texts)}</section>'
    body = marked_html(passage, [(cited.start, cited.end)] if cited else [])
    text = f'<div class="text" tabindex="0" dir="auto">{body}</div>'
    return f'<section class="panel">{head}{_why_text(opened, texts)}{text}</section>'


def _why_text(opened: Opened, texts: WebTexts) -> str:
    """Why the stored text is shown where there is a page."""
    if opened.awaited:
        told = texts.opening_page.format(page=opened.awaited)
        return f'<p class="hint" role="status">{escaped(told)}<span class="dots"></span></p>'
    if opened.refused is None:
        return ""
    told = texts.text_instead.format(reason=opened.refused.text(texts.language))
    return f'<p class="hint warned" role="status">{escaped(told)}</p>'


def _page(page: Shown, passage: Passage, texts: WebTexts) -> str:
    url = page_url(passage.document_id, passage.revision, page.number)
    label = texts.page_picture.format(page=page.number, name=passage.source)
    marks = "".join(
        '<rect x="{}" y="{}" width="{}" height="{}"></rect>'.format(
            *(round(_GRID * side) for side in mark)
        )
        for mark in page.marks
    )
    missing = page.quoted and not page.marks
    hint = f'<p class="hint warned">{escaped(texts.not_marked)}</p>' if missing else ""
    return (
        f'{hint}<div class="sheet" tabindex="0"><div class="paper">'
        f'<img src="{escaped(url)}" width="{page.width}" height="{page.height}" '
        f'alt="{escaped(label)}">'
        f'<svg viewBox="0 0 {_GRID} {_GRID}" preserveAspectRatio="none" aria-hidden="true">'
        f"{marks}</svg></div></div>"
    )


def _turning(opened: Opened, passage: Passage, texts: WebTexts) -> str:
    """Buttons that turn pages, and go from page to text and back."""
    page = opened.page
    if page is None:
        has_page = passage.page_first is not None and can_be_painted(passage.source)
        if not has_page or opened.awaited or opened.refused:
            return ""
        return action("page", escaped(texts.show_page), css="link", number=0)
    before = _turn("‹", texts.previous_page, page.number - 1, page.pages)
    after = _turn("›", texts.next_page, page.number + 1, page.pages)
    place = texts.page_of.format(page=page.number, pages=page.pages)
    return (
        f'{before}<span class="leaf">{escaped(place)}</span>{after}'
        f'<button type="button" class="link" data-zoom>{escaped(texts.zoom)}</button>'
        + action("text", escaped(texts.show_text), css="link")
    )


def _turn(sign: str, label: str, number: int, pages: int) -> str:
    if 1 <= number <= pages:
        return action("page", sign, css="turn", label=label, number=number)
    label = escaped(label)
    return f'<button type="button" class="turn" disabled aria-label="{label}">{sign}</button>'


def _copying(where: Citation | Passage, passage: Passage, texts: WebTexts) -> str:
    quote = where.quote if isinstance(where, Citation) else passage.text
    return copier(quotation(where, quote, texts), texts.copy_quote, done=texts.copied)


def quotation(where: Citation | Passage, quote: str, texts: WebTexts) -> str:
    """A quote with its source, as people write it: “…” — guide.pdf, p. 3, Heading."""
    parts = [where.source]
    if page := pages(where, texts.language):
        parts.append(page)
    parts += titles(where.headings, texts.language)[-1:]
    return texts.quotation.format(quote=" ".join(quote.split()), source=texts.comma.join(parts))


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
