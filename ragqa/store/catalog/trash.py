"""Deleted documents that can still be brought back, in tables that no search ever reads.

A document goes there in the transaction that takes it out of the live ones, so it stops answering
at that moment, and a crash leaves it in one place or the other. Its text and vectors go along:
bringing it back reads and embeds nothing. Once its time is over the next writer deletes it for
good, and SQLite overwrites what it held.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from numpy.typing import NDArray

from ragqa.errors import UnknownSourceError
from ragqa.sources import Source
from ragqa.store.catalog import tables
from ragqa.store.catalog.documents import Documents
from ragqa.types import Chunk


@dataclass(frozen=True, slots=True)
class Trashed:
    """A deleted document.

    Attributes:
        source: As it was.
        until: Unix time after which it is deleted for good.
    """

    source: Source
    until: float


class Trash(Documents):
    """What is in the trash. See ``catalog.Catalog``."""

    def trashed(self) -> list[Trashed]:
        """All deleted documents, the last deleted first."""
        return self._trashed("TRUE")

    def trashed_document(self, document_id: str) -> Trashed | None:
        """The deleted document of that id, None when there is none (any more)."""
        return next(iter(self._trashed("document_id = ?", document_id)), None)

    def trashed_chunks(self, source: Source) -> tuple[list[Chunk], list[NDArray[Any]], list[bytes]]:
        """All chunks of a deleted document, in order, their vectors and their packed tokens."""
        rows = self._rows(tables.SELECT_TRASHED, source.source, source.document_id)
        return (
            [tables.chunk_of(row[:-1]) for row in rows],
            [tables.vector_of(row[1]) for row in rows],
            [row[-1] for row in rows],
        )

    def discard(self, document_ids: Sequence[str], until: float) -> None:
        """Move live documents to the trash, and doom their revisions, at once."""
        with self._transaction(changes_search=True) as db:
            for document_id in document_ids:
                self._discard(db, document_id, until)

    def empty(self, document_ids: Sequence[str] | None = None) -> None:
        """Delete documents of the trash for good; None for all of them."""
        with self._transaction() as db:
            if document_ids is None:
                db.execute("DELETE FROM trash")
            else:
                db.executemany(
                    "DELETE FROM trash WHERE document_id = ?", ((key,) for key in document_ids)
                )
        self._shed()

    def _trashed(self, where: str, *values: object) -> list[Trashed]:
        sql = f"SELECT source, until FROM trash WHERE {where} ORDER BY until DESC, document_id"  # noqa: S608 # constants
        return [
            Trashed(Source(**json.loads(source)), until)
            for source, until in self._rows(sql, *values)
        ]

    def _discard(self, db: sqlite3.Connection, document_id: str, until: float) -> None:
        source = self.get(document_id)
        if source is None:
            return
        db.execute(
            "INSERT OR REPLACE INTO trash VALUES (?, ?, ?)",
            (document_id, until, json.dumps(asdict(source))),
        )
        db.execute(tables.TRASH_CHUNKS, (document_id,))
        doom_live(db, document_id)
        db.execute("DELETE FROM source WHERE document_id = ?", (document_id,))


def doom_live(db: sqlite3.Connection, document_id: str) -> None:
    """Doom the live revision of a document, if it has one."""
    db.execute(
        "INSERT OR IGNORE INTO doomed"
        " SELECT document_id, revision FROM source WHERE document_id = ? AND revision > 0",
        (document_id,),
    )


def gone_for_good() -> UnknownSourceError:
    """That a document can no longer be brought back."""
    return UnknownSourceError(
        "This document was deleted for good; add its file again.",
        "该文档已被彻底删除；请重新添加文件。",
    )


def place_taken(source: Source) -> UnknownSourceError:
    """That a document cannot be brought back beside the one that has its place by now."""
    return UnknownSourceError(
        f'"{source.source}" was added again meanwhile; delete that one first to bring back the '
        "earlier one.",
        f"“{source.source}” 此后已重新添加；如要恢复先前的文档，请先删除现有的。",
    )


def name_taken(source: Source, collection: str) -> UnknownSourceError:
    """That a document cannot be moved to a collection that has one of its name."""
    return UnknownSourceError(
        f'The collection "{collection}" has another "{source.source}"; delete one of them first.',
        f"集合 “{collection}” 中已有另一个 “{source.source}”；请先删除其中一个。",
    )
