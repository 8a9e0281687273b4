"""The choice of what is searched, as HTML. Pure; it stays small with thousands of documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath

from ragqa.sources import Source
from ragqa.text.counted import counted
from ui.render.named import named
from ui.texts.chat import ChatTexts
from ui.texts.library import library_texts
from ui.web.chat.choice import Choice
from ui.web.library.library_html import collection_name
from ui.web.markup import action, escaped, toggle

_LISTED = 30


def choice_text(choice: Choice, chosen: Sequence[Source], texts: ChatTexts) -> str:
    """What is searched, in few words."""
    if len(chosen) > 1:
        return texts.within_more.format(
            name=chosen[0].source,
            count=len(chosen) if texts.language == "zh" else len(chosen) - 1,
        )
    if chosen:
        return texts.within_documents.format(name=chosen[0].source)
    if choice.collections:
        names = texts.comma.join(_collection(name, texts) for name in choice.collections)
        return counted(texts.within_collections, len(choice.collections), names=names)
    return texts.everything


def choice_button(
    choice: Choice, chosen: Sequence[Source], texts: ChatTexts, *, opened: bool
) -> str:
    """The button that opens and closes the choice, and says what it is."""
    what = choice_text(choice, chosen, texts)
    return action(
        "choose",
        f'<span class="what"><bdi>{escaped(what)}</bdi></span>'
        f'<span aria-hidden="true">{"▴" if opened else "▾"}</span>',
        css="choice",
        label=named(texts.choose, what, texts.language),
        expanded="true" if opened else "false",
    )


def choice_list(choice: Choice, sources: Sequence[Source], part: str, texts: ChatTexts) -> str:
    """Collections and documents to choose from.

    Args:
        choice: What is chosen now.
        sources: All that there are.
        part: Only documents with this in their name, and those that are chosen.
        texts: Of the user's language.
    """
    readable = [source for source in sources if source.chunks]
    everything = not choice.collections and not choice.documents
    buttons = [toggle("collection", escaped(texts.everything), pressed=everything, name="")]
    counts = Counter(source.collection for source in readable)
    if len(counts) > 1:
        buttons += [
            toggle(
                "collection",
                escaped(f"{_collection(name, texts)} ({count})"),
                pressed=name in choice.collections,
                name=name,
            )
            for name, count in sorted(counts.items())
        ]
    wanted = part.strip().casefold()
    inside = [s for s in readable if not choice.collections or s.collection in choice.collections]
    found = [s for s in inside if wanted in s.source.casefold()]
    first = [s for s in readable if s.document_id in choice.documents]
    listed = first + [s for s in found if s.document_id not in choice.documents][:_LISTED]
    more = len({s.document_id for s in found} - {s.document_id for s in listed})
    times = Counter(source.source for source in readable)
    items = "".join(
        f"<li>{_document(source, choice, texts, alone=times[source.source] == 1)}</li>"
        for source in listed
    )
    foot = ""
    if more:
        foot = f'<p class="hint">{escaped(texts.more_documents.format(count=more))}</p>'
    elif wanted and not found:
        foot = f'<p class="hint">{escaped(texts.no_document)}</p>'
    return (
        f'<div class="collections" role="group" aria-label="{escaped(texts.collections)}">'
        f"{''.join(buttons)}</div>"
        f'<ul class="choices" aria-label="{escaped(texts.documents)}">{items}</ul>{foot}'
    )


def _collection(name: str, texts: ChatTexts) -> str:
    return collection_name(name, library_texts(texts.language))


def _document(source: Source, choice: Choice, texts: ChatTexts, *, alone: bool) -> str:
    """One to choose; of several with one name, with the collection and folder that it is from."""
    pressed = source.document_id in choice.documents
    name = escaped(source.source)
    if not alone:
        library = library_texts(texts.language)
        folder = library.uploaded if source.is_upload else PurePath(source.folder).name
        where = texts.comma.join([_collection(source.collection, texts), folder])
        name += f' <span class="hint"><bdi>{escaped(where)}</bdi></span>'
    return toggle("document", name, pressed=pressed, document=source.document_id)
