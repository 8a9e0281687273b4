"""The Library tab: add files and folders, see how far that is, find, move, delete, bring back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import gradio as gr

from ingest.report import Report
from ui.services import OnProgress, Services
from ui.texts.library import library_texts
from ui.texts.web import web_texts
from ui.web.acting import act_on_documents, act_on_trash, act_on_works
from ui.web.activity_html import activity_html
from ui.web.adding import Ingestion, checked, forget, home, working
from ui.web.arrivals import Arrivals
from ui.web.keeping import keep
from ui.web.library_html import bar_html, drop_html, list_html, trash_html
from ui.web.markup import error_html, escaped
from ui.web.page import CLICKS, QUICK, WORK, Part, Updates, clicked, piece
from ui.web.session import Session
from ui.web.shelf import chosen_ids
from ui.web.uploads import Offered, offered
from ui.web.visiting import doing, permit, visitor
from ui.web.works import Everybody, Work

ASSETS = Path(__file__).parent / "assets"
LOOK = 1.0  # seconds


def build_library(services: Services, session: gr.State, arrivals: Arrivals) -> Part:
    """Lay the tab out; ``arrivals`` has the files on their way in."""
    everybody = Everybody()
    with gr.Column(elem_id="library"):
        files = piece("upload", _script("upload.js"))
        with gr.Accordion(open=False, elem_id="folder-box") as folder_box:
            with gr.Row(elem_id="folder-row"):
                folder = gr.Textbox(max_lines=1, elem_id="folder", scale=3, min_width=200)
                into = gr.Textbox(max_lines=1, elem_id="folder-into", scale=1, min_width=140)
                start = gr.Button(
                    variant="primary", elem_id="ingest-folder", scale=0, min_width=120
                )
            folder_help = piece("folder-help")
        activity = piece("activity", CLICKS)
        # What another tab does is not sent here, so this one looks.
        clock = gr.Timer(LOOK, active=False)
        bar = piece("bar", _script("bar.js"))
        documents = piece("documents", _script("shelf.js"))
        trash = piece("trash", CLICKS)

    def draw_work(current: Session) -> Updates:
        return {activity: activity_html(current.shelf, library_texts(current.language))}

    def draw_documents(current: Session) -> Updates:
        return {documents: documents_html(services, current)}

    def draw_list(current: Session) -> Updates:
        texts = library_texts(current.language)
        return {
            bar: bar_html(current.shelf, services.index.collections(), texts),
            trash: trash_html(services.index.trashed(), texts),
            **draw_documents(current),
            **draw_work(current),
        }

    def draw(current: Session) -> Updates:
        texts = library_texts(current.language)
        current.shelf.works = everybody.of(current.owner)
        most_bytes = services.settings.max_file_mb * 1024**2
        return {
            files: drop_html(services.suffixes, most_bytes, services.index.collections(), texts),
            folder_box: gr.update(label=texts.folder_title),
            folder: gr.update(label=texts.folder_label, placeholder=texts.folder_hint),
            into: gr.update(label=texts.into, placeholder=texts.into_hint),
            start: gr.update(value=texts.ingest_folder),
            folder_help: f'<p class="hint">{escaped(texts.folder_help)}</p>',
            **draw_list(current),
            clock: gr.Timer(active=current.shelf.works.running),
        }

    @doing("read")
    def look(current: Session) -> Updates:
        if current.shelf.works.running:
            return draw_work(current)
        return {**draw_list(current), clock: gr.Timer(active=False)}

    def run(
        ingestion: Ingestion, current: Session, given: Sequence[Offered] = ()
    ) -> Iterator[Updates]:
        current.shelf.tell()
        for _ in working(services, ingestion, current.shelf.works, partial(forget, given)):
            yield draw_work(current)
        yield draw_list(current)

    @doing("ingest")
    def add(current: Session, event: gr.EventData) -> Iterator[Updates]:
        data = clicked(event)
        given = offered(data, partial(arrivals.take, owner=visitor().name))
        if data.get("abandoned"):
            forget(given)
            yield draw_work(current)
            return
        named = str(data.get("collection", "")).strip()

        def ingestion(work: Work, tell: OnProgress) -> Report:
            permit("ingest", about=[file.name for file in given])
            return keep(services, given, tell, home(named), work.stopper)

        yield from run(ingestion, current, given)

    @doing("read_folder")
    def ingest(path: str, collection: str, current: Session) -> Iterator[Updates]:
        named = collection.strip() or None

        def ingestion(work: Work, tell: OnProgress) -> Report:
            permit("read_folder")
            return services.ingest_folder(checked(path), tell, named, work.stopper)

        yield from run(ingestion, current)

    @doing("ingest")
    def read_again(current: Session, event: gr.EventData) -> Iterator[Updates]:
        ids = chosen_ids(clicked(event))
        found = [s for s in map(services.index.document, ids) if s is not None and s.path]

        def ingestion(work: Work, tell: OnProgress) -> Report:
            permit("ingest", about=ids)
            return services.reread(found, tell, work.stopper)

        yield from run(ingestion, current)

    @doing("read")
    def narrow(current: Session, event: gr.EventData) -> Updates:
        current.shelf.narrow(clicked(event))
        return draw_documents(current)

    @doing("read")
    def on_documents(current: Session, event: gr.EventData) -> Updates:
        act_on_documents(services, current.shelf, clicked(event))
        return draw_list(current)

    @doing("delete")
    def on_trash(current: Session, event: gr.EventData) -> Updates:
        act_on_trash(services, current.shelf, clicked(event))
        return draw_list(current)

    @doing("read")
    def on_activity(current: Session, event: gr.EventData) -> Updates:
        act_on_works(services, current.shelf, clicked(event))
        return draw_list(current)

    lists = [activity, bar, documents, trash]
    clock.tick(look, session, [*lists, clock], **QUICK)
    files.upload(add, session, lists, **WORK)
    gr.on([start.click, folder.submit], ingest, [folder, into, session], lists, **WORK)
    documents.submit(read_again, session, lists, **WORK)
    documents.click(on_documents, session, lists, **QUICK)
    trash.click(on_trash, session, lists, **QUICK)
    activity.click(on_activity, session, lists, **QUICK)
    bar.input(narrow, session, [documents], trigger_mode="multiple", **QUICK)
    components = (files, folder_box, folder, into, start, folder_help, clock, *lists)
    return Part(components, draw)


def documents_html(services: Services, current: Session) -> str:
    """The list of documents; before it, why they cannot be changed where that is so."""
    index, shelf = services.index, current.shelf
    page = index.page(shelf.wanted)
    if not page.sources and shelf.page:  # what was on it is gone
        shelf.page = max(0, (page.total - 1) // shelf.wanted.count)
        page = index.page(shelf.wanted)
    refused = error_html(index.refused, web_texts(current.language)) if index.refused else ""
    texts = library_texts(current.language)
    return refused + list_html(page, shelf, index.collections(), texts)


def _script(name: str) -> str:
    return (ASSETS / name).read_text("utf-8")
