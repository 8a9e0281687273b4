"""HTML of the library's list: the bar above it, the documents, and what was deleted. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import PurePath

from ingest.results import told_of_pages
from ragqa.sources import DEFAULT_COLLECTION, Source
from ragqa.store.catalog.listing import ORDERS, STATES, Page
from ragqa.store.catalog.trash import Trashed
from ui.render.named import beside_name, named
from ui.texts.library import LibraryTexts
from ui.web.library.shelf import PAGE, Shelf
from ui.web.markup import action, escaped, size_text


def drop_html(
    suffixes: Sequence[str], most_bytes: int, collections: Iterable[str], texts: LibraryTexts
) -> str:
    """The drop zone that ``assets/upload.js`` works on.

    Args:
        suffixes: Of files that can be read; others are named to the server, not sent.
        most_bytes: Larger files are not sent either.
        collections: That there are.
        texts: Of the language.
    """
    known = escaped(",".join(suffixes))
    return (
        f'<div class="drop" data-suffixes="{known}" data-most="{most_bytes}" '
        f'data-progress="{escaped(texts.sending)}">'
        f'<div class="invitation">{escaped(texts.upload)}</div>'
        f'<div class="ways"><label>{escaped(texts.choose_files)}'
        f'<input type="file" class="unseen" multiple accept="{known}"></label>'
        f"<label>{escaped(texts.choose_folder)}"
        '<input type="file" class="unseen" webkitdirectory></label></div>'
        f'<div class="into"><label for="into">{escaped(texts.into)}</label>'
        f"{_collection_field('into', texts.into_hint, collections)}</div>"
        '<div class="sent" role="status"></div>'
        f'<button type="button" class="link abort" hidden>{escaped(texts.cancel)}</button></div>'
    )


def _collection_field(name: str, hint: str, collections: Iterable[str]) -> str:
    """A field for a collection that is there or a new one."""
    options = "".join(f'<option value="{escaped(c)}"></option>' for c in collections)
    return (
        f'<input id="{name}" type="text" maxlength="100" list="{name}-known" autocomplete="off" '
        f'placeholder="{escaped(hint)}"><datalist id="{name}-known">{options}</datalist>'
    )


def bar_html(shelf: Shelf, collections: Mapping[str, int], texts: LibraryTexts) -> str:
    """The bar above the list, which ``assets/bar.js`` listens to.

    Args:
        shelf: What is chosen.
        collections: The number of documents of each.
        texts: Of the language.
    """
    known = {"": texts.all_collections} | {
        name: f"{collection_name(name, texts)} ({count})" for name, count in collections.items()
    }
    states: dict[str, str] = {state: str(getattr(texts, f"state_{state}")) for state in STATES}
    orders: dict[str, str] = {order: str(getattr(texts, f"order_{order}")) for order in ORDERS}
    return (
        f'<div class="bar" role="search"><input type="search" name="words" maxlength="200" '
        f'aria-label="{escaped(texts.find_label)}" placeholder="{escaped(texts.find_hint)}" '
        f'value="{escaped(shelf.words)}">'
        + _select("collection", texts.collection_label, known, shelf.collection)
        + _select("state", texts.state_label, states, shelf.state)
        + _select("order", texts.order_label, orders, shelf.order)
        + "</div>"
    )


def _select(name: str, label: str, options: Mapping[str, str], chosen: str) -> str:
    shown = "".join(
        f'<option value="{escaped(value)}"{" selected" if value == chosen else ""}>'
        f"{escaped(text)}</option>"
        for value, text in options.items()
    )
    return f'<select name="{name}" aria-label="{escaped(label)}">{shown}</select>'


def collection_name(name: str, texts: LibraryTexts) -> str:
    """A collection as it is shown."""
    return texts.default_collection if name == DEFAULT_COLLECTION else name


def list_html(
    page: Page,
    shelf: Shelf,
    collections: Iterable[str],
    texts: LibraryTexts,
    *,
    whole_paths: bool = False,
    outdates: Callable[[str], bool] = lambda _: False,
) -> str:
    """A page of the documents, with what can be done to those that are chosen.

    Args:
        page: The documents.
        shelf: What is chosen.
        collections: That there are.
        texts: Of the language.
        whole_paths: Whether documents of one name are told apart by where their folders are, or
            by what these are called alone.
        outdates: Whether what was read so (``Source.read_by``) is read better now.
    """
    if not page.total:
        return _nothing_html(texts, narrowed=shelf.narrowed)
    columns = (
        (texts.column_document, ""),
        (texts.column_collection, "optional"),
        (texts.column_pages, "figure optional"),
        (texts.column_size, "figure optional wide"),
        (texts.column_updated, "optional wide"),
        (texts.column_status, ""),
    )
    head = "".join(f'<th scope="col" class="{css}">{escaped(name)}</th>' for name, css in columns)
    times = Counter(source.source for source in page.sources)
    rows = "".join(
        _row(
            source,
            _folder(source, texts, whole=whole_paths, alone=times[source.source] == 1),
            texts,
            is_better=bool(source.path and not source.failed and outdates(source.read_by)),
        )
        for source in page.sources
    )
    every = escaped(texts.select_all)
    return (
        _bulk_html(collections, texts) + '<table><thead><tr><td class="pick">'
        f'<label title="{every}"><input type="checkbox" class="every" aria-label="{every}">'
        f'<span class="on-card">{every}</span></label></td>{head}'
        f'<th scope="col"><span class="unseen">{escaped(texts.column_actions)}</span></th></tr>'
        f"</thead><tbody>{rows}</tbody></table>" + _pages_html(page, shelf, texts)
    )


def _nothing_html(texts: LibraryTexts, *, narrowed: bool) -> str:
    if narrowed:
        clear = action("everything", escaped(texts.clear_search), css="link")
        return f'<div class="nothing"><p>{escaped(texts.list_none_fit)}</p>{clear}</div>'
    return (
        f'<div class="nothing"><h2>{escaped(texts.list_empty)}</h2>'
        f"<p>{escaped(texts.list_empty_hint)}</p></div>"
    )


def _bulk_html(collections: Iterable[str], texts: LibraryTexts) -> str:
    """What can be done to the chosen documents; shown by ``assets/shelf.js`` when there are any."""
    return (
        f'<div class="bulk" hidden data-chosen="{escaped(texts.chosen)}">'
        '<strong class="count" role="status"></strong>'
        f'<span class="to"><label for="move-to">{escaped(texts.move_to)}</label>'
        + _collection_field("move-to", texts.into_hint, collections)
        + action("assign", escaped(texts.move), css="plain")
        + "</span>"
        + action("reread", escaped(texts.reread), css="plain")
        + action("delete", escaped(texts.delete), css="plain danger")
        + "</div>"
    )


def _folder(source: Source, texts: LibraryTexts, *, whole: bool, alone: bool) -> str:
    """Where a document is from, of several with one name; else ""."""
    if alone:
        return ""
    if source.is_upload:
        return texts.uploaded
    return source.folder if whole else PurePath(source.folder).name


def _row(source: Source, folder: str, texts: LibraryTexts, *, is_better: bool) -> str:
    name = f"{source.source} ({folder})" if folder else source.source
    where = f'<span class="folder reason"><bdi>{escaped(folder)}</bdi></span>' if folder else ""
    pick = escaped(texts.select_one.format(source=name))
    collection, pages = collection_name(source.collection, texts), str(source.pages or "")
    key = source.document_id
    again = texts.reread_one.format(source=name)
    delete = texts.delete_one.format(source=name)
    actions = [
        action("reread", escaped(texts.reread), css="link", label=again, document=key)
        if source.path
        else "",
        action("delete", escaped(texts.delete), css="link danger", label=delete, document=key),
    ]
    return (
        f'<tr><td class="pick"><input type="checkbox" value="{escaped(key)}" aria-label="{pick}">'
        f'</td><th scope="row"><bdi>{escaped(source.source)}</bdi>{where}</th>'
        f'<td class="optional">{_in_cell(texts.column_collection, collection, texts)}</td>'
        f'<td class="figure optional">{_in_cell(texts.column_pages, pages, texts)}</td>'
        f'<td class="figure optional wide">{size_text(source.size)}</td>'
        f'<td class="optional wide">{_day(source.ingested_at)}</td>'
        f"<td>{_status_html(source, texts)}{_tag(texts.better) if is_better else ''}</td>"
        f'<td class="row-actions">{"".join(actions)}</td></tr>'
    )


def _in_cell(column: str, value: str, texts: LibraryTexts) -> str:
    """A value, if any, with its column where the list has no header (``assets/library.css``)."""
    label = escaped(named(column, "", texts.language))
    return value and f'<span class="on-card">{label}</span><bdi>{escaped(value)}</bdi>'


def _day(at: float) -> str:
    return datetime.fromtimestamp(at).strftime("%Y-%m-%d") if at else ""


def _status_html(source: Source, texts: LibraryTexts) -> str:
    """Its state, what is missing or was recognised, and what else there is to say."""
    en, zh = told_of_pages(source)
    said = source.reason == en or source.reason_in("zh") == zh  # older words may be kept
    if not source.chunks:
        state, css = texts.failed, "failed"
    elif source.failed:
        state, css = texts.outdated, "warned"
    elif source.pages_without_text or not said:
        state, css = texts.warned, "warned"
    else:
        state, css = texts.ready, "ready"
    parts = [f'<span class="state {css}">{escaped(state)}</span>']
    if source.chunks and source.pages_without_text:
        missing = texts.no_text.format(missing=source.pages_without_text, pages=source.pages)
        parts.append(_tag(missing))
    if source.pages_by_ocr:
        parts.append(_tag(texts.ocr.format(count=source.pages_by_ocr)))
    if not said:
        reason = escaped(beside_name(source.reason_in(texts.language), source.source))
        parts.append(f'<span class="reason" dir="auto">{reason}</span>')
    return "".join(parts)


def _tag(words: str) -> str:
    return f'<span class="tag">{escaped(words)}</span>'


def _pages_html(page: Page, shelf: Shelf, texts: LibraryTexts) -> str:
    """Which part of the list this is, and the way to the others."""
    first = shelf.page * PAGE + 1
    told = texts.shown.format(
        first=first, last=first + len(page.sources) - 1, total=f"{page.total:,}"
    )
    if page.total <= PAGE:
        return f'<p class="hint shown">{escaped(told)}</p>'
    back = _turn(shelf.page - 1, texts.previous, possible=shelf.page > 0)
    ahead = _turn(shelf.page + 1, texts.next, possible=first + PAGE <= page.total)
    label = escaped(texts.pages_of_list)
    return (
        f'<nav class="pages" aria-label="{label}">{back}'
        f'<span role="status">{escaped(told)}</span>{ahead}</nav>'
    )


def _turn(page: int, text: str, *, possible: bool) -> str:
    button = action("page", escaped(text), css="plain", page=page)
    return button if possible else button.replace("<button", "<button disabled", 1)


def trash_html(trashed: Sequence[Trashed], texts: LibraryTexts) -> str:
    """What was deleted and can be brought back; "" when there is nothing."""
    if not trashed:
        return ""
    count = len(trashed)
    title = escaped(texts.trash_title.format(count=count))
    rows = "".join(_deleted(entry, texts) for entry in trashed[:PAGE])
    confirm = texts.confirm_purge_all.format(count=count)
    every = action("purge-all", escaped(texts.purge_all), css="link danger", confirm=confirm)
    return (
        f'<details class="trash"><summary>{title}</summary>'
        f'<p class="hint">{escaped(texts.trash_hint)}</p><ul>{rows}</ul>{every}</details>'
    )


def _deleted(entry: Trashed, texts: LibraryTexts) -> str:
    name, key = entry.source.source, entry.source.document_id
    until = datetime.fromtimestamp(entry.until).strftime("%Y-%m-%d %H:%M")
    back = texts.restore_one.format(source=name)
    purge = texts.purge_one.format(source=name)
    confirm = texts.confirm_purge.format(source=name)
    return (
        f'<li><span class="what"><bdi>{escaped(name)}</bdi> <span class="hint">'
        f"{escaped(texts.trash_until.format(time=until))}</span></span>"
        + action("restore", escaped(texts.restore), css="link", label=back, document=key)
        + action(
            "purge",
            escaped(texts.purge),
            css="link danger",
            label=purge,
            document=key,
            confirm=confirm,
        )
        + "</li>"
    )
