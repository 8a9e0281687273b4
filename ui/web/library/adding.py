"""Ingestions, each in a thread: told while they run, ended early, one at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from ingest.report import Progress, Report
from ragqa.access.identity import home_of
from ragqa.errors import FolderError, IndexLockedError, RagqaError
from ragqa.store.scoping.choosing import checked_collection
from ui.services import OnProgress, Services
from ui.texts import library as texts_library
from ui.web.job import Job
from ui.web.library.keeping import IngestingError, in_turn
from ui.web.library.uploads import Offered
from ui.web.library.works import Work, Works, Writer
from ui.web.page import unexpected
from ui.web.visiting import visitor_now

TICK = 0.3  # seconds between two drawings
AGAIN = 2.0  # seconds between two tries to write where another program does

T = TypeVar("T")
Ingestion = Callable[[Work, OnProgress], Report]


def working(
    services: Services, ingestion: Ingestion, works: Works, ended: Callable[[], None] = lambda: None
) -> Iterator[None]:
    """Run an ingestion; yields when its progress should be drawn again.

    It goes on to its end, and is told, also when the tab is closed. Errors end up in the work.

    Args:
        services: Whose index is written.
        ingestion: What is run.
        works: Those of its user.
        ended: Called once, whatever came of it.
    """
    work = works.begin()
    job: Job[Progress] = Job(lambda *_: _run(services, ingestion, work, ended))
    yield
    # A folder of small files has more to tell than anybody can read.
    for _ in job.reports(TICK):
        yield


def _run(services: Services, ingestion: Ingestion, work: Work, ended: Callable[[], None]) -> None:
    """In its own thread: what it comes to is there for every tab."""

    def tell(progress: Progress) -> None:
        work.waits = ""
        work.progress = progress

    def begin() -> Report:
        work.waits = ""
        return ingestion(work, tell)

    def waits() -> None:
        work.waits = "ingestion"

    try:
        try:
            report = in_turn(services, begin, work.stopper, waits)
        finally:
            ended()
        work.report = report
    except RagqaError as error:
        work.failure = error
    except Exception as error:  # noqa: BLE001  # boundary: it becomes a message, the log has all
        work.failure = unexpected(error)


def once_free(work: Work, permitted: Callable[[], object], write: Callable[[], Report]) -> Report:
    """Ingest once no other program writes to the index; as ``when_free``."""
    report = when_free(work, permitted, write)
    return Report((), 0, 0.0, stopped=True) if report is None else report


def when_free(work: Work, permitted: Callable[[], object], write: Callable[[], T]) -> T | None:
    """Write to the index once nobody else does; None when it was given up before.

    Args:
        work: Is told that it waits; its stopper also ends the waiting.
        permitted: Called before each try: what has waited may be its user's to do no more.
        write: Raises IndexLockedError before it does anything.
    """
    while not work.stopper.stopped:
        permitted()
        try:
            return write()
        except IndexLockedError as error:
            work.waits = writer_of(error)
        stopped = threading.Event()
        with work.stopper.calling(stopped.set):
            stopped.wait(AGAIN)
    return None


def writer_of(error: IndexLockedError) -> Writer:
    """Who writes to the index: the page itself, or another program."""
    return "ingestion" if isinstance(error, IngestingError) else "program"


def checked(path: str) -> Path:
    """The folder that was typed. Raises FolderError when nothing was."""
    if not path.strip():
        raise FolderError(texts_library.EN.folder_missing, texts_library.ZH.folder_missing)
    return Path(path.strip()).expanduser()


def home(named: str) -> str:
    """The collection of what the visitor adds by now; ``named`` is "" for their usual one.

    Raises:
        SettingsError: No collection can be called so.
        AccessError: It is not theirs.
    """
    return home_of(visitor_now(), checked_collection(named) if named else "")


def forget(files: Iterable[Offered]) -> None:
    """Delete what was received of files that are not to be added after all."""
    for file in files:
        if file.path is not None:
            file.path.unlink(missing_ok=True)
