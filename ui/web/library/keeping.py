"""Uploaded files into the index, and documents out of it, together with their copies."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from ingest.folder.files import stored_path
from ingest.report import FileResult, Report
from ingest.stopping import Stopper
from ragqa.errors import IndexLockedError
from ragqa.sources import DEFAULT_COLLECTION, Source
from ragqa.store.catalog.trash import gone_for_good
from ragqa.store.copies import delete_copies
from ragqa.store.scoping.choosing import checked_collection
from ui.services import OnProgress, Services
from ui.texts import library as texts_library
from ui.web.library import uploads

GRACE = 24 * 3600.0
"""Seconds for which a document that was deleted on the page can be brought back."""

_TICK = 0.2  # seconds between two looks at whether one that waits is to stop


class IngestingError(IndexLockedError):
    """The page itself adds documents at the moment."""


def keep(
    services: Services,
    given: Sequence[uploads.Offered],
    progress: OnProgress,
    collection: str = DEFAULT_COLLECTION,
    stopper: Stopper | None = None,
    write: Callable[[Callable[[], Report]], Report] = lambda add: add(),
) -> Report:
    """Copy uploaded files into the index's folder and add them to a collection.

    Copies that no document needs are deleted: of files of no kind that can be read, and of
    documents that were replaced. What was not sent is in the report.

    Args:
        services: Whose index is written.
        given: The files.
        progress: Called after each file and each batch of chunks.
        collection: Of what is added.
        stopper: Ends it early.
        write: Calls what adds the copies, when the index can be written.
    """
    before = {source.path for source in services.index.sources()}
    stored: list[tuple[Path, str]] = []
    # Of another kind: without a file, but with the name that says so.
    others = [(Path("unsent"), f.name) for f in given if f.path is None and not _known(f, services)]
    try:
        stored = uploads.store(given, services.uploads, services.suffixes)
        copied = [*stored, *others]
        report = write(lambda: services.add_files(copied, progress, collection, stopper))
    finally:
        # The server's own copies would outlive the document.
        for file in given:
            if file.path is not None:
                file.path.unlink(missing_ok=True)
        after = {source.path for source in services.index.sources()}
        copies = before | {stored_path(copy) for copy, _ in stored}
        delete_copies(copies - after, services.index.folder)
    lost = [_lost(f, services) for f in given if f.path is None and _known(f, services)]
    return replace(report, files=(*report.files, *lost))


def _known(file: uploads.Offered, services: Services) -> bool:
    return Path(file.name).suffix.lower() in services.suffixes


def _lost(file: uploads.Offered, services: Services) -> FileResult:
    """The result of a file that could be read but was not sent, or not received."""
    most = services.settings.max_file_mb
    en, zh = texts_library.EN, texts_library.ZH
    if file.size > most * 1024**2:
        reasons = en.too_large.format(most=most), zh.too_large.format(most=most)
    else:
        reasons = en.not_received, zh.not_received
    return FileResult(file.name, "failed", *reasons)


def in_turn(
    services: Services,
    ingestion: Callable[[], Report],
    stopper: Stopper,
    waiting: Callable[[], None],
) -> Report:
    """Run an ingestion once no other of this program runs.

    Args:
        services: Whose index is written.
        ingestion: What is run.
        stopper: Also ends the waiting.
        waiting: Called once when it has to wait.
    """
    if not services.turn.acquire(blocking=False):
        waiting()
        while not services.turn.acquire(timeout=_TICK):
            if stopper.stopped:
                return Report((), 0, 0.0, stopped=True)
    try:
        return ingestion()
    finally:
        services.turn.release()


def remove(services: Services, document_id: str) -> None:
    """Delete a document for good, and its file when it is the copy of an upload."""
    if services.index.document(document_id) is None:
        return  # somebody else has deleted it; the list is drawn again
    with services.index.writer() as writer:
        writer.remove(document_id)


def discard(services: Services, document_ids: Sequence[str]) -> list[Source]:
    """Delete documents so that they answer no more, but can be brought back for ``GRACE``.

    Returns:
        Those that were there.

    Raises:
        IndexLockedError: Something else is writing to the index.
    """
    found = there(services, document_ids)
    with _at_once(services), services.index.writer() as writer:
        writer.discard([source.document_id for source in found], seconds=GRACE)
    return found


def bring_back(services: Services, document_ids: Sequence[str]) -> list[Source]:
    """Undo ``discard`` of what the user may see.

    Raises:
        UnknownSourceError: One was deleted for good, or another has its place.
        IndexLockedError: Something else is writing to the index.
    """
    known = {each.source.document_id for each in services.index.trashed()}
    if not known.issuperset(document_ids):
        raise gone_for_good()
    with _at_once(services), services.index.writer() as writer:
        return [writer.bring_back(document_id) for document_id in document_ids]


def purge(services: Services, document_ids: Sequence[str]) -> None:
    """Delete documents of the trash for good, as far as the user may see them.

    Raises:
        IndexLockedError: Something else is writing to the index.
    """
    chosen = [source.document_id for source in trashed(services, document_ids)]
    with _at_once(services), services.index.writer() as writer:
        writer.empty_trash(chosen)


def assign(services: Services, document_ids: Sequence[str], collection: str) -> list[Source]:
    """Put documents into a collection.

    Returns:
        Those that were there.

    Raises:
        SettingsError: No collection can be called so.
        IndexLockedError: Something else is writing to the index.
    """
    name = checked_collection(collection)
    found = there(services, document_ids)
    with _at_once(services), services.index.writer() as writer:
        writer.assign([source.document_id for source in found], name)
    return found


def there(services: Services, document_ids: Sequence[str]) -> list[Source]:
    """Those of some documents that are there for the user."""
    known = (services.index.document(document_id) for document_id in document_ids)
    return [source for source in known if source is not None]


def trashed(services: Services, document_ids: Sequence[str]) -> list[Source]:
    """Those of some documents that are in what the user may see of the trash."""
    gone = (each.source for each in services.index.trashed())
    return [source for source in gone if source.document_id in document_ids]


@contextmanager
def _at_once(services: Services) -> Iterator[None]:
    """The turn to write, for something short that does not wait for an ingestion."""
    with services.brief:  # a click may come while the one before is at work
        if not services.turn.acquire(timeout=_TICK):
            raise IngestingError(texts_library.EN.ingesting, texts_library.ZH.ingesting)
        try:
            yield
        finally:
            services.turn.release()
