"""``ragqa watch``: keep the index in line with a folder until Ctrl-C."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ui.cli.options import Assignments, Collection, Folder, Index, Language, Session, open_session

if TYPE_CHECKING:
    from ingest.folder.watch import News
    from ingest.report import FileResult, Report
    from ragqa.errors import RagqaError


def watch(
    folder: Folder,
    collection: Collection = None,
    index: Index = None,
    language: Language = None,
    assignments: Assignments = None,
) -> int:
    """Ingest a folder, and again whenever it has changed; Ctrl-C ends it."""
    from ingest.folder.files import check_folder
    from ingest.folder.watch import Watcher
    from ingest.report import SyncInterruptedError
    from ingest.sync import sync
    from ui.ingestion import open_to_write, options, read_better
    from ui.render.report import report_text

    session = open_session(assignments, index=index, language=language)
    # Checked before the embedder is loaded, which takes seconds.
    root = check_folder(folder)
    settings = session.settings
    # A service manager ends what it has started with this signal.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    opened, _ = open_to_write(settings, rebuild=False)
    told = Told()

    def run() -> None:
        report = sync(
            root, opened, options(settings), ignore=settings.ignore, collection=collection
        )
        report = read_better(opened, report, settings)
        if news := told.news(report):
            _say(report_text(news, session.texts))

    try:
        with opened:
            Watcher(root, run, _teller(root, session), exclude=(settings.index,)).watch()
    except SyncInterruptedError as stopped:
        typer.echo(report_text(stopped.report, session.texts))
        typer.echo(session.texts.ingest_stopped, err=True)
        return 130
    except KeyboardInterrupt:
        typer.echo(session.texts.watch_ended, err=True)
    return 0


class Told:
    """What was said already, so that a file that cannot be read is not named after every change."""

    def __init__(self) -> None:
        self._known: set[FileResult] | None = None

    def news(self, report: Report) -> Report | None:
        """The report without what the one before said too; None when nothing is left to say."""
        known, self._known = self._known, {_as_said(file) for file in report.files}
        if known is None:
            return report
        # Only what failed or was skipped can be so again; a file that changes again is news.
        files = tuple(
            file
            for file in report.files
            if file.status != "unchanged"
            and not (file.status in ("failed", "skipped") and _as_said(file) in known)
        )
        return replace(report, files=files) if files else None


def _as_said(file: FileResult) -> FileResult:
    return replace(file, seconds=0.0)


def _teller(root: Path, session: Session) -> Callable[[News | RagqaError], None]:
    from ingest.folder.files import shown_name

    texts = session.texts

    def tell(news: News | RagqaError) -> None:
        if isinstance(news, str):
            message = getattr(texts, f"watch_{news}").format(folder=shown_name(str(root)))
        else:
            message = texts.error.format(message=news.text(texts.language))
        _say(message, err=True)

    return tell


def _say(message: str, *, err: bool = False) -> None:
    """One or more lines, the first with the time of day."""
    typer.echo(f"{time.strftime('%H:%M:%S')}  {message}", err=err)
