"""Bring an index in line with a folder, add single files, or store texts. All use one pipeline."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from ingest.folder.files import Found, LeftOut, file_now, found_file, stored_path
from ingest.folder.plan import plan
from ingest.interrupt import uninterrupted
from ingest.jobs import Job, Taken
from ingest.mirroring import mirror, note_failed
from ingest.names import distinct
from ingest.options import Options
from ingest.parsed import Parsed
from ingest.pipeline import OnProgress, Pipeline
from ingest.reading import Hashes, Home, next_revision, read
from ingest.report import FileResult, Report, SyncInterruptedError
from ingest.results import known_result
from ingest.stopping import Stopper
from ingest.survey import elsewhere, forgotten, left_out_result, look, to_be_retried
from ragqa.index import Index
from ragqa.sources import DEFAULT_COLLECTION, Source, uploads_of
from ragqa.store.scoping.choosing import checked_collection
from ragqa.store.writing import Writer

TEXTS = "texts"
"""The folder that texts without a file are recorded under."""


def sync(
    folder: Path,
    index: Index,
    options: Options,
    *,
    ignore: Sequence[str] = (),
    rebuild: bool = False,
    collection: str | None = None,
    progress: OnProgress | None = None,
    stopper: Stopper | None = None,
) -> Report:
    """Make the index hold what is in a folder: new, changed, moved and deleted files.

    Files that did not change are neither read nor embedded, unless they are read better now
    (``versions``); a file that only has another name is not embedded. A file that cannot be read
    is in the report, and what the index knew of it stays.

    Args:
        folder: The documents, those in its sub-folders too.
        index: The index; what it has from elsewhere is left alone.
        options: How files are read and cut.
        ignore: Patterns of files to leave out, as in .gitignore.
        rebuild: Read and embed unchanged files too.
        collection: What all documents of the folder are to belong to; None leaves them where they
            are, and new ones join them.
        progress: Called after each file and each batch of chunks.
        stopper: Ends the run early: the report says so, and what was finished is in the index.

    Raises:
        FolderError: The folder is missing, is not a folder, cannot be read, or is empty although
            the index has documents from it.
        SettingsError: A pattern of ``ignore`` cannot be understood, or the collection's name cannot
            be one.
        IndexLockedError: Another process writes to the index.
        SyncInterruptedError: The user stopped it; what was finished is in the index.
    """
    if collection is not None:
        collection = checked_collection(collection)
    listing = look(folder, ignore, index.folder)
    with _changing(index, options, progress, stopper) as (pipeline, writer):
        root = stored_path(listing.root)
        known = listing.still_there(index.sources(root))
        home = _home(root, known, collection)
        if collected := elsewhere(known, collection):
            writer.collect(home.folder, home.collection)
            known = [replace(source, collection=home.collection) for source in known]
        if rebuild:
            known = forgotten(known)
        _note(listing.left_out, pipeline)
        _bring_in_line(listing.found, known, home, options, pipeline, writer, stopper)
    return replace(pipeline.report(), collected=collected)


def add_files(
    files: Sequence[tuple[Path, str]],
    index: Index,
    options: Options,
    *,
    collection: str = DEFAULT_COLLECTION,
    progress: OnProgress | None = None,
    stopper: Stopper | None = None,
) -> Report:
    """Add single files, or replace what was added under the same name; delete nothing.

    Args:
        files: Where each lies on disk, and the name it is shown under. Of several with one name
            the later ones are numbered.
        collection: What they belong to; one of the same name in another is another document.

    The other arguments, and what is raised, as in ``sync``.
    """
    collection = checked_collection(collection)
    home = Home(uploads_of(collection), collection)
    listing = [found_file(path, name) for path, name in distinct(files)]
    left_out = [entry for entry in listing if isinstance(entry, LeftOut)]
    found = [entry for entry in listing if isinstance(entry, Found)]
    with _changing(index, options, progress, stopper) as (pipeline, writer):
        names = {file.source for file in found}
        known = [source for source in index.sources(home.folder) if source.source in names]
        known = to_be_retried(known)  # who adds a file again wants it read
        _note(left_out, pipeline)
        _bring_in_line(found, known, home, options, pipeline, writer, stopper)
    return pipeline.report()


def reread(
    sources: Sequence[Source],
    index: Index,
    options: Options,
    *,
    progress: OnProgress | None = None,
    stopper: Stopper | None = None,
) -> Report:
    """Read the files of known documents again, even where they did not change.

    What is read as before is not embedded again.

    Args:
        sources: Documents of the index that have files.

    The other arguments, and what is raised, as in ``sync``. Where a file is gone, the report says
    so, and what the index knows of it stays.
    """
    with _changing(index, options, progress, stopper) as (pipeline, _):
        # As the index has them now: they may have changed since they were listed.
        now = [s for source in sources if (s := index.document(source.document_id)) is not None]
        looked_at = [(file_now(source), source) for source in now]
        _note((entry for entry, _ in looked_at if isinstance(entry, LeftOut)), pipeline)
        to_read: list[tuple[Found, Source | None]] = [
            (replace(entry, source=source.source), source)
            for entry, source in looked_at
            if isinstance(entry, Found)
        ]
        _read_all(_smallest_first(to_read), Home(TEXTS), Hashes(), options, pipeline, stopper)
    return pipeline.report()


def store_texts(
    items: Iterable[tuple[str, Parsed]],
    index: Index,
    options: Options,
    *,
    progress: OnProgress | None = None,
) -> Report:
    """Store texts that are not in files; replace those of the same name; delete nothing.

    Args:
        items: Name and text of each; taken one by one.

    The other arguments, and what is raised, as in ``sync``.
    """
    with _changing(index, options, progress) as (pipeline, _):
        known = {source.source: source for source in index.sources(TEXTS)}
        pipeline.run(_texts(items, known, pipeline))
    return pipeline.report()


@contextmanager
def _changing(
    index: Index,
    options: Options,
    progress: OnProgress | None,
    stopper: Stopper | None = None,
) -> Iterator[tuple[Pipeline, Writer]]:
    """The way into an index. All that was finished is made durable, also when the user stops."""
    with index.writer() as writer:
        pipeline = Pipeline(index, writer, options, on_progress=progress, stopper=stopper)
        try:
            yield pipeline, writer
            with uninterrupted():
                writer.flush()
        except KeyboardInterrupt as stop:
            with suppress(KeyboardInterrupt), uninterrupted():
                writer.flush()
            raise SyncInterruptedError(pipeline.report()) from stop


def _home(folder: str, known: Sequence[Source], collection: str | None) -> Home:
    """Where the documents of a folder are recorded: as told, else as until now."""
    until_now = known[0].collection if known else DEFAULT_COLLECTION
    return Home(folder, until_now if collection is None else collection)


def _note(left_out: Iterable[LeftOut], pipeline: Pipeline) -> None:
    for entry in left_out:
        pipeline.add(left_out_result(entry))


def _bring_in_line(
    found: Sequence[Found],
    known: Sequence[Source],
    home: Home,
    options: Options,
    pipeline: Pipeline,
    writer: Writer,
    stopper: Stopper | None,
) -> None:
    hashes = Hashes()
    made = plan(
        *(found, known, hashes.or_nothing),
        reading=options.reading,
        outdates=options.outdates,
    )
    mirror(made, home.folder, pipeline, writer)
    note_failed(made.failed, options.reading, pipeline, writer)
    to_read: list[tuple[Found, Source | None]] = [(file, None) for file in made.new]
    to_read += [(pair.found, pair.known) for pair in (*made.changed, *made.retry)]
    # Last: until then they answer well enough.
    again: list[tuple[Found, Source | None]] = [(pair.found, pair.known) for pair in made.better]
    to_read = [*_smallest_first(to_read), *_smallest_first(again)]
    _read_all(to_read, home, hashes, options, pipeline, stopper)


def _smallest_first(
    to_read: list[tuple[Found, Source | None]],
) -> list[tuple[Found, Source | None]]:
    """Embedding begins soon, and large files are parsed behind it."""
    return sorted(to_read, key=lambda pair: pair[0].size)


def _read_all(
    to_read: list[tuple[Found, Source | None]],
    home: Home,
    hashes: Hashes,
    options: Options,
    pipeline: Pipeline,
    stopper: Stopper | None,
) -> None:
    pipeline.expect((file.source, file.size) for file, _ in to_read)
    with closing(read(to_read, home, hashes, options, stopper or Stopper())) as outcomes:
        pipeline.run(outcomes)


def _texts(
    items: Iterable[tuple[str, Parsed]], known: dict[str, Source], pipeline: Pipeline
) -> Iterator[Taken]:
    """Those texts that are not in the index as they are."""
    seen: set[str] = set()
    for name, parsed in items:
        if name in seen:
            pipeline.add(FileResult(name, "failed", "The name occurs twice.", "名称重复。"))
            continue
        seen.add(name)
        content = parsed.text.encode("utf-8", "surrogatepass")
        digest = hashlib.sha256(content).hexdigest()
        before = known.get(name)
        if before and before.revision and before.sha256 == digest:
            pipeline.add(known_result(before, name, "unchanged"))
            continue
        document = next_revision(
            before,
            Home(TEXTS),
            source=name,
            path="",
            size=len(content),
            mtime_ns=0,
            sha256=digest,
        )
        yield Job(document, before), parsed, 0.0
