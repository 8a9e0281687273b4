"""Changing an index so that a process killed at any moment leaves it answerable and repairable.

A group of documents is written in this order; search sees the old revisions up to step 3, and the
new ones from it on:

1. the catalog dooms the new revisions
2. their chunks go to Chroma and tantivy, which commits
3. one transaction makes them live, stores their text and vectors, and dooms those they replace
4. what is doomed is deleted from Chroma and tantivy, which commits, and so are answers from
   documents that are no more; then it is forgotten

A new writer begins with step 4, which removes what a crash has left, before or after step 3.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from ragqa.sources import Source, uploads_of
from ragqa.store.catalog.catalog import NewRevision
from ragqa.store.catalog.trash import gone_for_good, name_taken, place_taken
from ragqa.store.copies import delete_copies
from ragqa.store.kept.conversations import Conversations
from ragqa.store.kept.pins import Pins
from ragqa.store.kept.records import Records
from ragqa.store.lock import only_writer
from ragqa.store.stores import Stores
from ragqa.types import Chunk

GROUP_CHUNKS = 512
"""So many chunks are written together: a commit costs the same for one as for hundreds."""


@contextmanager
def writing(stores: Stores) -> Iterator[Writer]:
    """The one writer of an index. The end flushes; an exception keeps what was flushed.

    Raises:
        IndexLockedError: Another writer is at work.
        IndexDamagedError: A store cannot be read or written, or the index is no longer there.
    """
    stores.catalog.check_there()  # the lock would make the folder anew
    with only_writer(stores.folder):
        try:
            stores.refresh_keywords()
            writer = Writer(stores)
            writer.sweep()
            writer.empty_trash(before=time.time())
            yield writer
            writer.flush()
        finally:
            stores.keywords.release()


class Writer:
    """Adds, moves and removes documents. Made by ``Index.writer``."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores
        self._waiting: dict[str, NewRevision] = {}

    def put(
        self,
        source: Source,
        chunks: Sequence[Chunk],
        vectors: Sequence[Sequence[float]],
        tokens: Sequence[bytes] = (),
    ) -> None:
        """Add a document, or replace the content of one; search sees it after the next flush.

        Args:
            source: With a new id, or that of a known document and its next revision.
            chunks: All of the document, each of that id and revision.
            vectors: L2-normalised, one for each chunk.
            tokens: For late interaction, one for each chunk as ``embedding.packed`` makes them,
                b"" for none; or none at all. What is not kept is worked out when it is needed.

        Raises:
            ValueError: The chunks are of another document or revision, or not as many as the
                vectors or tokens, or the revision is not above the live one.
        """
        if len(chunks) != len(vectors):
            raise ValueError(f"{len(chunks)} chunks, but {len(vectors)} vectors")
        if tokens and len(chunks) != len(tokens):
            raise ValueError(f"{len(chunks)} chunks, but tokens of {len(tokens)}")
        revision = (source.document_id, source.revision)
        if any((chunk.document_id, chunk.revision) != revision for chunk in chunks):
            raise ValueError(f"chunks of another document or revision than {revision}")
        known = self._stores.catalog.get(source.document_id)
        if known is not None and source.revision <= known.revision:
            raise ValueError(f"revision {revision} does not follow {known.revision}, which is live")
        if source.document_id in self._waiting:
            self.flush()
        self._waiting[source.document_id] = NewRevision(source, chunks, vectors, tokens)
        if sum(len(new.chunks) for new in self._waiting.values()) >= GROUP_CHUNKS:
            self.flush()

    def flush(self) -> None:
        """Make all that was put durable and visible."""
        group = list(self._waiting.values())
        self._waiting.clear()
        if not group:
            return
        catalog, keywords = self._stores.catalog, self._stores.keywords
        catalog.begin((new.source.document_id, new.source.revision) for new in group)
        with self._stores.vectors.changing() as store:
            # At once: a call of Chroma costs the same for one document as for hundreds.
            store.add(
                [chunk for new in group for chunk in new.chunks],
                [vector for new in group for vector in new.vectors],
            )
        for new in group:
            keywords.add(new.chunks)
        keywords.commit()
        catalog.go_live(group)
        self._stores.vectors.written()
        self.sweep()

    def remove(self, document_id: str) -> None:
        """Remove a document and all that was stored of it, at once; also the copy of an upload."""
        self.remove_all([document_id])

    def remove_all(self, document_ids: Sequence[str]) -> None:
        """As ``remove`` of each, which one by one takes far longer."""
        self.flush()
        catalog = self._stores.catalog
        known = [source for key in document_ids if (source := catalog.get(key))]
        # First: of a document that is gone nothing would tell where its copy is.
        delete_copies((source.path for source in known if source.is_upload), self._stores.folder)
        catalog.remove(*document_ids)
        self._stores.vectors.written()
        self.sweep()

    def discard(self, document_ids: Sequence[str], *, seconds: float) -> None:
        """Remove documents, at once, but so that ``bring_back`` can undo it for a while.

        From now on nothing of them is searched or shown. Answers that cite them are deleted for
        good.

        Args:
            document_ids: No error where there is none.
            seconds: After so many the next writer deletes them for good.
        """
        self.flush()
        self._stores.catalog.discard(document_ids, time.time() + seconds)
        self._stores.vectors.written()
        self.sweep()

    def bring_back(self, document_id: str) -> Source:
        """Let a discarded document answer again, at once; nothing is read or embedded.

        Raises:
            UnknownSourceError: It is no longer in the trash, or another has its place by now.
        """
        self.flush()
        catalog = self._stores.catalog
        trashed = catalog.trashed_document(document_id)
        if trashed is None:
            raise gone_for_good()
        source = trashed.source
        if catalog.at(source.folder, source.source):
            raise place_taken(source)
        if source.revision:
            chunks, vectors, tokens = catalog.trashed_chunks(source)
            self.put(source, chunks, [vector.tolist() for vector in vectors], tokens)
            self.flush()
        if source.failed:
            catalog.fail(source)
        return source

    def empty_trash(
        self, document_ids: Sequence[str] | None = None, *, before: float | None = None
    ) -> None:
        """Delete documents of the trash for good, with the copies of those that were uploaded.

        Args:
            document_ids: Only these; None for all.
            before: Only those whose time is over at this Unix time; None for all.
        """
        over = [
            trashed.source
            for trashed in self._stores.catalog.trashed()
            if (document_ids is None or trashed.source.document_id in document_ids)
            and (before is None or trashed.until <= before)
        ]
        if over:
            # First: a crash leaves the rest to the next.
            delete_copies((source.path for source in over), self._stores.folder)
            gone = [source.document_id for source in over]
            Records(self._stores.folder).forget_about(gone)  # kept while it went to the trash
            Conversations(self._stores.folder).forget_about(gone)
            self._stores.catalog.empty(gone)

    def assign(self, document_ids: Sequence[str], collection: str) -> None:
        """Put single documents into a collection, each at once.

        Args:
            document_ids: No error where there is none.
            collection: Its name, as ``checked_collection`` gives it.

        Raises:
            UnknownSourceError: A single file of that name is in the collection already.
        """
        catalog = self._stores.catalog
        for document_id in document_ids:
            source = catalog.get(document_id)
            if source is None or source.collection == collection:
                continue
            # Each collection has its own single files, so that nobody replaces those of another.
            folder = uploads_of(collection) if source.is_upload else source.folder
            if folder != source.folder and catalog.at(folder, source.source):
                raise name_taken(source, collection)
            catalog.assign(document_id, collection, folder)

    def move(self, document_id: str, *, folder: str, source: str, path: str, mtime_ns: int) -> None:
        """Record that a document's file has another place, at once; nothing is embedded.

        Args:
            document_id: Of a known document.
            folder: Absolute path of the folder it is now ingested from.
            source: Its path relative to that folder, '/'-separated.
            path: Absolute path of the file.
            mtime_ns: Its modification time.
        """
        self._stores.catalog.move(
            document_id, folder=folder, source=source, path=path, mtime_ns=mtime_ns
        )
        self._stores.vectors.written()

    def touch(self, document_id: str, size: int, mtime_ns: int) -> None:
        """Record that a document's file was written again with the same content."""
        self._stores.catalog.touch(document_id, size, mtime_ns)

    def renew(self, source: Source) -> None:
        """Record that a document was read again and gave the chunks it has, at once."""
        self._stores.catalog.renew(source)

    def collect(self, folder: str, collection: str) -> None:
        """Put all documents ingested from a folder into a collection, at once."""
        self._stores.catalog.collect(folder, collection)

    def fail(self, source: Source) -> None:
        """Record that a file could not be read (``source.reason``), at once.

        What is known of the document from an earlier reading goes on answering.
        """
        self._stores.catalog.fail(source)

    def sweep(self) -> None:
        """Delete from Chroma and tantivy all that is doomed, and what was answered from it."""
        doomed = self._stores.catalog.doomed()
        if not doomed:
            return
        with self._stores.vectors.changing() as store:
            store.delete_all(doomed)
        keywords = self._stores.keywords
        # What a model has read of a document tells of its text.
        Pins(self._stores.folder, 0).forget(doomed)
        for document_id, revision in doomed:
            keywords.delete(document_id, revision)
        keywords.commit()
        self._forget_answers({document_id for document_id, _ in doomed})
        # Last: what is forgotten too early is never deleted.
        self._stores.catalog.forget(doomed)

    def _forget_answers(self, document_ids: Iterable[str]) -> None:
        """Let the text of those documents that are no more not go on in answers.

        Conversations about what is in the trash stay until that is emptied.
        """
        catalog = self._stores.catalog
        gone = {key for key in document_ids if catalog.get(key) is None}
        if not gone:
            return
        Records(self._stores.folder).forget_about(gone)
        trashed = {each.source.document_id for each in catalog.trashed()}
        if lost := gone - trashed:
            Conversations(self._stores.folder).forget_about(lost)
