"""Ingestions of one tab, each in a thread: told while they run, ended early, one at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from ingest.report import Progress, Report
from ragqa.access.identity import home_of
from ragqa.errors import FolderError, RagqaError
from ragqa.sources import DEFAULT_COLLECTION
from ragqa.store.choosing import checked_collection
from ui.services import OnProgress, Services
from ui.texts import library as texts_library
from ui.web.job import Job
from ui.web.keeping import in_turn
from ui.web.page import unexpected
from ui.web.shelf import Shelf, Work
from ui.web.uploads import Offered
from ui.web.visiting import visitor

TICK = 0.3  # seconds between two drawings

Ingestion = Callable[[Work, OnProgress], Report]


def working(services: Services, ingestion: Ingestion, shelf: Shelf) -> Iterator[None]:
    """Run an ingestion; yields when its progress should be drawn again.

    It goes on to its end when the tab is closed. Errors end up in the shelf.
    """
    work = shelf.begin()
    results: list[Report] = []

    def waits() -> None:
        work.queued = True

    def run(tell: OnProgress) -> Report:
        def begin() -> Report:
            work.queued = False
            return ingestion(work, tell)

        return in_turn(services, begin, work.stopper, waits)

    try:
        yield
        job: Job[Progress] = Job(lambda tell, _: results.append(run(tell)))
        drawn = 0.0
        for progress in job.reports(TICK):
            work.progress = progress or work.progress
            # A folder of small files has more to tell than anybody can read.
            if (now := time.monotonic()) - drawn >= TICK:
                drawn = now
                yield
        work.report = results[0]
    except RagqaError as error:
        work.failure = error
    except Exception as error:  # noqa: BLE001  # boundary: it becomes a message, the log has all
        work.failure = unexpected(error)


def checked(path: str) -> Path:
    """The folder that was typed. Raises FolderError when nothing was."""
    if not path.strip():
        raise FolderError(texts_library.EN.folder_missing, texts_library.ZH.folder_missing)
    return Path(path.strip()).expanduser()


def home(named: str) -> str:
    """The collection of what the visitor adds; ``named`` is "" for their usual one.

    Raises:
        SettingsError: No collection can be called so.
        AccessError: It is not theirs.
    """
    return home_of(visitor(), checked_collection(named) if named else "", DEFAULT_COLLECTION)


def forget(files: Iterable[Offered]) -> None:
    """Delete what was received of files that are not to be added after all."""
    for file in files:
        if file.path is not None:
            file.path.unlink(missing_ok=True)
