"""Settings as ingestion takes them, and the index opened so that it can be written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ragqa.sources import DEFAULT_COLLECTION, uploads_of

if TYPE_CHECKING:
    from ingest.options import Options
    from ingest.report import Report
    from ingest.stopping import Stopper
    from ragqa.index import Index
    from ragqa.settings import Settings
    from ragqa.sources import Source
    from ragqa.store.catalog.catalog import Catalog
    from ui.services import OnProgress


def options(settings: Settings) -> Options:
    """How documents are read and cut."""
    from ingest.options import Options

    return Options(
        max_file_bytes=settings.max_file_mb * 1024**2,
        parse_seconds=settings.parse_seconds,
        passwords=settings.pdf_passwords,
        ocr=settings.ocr == "auto",
        chunk_tokens=settings.chunk_tokens,
        chunk_overlap=settings.chunk_overlap,
        keep_tokens=settings.keep_tokens and settings.late_interaction,
    )


class Ingesting:
    """The ways into one index that is open, as its settings say; what ``Services`` offers.

    Args:
        index: Opened for writing.
        settings: Bounds of reading and splitting, and what is ignored.
    """

    def __init__(self, index: Index, settings: Settings) -> None:
        self._index = index
        self._ignore = settings.ignore
        self._options = options(settings)

    def folder(
        self,
        folder: Path,
        tell: OnProgress,
        /,
        collection: str | None = None,
        stopper: Stopper | None = None,
    ) -> Report:
        """See ``services.IngestFolder``."""
        from ingest.sync import sync

        return sync(
            folder,
            self._index,
            self._options,
            ignore=self._ignore,
            collection=collection,
            progress=tell,
            stopper=stopper,
        )

    def files(
        self,
        files: Sequence[tuple[Path, str]],
        tell: OnProgress,
        /,
        collection: str = DEFAULT_COLLECTION,
        stopper: Stopper | None = None,
    ) -> Report:
        """See ``services.AddFiles``."""
        from ingest.sync import add_files

        return add_files(
            files,
            self._index,
            self._options,
            collection=collection,
            progress=tell,
            stopper=stopper,
        )

    def again(self, sources: Sequence[Source], tell: OnProgress, stopper: Stopper | None) -> Report:
        """See ``Services.reread``."""
        from ingest.sync import reread

        return reread(sources, self._index, self._options, progress=tell, stopper=stopper)


def nothing_to_do(
    settings: Settings, folder: Path, *, collection: str | None, every_file: bool
) -> Report | None:
    """The report of a run that would change nothing, nor make an index; None when it might.

    Neither the embedder nor Chroma nor tantivy is loaded for it.

    Args:
        settings: Name the index, the embedder and what is ignored.
        folder: Of the documents.
        collection: As in ``sync``.
        every_file: Whether unchanged files are to be in the report, not only counted.

    Raises:
        FolderError: The folder cannot be read, or is empty although documents are known from it.
        SettingsError: A pattern of what to ignore cannot be understood.
        IndexDamagedError: The catalog cannot be read.
    """
    from ingest import survey
    from ragqa.store import stores

    if not stores.exists(settings.index):
        return survey.nothing_to_read(folder, settings.ignore, settings.index)
    if stores.needs_care(settings.index):
        return None
    with closing(stores.open_catalog(settings.index)) as catalog:
        if not _up_to_date(catalog, settings) or _has_outdated_uploads(catalog, settings):
            return None
        return survey.nothing_to_do(
            folder,
            catalog,
            options(settings),
            ignore=settings.ignore,
            index_folder=settings.index,
            collection=collection,
            every_file=every_file,
        )


def preview(
    settings: Settings, folder: Path, *, rebuild: bool, collection: str | None = None
) -> Report:
    """What a run would do. Nothing is written, and no index is made. Raises as ``sync``."""
    from ingest import survey
    from ingest.folder.files import stored_path
    from ragqa.store import stores

    listing = survey.look(folder, settings.ignore, settings.index)
    known: list[Source] = []
    uploads: list[Source] = []
    if stores.exists(settings.index):
        with closing(stores.open_catalog(settings.index)) as catalog:
            known = catalog.sources(stored_path(listing.root))
            uploads = _outdated_uploads(catalog.sources(), settings)
    report = survey.preview(listing, known, options(settings), rebuild=rebuild)
    again = (survey.better_result(source.source) for source in uploads)
    collected = survey.elsewhere(known, collection)
    return replace(report, files=(*report.files, *again), collected=collected)


def _up_to_date(catalog: Catalog, settings: Settings) -> bool:
    """Whether a writer would take the index as it is."""
    from ingest.splitting.split import SPLITTER
    from ragqa.store.stamps import known_stamp

    made = catalog.stamp()
    now = known_stamp(settings) | {"splitter": SPLITTER}
    return made.items() >= now.items() and catalog.settled()


def open_to_write(settings: Settings, *, rebuild: bool) -> tuple[Index, bool]:
    """The index, made when missing, and whether an old one had to be erased first.

    Args:
        settings: Name the folder and the embedder.
        rebuild: Erase an index that was made otherwise or is damaged, in place of refusing it.

    Raises:
        StoreError: The index cannot be used as it is.
        ModelError: The embedder cannot be loaded.
    """
    from ingest.splitting.split import SPLITTER
    from ragqa import factory
    from ragqa.errors import EmbedderMismatchError, IndexDamagedError, IndexUnusableError
    from ragqa.index import Index

    # Once: loading it takes seconds.
    embeddings = factory.open_embeddings(settings)
    try:
        index = Index.open(settings.index, embeddings, splitter=SPLITTER, chroma=settings.chroma)
        if index.refused is None:
            return index, False
        index.close()
        raise index.refused
    except IndexUnusableError:
        raise  # sound: erasing it would lose what another try can use
    except (EmbedderMismatchError, IndexDamagedError):
        if not rebuild:
            raise
    Index.erase(settings.index)
    return Index.open(settings.index, embeddings, splitter=SPLITTER, chroma=settings.chroma), True


def restore_uploads(
    uploaded: Mapping[str, Sequence[tuple[Path, str]]],
    index: Index,
    report: Report,
    settings: Settings,
) -> Report:
    """Add the uploads of an index that was erased again: nothing else would.

    Args:
        uploaded: From ``uploads.stored_uploads``, before the index was erased.
        index: The new one.
        report: Of what else was ingested.
        settings: Bounds of reading and splitting.

    Returns:
        ``report`` with the uploads.
    """
    from ingest.sync import add_files

    for collection, files in uploaded.items():
        report = _joined(report, add_files(files, index, options(settings), collection=collection))
    return report


def read_better(
    index: Index, report: Report, settings: Settings, progress: OnProgress | None = None
) -> Report:
    """Read uploads again that are read better now: nothing else would, they are in no folder.

    Args:
        index: Opened for writing.
        report: Of what else was ingested.
        settings: Bounds of reading and splitting.
        progress: Called after each file and each batch of chunks.

    Returns:
        ``report`` with those uploads.
    """
    from ingest.sync import reread

    outdated = _outdated_uploads(index.sources(), settings)
    if not outdated:
        return report
    return _joined(report, reread(outdated, index, options(settings), progress=progress))


def _outdated_uploads(known: Sequence[Source], settings: Settings) -> list[Source]:
    reading = options(settings)
    uploads = (source for source in known if source.is_upload and not source.failed)
    return [source for source in uploads if reading.outdates(source.read_by)]


def _has_outdated_uploads(catalog: Catalog, settings: Settings) -> bool:
    """As ``_outdated_uploads``, without a look at each document."""
    reading = options(settings)
    folders = map(uploads_of, catalog.collections())
    return any(reading.outdates(read_by) for f in folders for read_by in catalog.read_by(f))


def _joined(report: Report, added: Report) -> Report:
    return replace(
        report,
        files=(*report.files, *added.files),
        embedded=report.embedded + added.embedded,
        seconds=report.seconds + added.seconds,
    )
