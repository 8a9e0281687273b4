"""The list of saved conversations as HTML. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from ragqa.store.kept.conversations import Heading
from ui.texts.talks import TalkTexts
from ui.web.markup import action, escaped
from ui.web.session import Crossed


def talks_html(
    headings: Sequence[Heading], current: str, texts: TalkTexts, *, now: datetime, words: str = ""
) -> str:
    """The conversations by day, each with buttons to rename and delete it.

    Args:
        headings: The last one first.
        current: Id of the one that is open, "" for none.
        texts: Of the user's language.
        now: With the user's time zone.
        words: What was looked for.
    """
    if not headings:
        told = texts.none_found if words.strip() else texts.none
        return f'<p class="hint">{escaped(told)}</p>'
    parts: list[str] = []
    day = ""
    for heading in headings:
        if (age := _age(heading, now, texts)) != day:
            parts.append(f'<li class="day">{escaped(age)}</li>')
            day = age
        parts.append(_item(heading, texts, is_open=heading.id == current))
    return f'<ul class="talks">{"".join(parts)}</ul>'


def crossed_html(crossed: Crossed, texts: TalkTexts) -> str:
    """What became of an exchange because another tab wrote to the conversation."""
    if not crossed:
        return ""
    told: str = getattr(texts, crossed)
    return f'<p class="hint warned" role="status">{escaped(told)}</p>'


def _item(heading: Heading, texts: TalkTexts, *, is_open: bool) -> str:
    css = "talk-title current" if is_open else "talk-title"
    opener = action("open", f"<bdi>{escaped(heading.title)}</bdi>", css=css, talk=heading.id)
    rename = action(
        "rename",
        '<span aria-hidden="true">✎</span>',
        css="talk-rename",
        label=texts.rename.format(title=heading.title),
        talk=heading.id,
        ask=texts.new_name,
        text=heading.title,
    )
    delete = action(
        "delete",
        '<span aria-hidden="true">✕</span>',
        css="talk-delete",
        label=texts.delete.format(title=heading.title),
        talk=heading.id,
        confirm=texts.confirm_delete.format(title=heading.title),
    )
    return f"<li>{opener}{rename}{delete}</li>"


def _age(heading: Heading, now: datetime, texts: TalkTexts) -> str:
    days = (now.date() - datetime.fromtimestamp(heading.changed, now.tzinfo).date()).days
    if days <= 0:
        return texts.today
    if days == 1:
        return texts.yesterday
    return texts.week if timedelta(days=days) < timedelta(days=7) else texts.earlier


def bar_html(title: str, texts: TalkTexts) -> str:
    """Above the conversation: its list's switch, its title, and what it is exported as.

    Args:
        title: Of the conversation; "" while there is none.
        texts: Of the user's language.
    """
    label = escaped(texts.show)
    switch = (
        f'<button type="button" class="turn" data-talks aria-label="{label}" title="{label}">'
        '<span aria-hidden="true">☰</span></button>'
    )
    if not title:
        return f'<div class="talk-bar">{switch}</div>'
    exports = "".join(
        action("export", escaped(name), css="link", format=kind)
        for kind, name in (("markdown", texts.export_markdown), ("word", texts.export_word))
    )
    return (
        f'<div class="talk-bar">{switch}<h2 dir="auto">{escaped(title)}</h2>'
        f'<span class="exports"><span>{escaped(texts.export)}</span>{exports}</span>'
        "</div>"
    )


def download_html(name: str, base64: str, number: int) -> str:
    """A file that the browser is to save, in the page itself: no address has it.

    Args:
        name: Of the file.
        base64: Its bytes.
        number: Of the download; the same file may be wanted twice.
    """
    return (
        f'<span hidden data-name="{escaped(name)}" data-number="{number}" '
        f'data-base64="{escaped(base64)}"></span>'
    )
