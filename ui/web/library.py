"""The Documents tab: upload files, read a folder, see and delete what is in the index."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import gradio as gr

from ingest.report import Progress, Report
from ragqa.errors import FolderError, RagqaError
from ragqa.index import Index
from ui.services import OnProgress, Services
from ui.texts import web as texts_web
from ui.texts.web import web_texts
from ui.web import uploads
from ui.web.answer_html import error_html
from ui.web.job import Job
from ui.web.keeping import keep, remove
from ui.web.library_html import activity_html, drop_html, sources_html
from ui.web.markup import escaped
from ui.web.page import CLICKS, WORK, Part, Updates, clicked, piece, unexpected
from ui.web.session import Session

ASSETS = Path(__file__).parent / "assets"
TICK = 0.5  # seconds between two looks at an ingestion that reports nothing

Ingestion = Callable[[OnProgress], Report]


def build_library(services: Services, session: gr.State, received: Path) -> Part:
    """Lay the tab out; ``received`` is where the server puts uploaded files."""
    most_bytes = services.settings.max_file_mb * 1024**2
    with gr.Column(elem_id="library"):
        add_title = piece("add-title")
        with gr.Row(elem_id="add-row"):
            with gr.Column(scale=1, min_width=280):
                files = piece("upload", (ASSETS / "upload.js").read_text("utf-8"))
            with gr.Column(scale=1, min_width=280, elem_id="folder-column"):
                folder = gr.Textbox(max_lines=1, elem_id="folder")
                start = gr.Button(variant="primary", elem_id="ingest-folder")
                folder_help = piece("folder-help")
        activity = piece("activity")
        documents = piece("documents", CLICKS)

    def draw_work(current: Session) -> Updates:
        return {activity: activity_html(current, web_texts(current.language))}

    def draw_list(current: Session) -> Updates:
        texts = web_texts(current.language)
        return {documents: documents_html(services.index, texts), **draw_work(current)}

    def draw(current: Session) -> Updates:
        texts = web_texts(current.language)
        return {
            add_title: f"<h3>{escaped(texts.add_title)}</h3>",
            files: drop_html(services.suffixes, most_bytes, texts),
            folder: gr.update(label=texts.folder_label, placeholder=texts.folder_hint),
            start: gr.update(value=texts.ingest_folder),
            folder_help: f'<p class="hint">{escaped(texts.folder_help)}</p>',
            **draw_list(current),
        }

    def run(ingestion: Ingestion, current: Session) -> Iterator[Updates]:
        for _ in working(ingestion, current):
            yield draw_work(current)
        yield draw_list(current)

    def add(current: Session, event: gr.EventData) -> Iterator[Updates]:
        given = uploads.offered(clicked(event), received)
        yield from run(lambda tell: keep(services, given, tell), current)

    def ingest(path: str, current: Session) -> Iterator[Updates]:
        yield from run(lambda tell: services.ingest_folder(checked(path), tell), current)

    def delete(current: Session, event: gr.EventData) -> Updates:
        document = str(clicked(event).get("document", ""))
        current.report = current.progress = current.failure = None
        try:
            remove(services, document)
        except RagqaError as error:
            current.failure = error
        except Exception as error:  # noqa: BLE001  # boundary: it becomes a message
            current.failure = unexpected(error)
        return draw_list(current)

    # Two ingestions at once are not queued: the second is told that the index is being written.
    files.upload(add, session, [activity, documents], **WORK)
    gr.on([start.click, folder.submit], ingest, [folder, session], [activity, documents], **WORK)
    documents.click(delete, session, [activity, documents], **WORK)
    components = (add_title, files, folder, start, folder_help, activity, documents)
    return Part(components, draw)


def documents_html(index: Index, texts: texts_web.WebTexts) -> str:
    """The list of documents; before it, why they cannot be changed where that is so."""
    refused = error_html(index.refused, texts) if index.refused else ""
    return refused + sources_html(index.sources(), texts)


def working(ingestion: Ingestion, session: Session) -> Iterator[None]:
    """Run an ingestion in a thread; yields when its progress should be drawn again.

    It goes on to its end when the tab is closed. Errors end up in the session.
    """
    results: list[Report] = []
    session.report = session.failure = None
    session.progress = Progress(0, 0, 0, 0.0, "")
    try:
        job: Job[Progress] = Job(lambda tell, _: results.append(ingestion(tell)))
        for progress in job.reports(TICK):
            session.progress = progress or session.progress
            yield
        session.report = results[0]
    except RagqaError as error:
        session.failure = error
    except Exception as error:  # noqa: BLE001  # boundary: it becomes a message, the log has all
        session.failure = unexpected(error)
    finally:
        session.progress = None


def checked(path: str) -> Path:
    """The folder that was typed. Raises FolderError when nothing was."""
    if not path.strip():
        raise FolderError(texts_web.EN.folder_missing, texts_web.ZH.folder_missing)
    return Path(path.strip()).expanduser()
