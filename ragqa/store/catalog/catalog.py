"""The truth about the index, in SQLite: documents, their live revisions, text and vectors.

Chroma and tantivy hold nothing that is not here, so either can be rebuilt from it. A revision is
"doomed" from before its first chunk is written to them until the transaction that makes it live;
that one dooms the revision it replaces. What is doomed may be in them and must be deleted there.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, replace
from typing import Any

from ragqa.sources import Source
from ragqa.store.catalog import tables
from ragqa.store.catalog.trash import Trash, doom_live
from ragqa.types import Chunk

Revision = tuple[str, int]
"""A document's id and the number of one of its revisions."""


@dataclass(frozen=True, slots=True)
class NewRevision:
    """A document's new content: what search will see of it.

    Attributes:
        source: The document; its ``revision`` is the new one.
        chunks: All of that document and revision.
        vectors: One for each chunk.
        tokens: One for each chunk as ``embedding.packed`` makes them, b"" for none; or none at all.
    """

    source: Source
    chunks: Sequence[Chunk]
    vectors: Sequence[Sequence[float]]
    tokens: Sequence[bytes] = ()


class Catalog(Trash):
    """One SQLite file; its chunks are those of live revisions. Safe between threads and processes.

    Args:
        path: Of the file; created when missing.

    Raises:
        IndexDamagedError: The file cannot be read or written. So do all methods.
    """

    def stamp(self) -> dict[str, str]:
        """With what the index was made; empty when never stamped."""
        return dict(self._rows("SELECT name, value FROM stamp"))

    def set_stamp(self, stamp: Mapping[str, str]) -> None:
        """Write down with what the index is made."""
        with self._transaction() as db:
            db.execute("DELETE FROM stamp")
            db.executemany("INSERT INTO stamp VALUES (?, ?)", stamp.items())

    def generation(self) -> int:
        """A number that grows whenever search should see something else than before."""
        [(value,)] = self._rows("SELECT value FROM generation")
        return int(value)

    def begin(self, revisions: Iterable[Revision]) -> None:
        """Doom revisions that are about to be written to the other stores."""
        with self._transaction() as db:
            db.executemany("INSERT OR IGNORE INTO doomed VALUES (?, ?)", revisions)

    def go_live(self, documents: Sequence[NewRevision]) -> None:
        """Make new revisions the ones that search sees, and doom those they replace; at once."""
        with self._transaction(changes_search=True) as db:
            for new in documents:
                _replace(db, new)

    def remove(self, *document_ids: str) -> None:
        """Forget documents and doom their revisions, at once. No error where there is none."""
        with self._transaction(changes_search=True) as db:
            for document_id in document_ids:
                doom_live(db, document_id)
                db.execute("DELETE FROM source WHERE document_id = ?", (document_id,))
        self._shed()

    def fail(self, source: Source) -> None:
        """Record that a document could not be read, and why.

        A live revision stays, with its pages and chunks: an old answer is better than none.
        """
        old = self.get(source.document_id)
        names = ("revision", "pages", "pages_without_text", "pages_by_ocr", "chunks")
        live: dict[str, Any] = {name: getattr(old, name, 0) for name in names}
        live["read_by"] = old.read_by if old else ""
        kept = replace(source, failed=True, **live)
        with self._transaction() as db:
            _upsert(db, kept)

    def move(self, document_id: str, *, folder: str, source: str, path: str, mtime_ns: int) -> None:
        """Record that a document's file has another place; its chunks stay as they are.

        A document that still has that place, because it moves next, makes way: its id is put
        after its name until it is moved itself.
        """
        with self._transaction(changes_search=True) as db:
            db.execute(
                "UPDATE source SET source = source || ' (' || document_id || ')'"
                " WHERE folder = ? AND source = ? AND document_id <> ?",
                (folder, source, document_id),
            )
            db.execute(
                "UPDATE source SET folder = ?, source = ?, path = ?, mtime_ns = ?"
                " WHERE document_id = ?",
                (folder, source, path, mtime_ns, document_id),
            )

    def touch(self, document_id: str, size: int, mtime_ns: int) -> None:
        """Record that a document's file was written again with the same content."""
        with self._transaction() as db:
            db.execute(
                "UPDATE source SET size = ?, mtime_ns = ? WHERE document_id = ?",
                (size, mtime_ns, document_id),
            )

    def renew(self, source: Source) -> None:
        """Record that a document was read again and gave the chunks it has, which stay as they are.

        So do its revision and the time of its last change: what was answered from it still holds.
        """
        with self._transaction() as db:
            db.execute(tables.RENEW_SOURCE, asdict(source))

    def collect(self, folder: str, collection: str) -> None:
        """Put all documents of a folder into a collection."""
        with self._transaction() as db:
            db.execute(
                "UPDATE source SET collection = ?1 WHERE folder = ?2 AND collection <> ?1",
                (collection, folder),
            )

    def assign(self, document_id: str, collection: str, folder: str) -> None:
        """Put a single document into a collection; ``folder`` is what it is recorded under now."""
        with self._transaction() as db:
            db.execute(
                "UPDATE source SET collection = ?, folder = ? WHERE document_id = ?",
                (collection, folder, document_id),
            )

    def doomed(self) -> list[Revision]:
        """Revisions whose chunks must be deleted from the other stores."""
        return [(key, n) for key, n in self._rows("SELECT * FROM doomed ORDER BY 1, 2")]

    def settled(self) -> bool:
        """Whether nothing is doomed, so that the other stores hold nothing that is not live."""
        return not self._rows("SELECT 1 FROM doomed LIMIT 1")

    def forget(self, revisions: Iterable[Revision]) -> None:
        """Their chunks are gone from the other stores."""
        with self._transaction() as db:
            db.executemany("DELETE FROM doomed WHERE document_id = ? AND revision = ?", revisions)

    def bump(self) -> None:
        """Let the generation grow: another store was rebuilt."""
        with self._transaction(changes_search=True):
            pass

    def clear(self) -> None:
        """Forget everything, the stamp too."""
        with self._transaction(changes_search=True) as db:
            for table in ("stamp", "source", "doomed", "trash"):
                db.execute(f"DELETE FROM {table}")  # noqa: S608 # constants; chunks go with sources
        self._shed()


def _replace(db: sqlite3.Connection, new: NewRevision) -> None:
    document_id = new.source.document_id
    doom_live(db, document_id)
    db.execute("DELETE FROM chunk WHERE document_id = ?", (document_id,))
    _upsert(db, replace(new.source, chunks=len(new.chunks), failed=False, tried=""))
    db.executemany(tables.INSERT_CHUNK, map(tables.chunk_row, new.chunks, new.vectors))
    kept = zip(new.tokens, (chunk.id for chunk in new.chunks), strict=False)
    db.executemany(tables.INSERT_TOKENS, (row for row in kept if row[0]))
    # Last, so that writing the live revision's number anew cannot doom it.
    db.execute(
        "DELETE FROM doomed WHERE document_id = ? AND revision = ?",
        (document_id, new.source.revision),
    )


def _upsert(db: sqlite3.Connection, source: Source) -> None:
    db.execute("DELETE FROM trash WHERE document_id = ?", (source.document_id,))  # it is back
    db.execute(tables.INSERT_SOURCE, astuple(replace(source, ingested_at=time.time())))
