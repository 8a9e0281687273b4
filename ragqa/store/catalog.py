"""The truth about the index, in SQLite: documents, their live revisions, text and vectors.

Chroma and tantivy hold nothing that is not here, so either can be rebuilt from it. A revision is
"doomed" from before its first chunk is written to them until the transaction that makes it live;
that one dooms the revision it replaces. What is doomed may be in them and must be deleted there.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from typing import Any

from ragqa.scope import Scope
from ragqa.sources import Source
from ragqa.store import tables
from ragqa.store.live import LiveChunks
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
    """

    source: Source
    chunks: Sequence[Chunk]
    vectors: Sequence[Sequence[float]]


class Catalog(LiveChunks):
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

    def sources(self, folder: str | None = None) -> list[Source]:
        """All documents, or those of one folder, by folder and source."""
        return self._sources("?1 IS NULL OR folder = ?1", folder)

    def documents(self) -> int:
        """How many documents there are."""
        [(number,)] = self._rows("SELECT count(*) FROM source")
        return int(number)

    def places(self, folder: str) -> dict[str, tuple[int, int]]:
        """Path, size and modification time (ns) of each document of a folder, at little cost."""
        sql = "SELECT path, size, mtime_ns FROM source WHERE folder = ?"
        return {path: (size, time) for path, size, time in self._rows(sql, folder)}

    def remarkable(self, folder: str) -> list[Source]:
        """Those documents of a folder of which there is something to say."""
        remark = "(reason <> '' OR revision = 0 OR pages_without_text > 0)"
        return self._sources(f"folder = ? AND {remark}", folder)

    def chunks_of(self, folder: str) -> int:
        """How many live chunks the documents of a folder have."""
        [(number,)] = self._rows("SELECT total(chunks) FROM source WHERE folder = ?", folder)
        return int(number)

    def find(self, name: str, path: str = "") -> list[Source]:
        """The documents shown as ``name``, one for each folder, and those at it or at ``path``."""
        places = "?1 IN (source, path, folder || '/' || source) OR path = nullif(?2, '')"
        return self._sources(places, name, path)

    def find_ending(self, name: str) -> list[Source]:
        """The documents whose path ends in ``name`` and its folders."""
        return self._sources("substr(path, -length(?1) - 1) = '/' || ?1", name)

    def collections(self, folder: str | None = None) -> dict[str, int]:
        """The number of documents of each collection, by name; of one folder or all."""
        where = "?1 IS NULL OR folder = ?1"
        sql = f"SELECT collection, count(*) FROM source WHERE {where} GROUP BY 1 ORDER BY 1"  # noqa: S608 # constants
        return dict(self._rows(sql, folder))

    def within(self, scope: Scope) -> list[str]:
        """The ids of the documents for which all of ``scope`` but its ``sources`` holds.

        Of documents without the wanted pages only those with too few are left out.
        """
        return [key for (key,) in self._rows(tables.SELECT_WITHIN, *tables.scope_row(scope))]

    def get(self, document_id: str) -> Source | None:
        """The document, or None when there is none of that id."""
        return next(iter(self._sources("document_id = ?", document_id)), None)

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
                _doom_live(db, document_id)
                db.execute("DELETE FROM source WHERE document_id = ?", (document_id,))

    def fail(self, source: Source) -> None:
        """Record that a document could not be read, and why.

        A live revision stays, with its pages and chunks: an old answer is better than none.
        """
        old = self.get(source.document_id)
        names = ("revision", "pages", "pages_without_text", "chunks")
        live: dict[str, Any] = {name: getattr(old, name, 0) for name in names}
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

    def collect(self, folder: str, collection: str) -> None:
        """Put all documents of a folder into a collection."""
        with self._transaction() as db:
            db.execute(
                "UPDATE source SET collection = ?1 WHERE folder = ?2 AND collection <> ?1",
                (collection, folder),
            )

    def doomed(self) -> list[Revision]:
        """Revisions whose chunks must be deleted from the other stores."""
        return [(key, n) for key, n in self._rows("SELECT * FROM doomed ORDER BY 1, 2")]

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
            for table in ("stamp", "source", "doomed"):
                db.execute(f"DELETE FROM {table}")  # noqa: S608 # constants; chunks go with sources

    def _sources(self, where: str, *values: str | None) -> list[Source]:
        sql = f"SELECT {tables.SOURCE} FROM source WHERE {where} ORDER BY folder, source"  # noqa: S608 # constants
        return [tables.source_of(row) for row in self._rows(sql, *values)]


def _replace(db: sqlite3.Connection, new: NewRevision) -> None:
    document_id = new.source.document_id
    _doom_live(db, document_id)
    db.execute("DELETE FROM chunk WHERE document_id = ?", (document_id,))
    _upsert(db, replace(new.source, chunks=len(new.chunks), failed=False, tried=""))
    db.executemany(tables.INSERT_CHUNK, map(tables.chunk_row, new.chunks, new.vectors))
    # Last, so that writing the live revision's number anew cannot doom it.
    db.execute(
        "DELETE FROM doomed WHERE document_id = ? AND revision = ?",
        (document_id, new.source.revision),
    )


def _doom_live(db: sqlite3.Connection, document_id: str) -> None:
    db.execute(
        "INSERT OR IGNORE INTO doomed"
        " SELECT document_id, revision FROM source WHERE document_id = ? AND revision > 0",
        (document_id,),
    )


def _upsert(db: sqlite3.Connection, source: Source) -> None:
    db.execute(tables.INSERT_SOURCE, astuple(replace(source, ingested_at=time.time())))
