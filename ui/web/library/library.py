"""The Library tab: add files and folders, see how far that is, find, move, delete, bring back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import gradio as gr
from gradio.components import Component

from ingest.report import Report
from ragqa.access.identity import authorise
from ui.ingestion import options
from ui.services import OnProgress, Services
from ui.texts.library import LibraryTexts, library_texts
from ui.texts.web import web_texts
from ui.web.drawing import in_order
from ui.web.error_html import error_html
from ui.web.library.acting import act_on_documents, act_on_trash, act_on_works
from ui.web.library.activity_html import activity_html
from ui.web.library.adding import Ingestion, checked, forget, home, once_free, working
from ui.web.library.arrivals import Arrivals
from ui.web.library.keeping import keep
from ui.web.library.library_html import bar_html, drop_html, list_html, trash_html
from ui.web.library.shelf import chosen_ids
from ui.web.library.uploads import Offered, offered
from ui.web.library.works import Everybody, Work
from ui.web.markup import escaped
from ui.web.page import CLICKS, QUICK, WORK, Part, Updates, clicked, piece
from ui.web.scripts import script
from ui.web.session import Session
from ui.web.visiting import doing, knows_folders, permit, visitor, visitor_now

LOOK = 1.0  # seconds


def build_library(services: Services, session: gr.State, arrivals: Arrivals) -> Part:
    """Lay the tab out; ``arrivals`` has the files on their way in."""
    with gr.Column(elem_id="library"):
        files = piece("upload", script("upload.js"))
        folder = _build_folder()
        activity = piece("activity", CLICKS)
        # What another tab does is not sent here, so this one looks.
        clock = gr.Timer(LOOK, active=False)
        bar = piece("bar", script("bar.js"))
        documents = piece("documents", script("shelf.js"))
        trash = piece("trash", CLICKS)
    library = _Library(services, arrivals, files, folder, activity, clock, bar, documents, trash)
    library.wire(session)
    return Part(library.components, library.draw)


@dataclass(frozen=True, slots=True)
class _Folder:
    """Where a folder of this machine is named.

    Attributes:
        box: What opens it.
        path: Of the folder.
        into: The collection that its documents go to.
        start: The button.
        told: What it is for.
    """

    box: gr.Accordion
    path: gr.Textbox
    into: gr.Textbox
    start: gr.Button
    told: gr.HTML

    @property
    def components(self) -> tuple[Any, ...]:
        """All that ``draw`` updates; of the box gradio's types do not say that it can be."""
        return (self.box, self.path, self.into, self.start, self.told)

    def draw(self, texts: LibraryTexts) -> Updates:
        """Its labels."""
        return {
            self.box: gr.update(label=texts.folder_title),
            self.path: gr.update(label=texts.folder_label, placeholder=texts.folder_hint),
            self.into: gr.update(label=texts.into, placeholder=texts.into_hint),
            self.start: gr.update(value=texts.ingest_folder),
            self.told: f'<p class="hint">{escaped(texts.folder_help)}</p>',
        }


def _build_folder() -> _Folder:
    with gr.Accordion(open=False, elem_id="folder-box") as box:
        with gr.Row(elem_id="folder-row"):
            path = gr.Textbox(max_lines=1, elem_id="folder", scale=3, min_width=200)
            into = gr.Textbox(max_lines=1, elem_id="folder-into", scale=1, min_width=140)
            start = gr.Button(variant="primary", elem_id="ingest-folder", scale=0, min_width=120)
        told = piece("folder-help")
    return _Folder(box, path, into, start, told)


@dataclass(frozen=True, slots=True)
class _Library:
    """The pieces of the tab: how they are drawn, and what happens when they are used.

    Attributes:
        services: All of them.
        arrivals: The files on their way in.
        files: Where files are dropped.
        folder: Where a folder is named.
        activity: What is being added.
        clock: Ticks while something is.
        bar: What narrows the list.
        documents: The list.
        trash: What was deleted.
        everybody: What each user is adding, in all their tabs.
    """

    services: Services
    arrivals: Arrivals
    files: gr.HTML
    folder: _Folder
    activity: gr.HTML
    clock: gr.Timer
    bar: gr.HTML
    documents: gr.HTML
    trash: gr.HTML
    everybody: Everybody = field(default_factory=Everybody)

    @property
    def components(self) -> tuple[Component, ...]:
        """All that ``draw`` updates."""
        return (self.files, *self.folder.components, self.clock, *self._lists)

    @property
    def _lists(self) -> tuple[Component, ...]:
        """What changes with the documents."""
        return (self.activity, self.bar, self.documents, self.trash)

    def wire(self, session: gr.State) -> None:
        """Let each piece call what it is for."""
        folder, lists = self.folder, list(self._lists)
        once = {**QUICK, "trigger_mode": "once"}
        self.clock.tick(self.look, session, [*lists, self.clock], **once)
        self.files.upload(self.add, session, lists, **WORK)
        given = [folder.path, folder.into, session]
        gr.on([folder.start.click, folder.path.submit], self.ingest, given, lists, **WORK)
        self.documents.submit(self.read_again, session, lists, **WORK)
        acted = [*lists, self.clock]
        self.documents.click(self.on_documents, session, acted, **QUICK)
        self.trash.click(self.on_trash, session, acted, **QUICK)
        self.activity.click(self.on_activity, session, acted, **QUICK)
        self.bar.input(self.narrow, session, self.documents, **QUICK)

    @in_order
    def _draw_work(self, current: Session) -> Updates:
        texts = library_texts(current.language)
        return {self.activity: activity_html(current.shelf, texts)}

    @in_order
    def _draw_documents(self, current: Session) -> Updates:
        return {self.documents: documents_html(self.services, current)}

    @in_order
    def _draw_lists(self, current: Session) -> Updates:
        index, texts = self.services.index, library_texts(current.language)
        return {
            self.bar: bar_html(current.shelf, index.collections(), texts),
            self.trash: trash_html(index.trashed(), texts),
            **self._draw_documents(current),
            **self._draw_work(current),
        }

    @in_order
    def _draw_acted(self, current: Session) -> Updates:
        """After a click; what it does may have to wait, and is looked for until it is done."""
        running = current.shelf.works.running
        return {**self._draw_lists(current), self.clock: gr.Timer(active=running)}

    @in_order
    def draw(self, current: Session) -> Updates:
        """Everything."""
        services, texts = self.services, library_texts(current.language)
        current.shelf.works = self.everybody.of(current.owner)
        most_bytes = services.settings.max_file_mb * 1024**2
        collections = services.index.collections()
        return {
            self.files: drop_html(services.suffixes, most_bytes, collections, texts),
            **self.folder.draw(texts),
            **self._draw_lists(current),
            self.clock: gr.Timer(active=current.shelf.works.running),
        }

    @doing("read")
    def look(self, current: Session) -> Updates:
        """Draw what is being added, and the documents once it is done."""
        if current.shelf.works.running:
            return self._draw_work(current)
        return {**self._draw_lists(current), self.clock: gr.Timer(active=False)}

    def _run(
        self, ingestion: Ingestion, current: Session, given: Sequence[Offered] = ()
    ) -> Iterator[Updates]:
        current.shelf.tell()
        works = current.shelf.works
        for _ in working(self.services, ingestion, works, partial(forget, given)):
            yield self._draw_work(current)
        yield self._draw_lists(current)

    @doing("ingest")
    def add(self, current: Session, event: gr.EventData) -> Iterator[Updates]:
        """Add the files that were sent, or forget them where sending was given up."""
        data = clicked(event)
        given = offered(data, partial(self.arrivals.take, owner=visitor().name))
        if data.get("abandoned"):
            forget(given)
            yield self._draw_work(current)
            return
        named = str(data.get("collection", "")).strip()

        def ingestion(work: Work, tell: OnProgress) -> Report:
            permit("ingest", about=[file.name for file in given])
            free = partial(once_free, work, lambda: authorise(visitor_now(), "ingest", home(named)))
            return keep(self.services, given, tell, home(named), work.stopper, free)

        yield from self._run(ingestion, current, given)

    @doing("read_folder")
    def ingest(self, path: str, collection: str, current: Session) -> Iterator[Updates]:
        """Ingest a folder of this machine."""
        named = collection.strip() or None

        def ingestion(work: Work, tell: OnProgress) -> Report:
            permit("read_folder")
            folder, ingest = checked(path), self.services.ingest_folder
            return once_free(
                work,
                lambda: authorise(visitor_now(), "read_folder"),
                lambda: ingest(folder, tell, named, work.stopper),
            )

        yield from self._run(ingestion, current)

    @doing("ingest")
    def read_again(self, current: Session, event: gr.EventData) -> Iterator[Updates]:
        """Read documents anew."""
        ids = chosen_ids(clicked(event))
        known = map(self.services.index.document, ids)
        found = [source for source in known if source is not None and source.path]

        def ingestion(work: Work, tell: OnProgress) -> Report:
            permit("ingest", about=ids)
            return once_free(
                work,
                lambda: authorise(visitor_now(), "ingest"),
                lambda: self.services.reread(found, tell, work.stopper),
            )

        yield from self._run(ingestion, current)

    @doing("read")
    def narrow(self, current: Session, event: gr.EventData) -> Updates:
        """Show other documents of the list."""
        current.shelf.narrow(clicked(event))
        return self._draw_documents(current)

    @doing("read")
    def on_documents(self, current: Session, event: gr.EventData) -> Updates:
        """What the buttons at documents do."""
        act_on_documents(self.services, current.shelf, clicked(event))
        return self._draw_acted(current)

    @doing("delete")
    def on_trash(self, current: Session, event: gr.EventData) -> Updates:
        """What the buttons in the trash do."""
        act_on_trash(self.services, current.shelf, clicked(event))
        return self._draw_acted(current)

    @doing("read")
    def on_activity(self, current: Session, event: gr.EventData) -> Updates:
        """What the buttons at what is being added do."""
        act_on_works(self.services, current.shelf, clicked(event))
        return self._draw_acted(current)


def documents_html(services: Services, current: Session) -> str:
    """The list of documents; before it, why they cannot be changed where that is so."""
    index, shelf = services.index, current.shelf
    page = index.page(shelf.wanted)
    if not page.sources and shelf.page:  # what was on it is gone
        shelf.page = max(0, (page.total - 1) // shelf.wanted.count)
        page = index.page(shelf.wanted)
    refused = error_html(index.refused, web_texts(current.language)) if index.refused else ""
    texts = library_texts(current.language)
    rows = list_html(
        *(page, shelf, index.collections(), texts),
        whole_paths=knows_folders(),
        outdates=options(services.settings).outdates,
    )
    return refused + rows
