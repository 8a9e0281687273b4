"""The catalog's tables, and how documents, chunks and vectors become their rows and come back.

The statements are built from constants only; values always go in as parameters.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ragqa.scope import Scope
from ragqa.sources import Source
from ragqa.store.catalog.listing import Wanted
from ragqa.types import Chunk

# Each is run once, in order; PRAGMA user_version counts those that were. Never change one: add one.
MIGRATIONS = (
    """
    CREATE TABLE stamp (name TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE generation (value INTEGER NOT NULL);
    INSERT INTO generation VALUES (0);
    CREATE TABLE source (
        document_id TEXT PRIMARY KEY, folder TEXT NOT NULL, source TEXT NOT NULL,
        path TEXT NOT NULL, revision INTEGER NOT NULL, size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL, sha256 TEXT NOT NULL, pages INTEGER NOT NULL,
        pages_without_text INTEGER NOT NULL, chunks INTEGER NOT NULL, reason TEXT NOT NULL,
        ingested_at REAL NOT NULL, UNIQUE (folder, source)
    );
    CREATE TABLE chunk (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
        document_id TEXT NOT NULL REFERENCES source ON DELETE CASCADE,
        text TEXT NOT NULL, revision INTEGER NOT NULL, chunk INTEGER NOT NULL,
        page_first INTEGER, page_last INTEGER, page_label TEXT NOT NULL, headings TEXT NOT NULL,
        start INTEGER NOT NULL, "end" INTEGER NOT NULL, page_breaks TEXT NOT NULL,
        sha256 TEXT NOT NULL, vector BLOB NOT NULL
    );
    CREATE INDEX chunk_of_document ON chunk (document_id);
    CREATE TABLE doomed (document_id TEXT, revision INTEGER, PRIMARY KEY (document_id, revision));
    """,
    "ALTER TABLE source ADD COLUMN collection TEXT NOT NULL DEFAULT 'default'",
    "ALTER TABLE source ADD COLUMN reason_zh TEXT NOT NULL DEFAULT ''",
    # What failed could not be told from what has a remark: it is read once more.
    """
    ALTER TABLE source ADD COLUMN failed INTEGER NOT NULL DEFAULT 0;
    UPDATE source SET failed = 1
        WHERE revision = 0 OR (reason <> '' AND pages_without_text = 0)
    """,
    "ALTER TABLE source ADD COLUMN tried TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE source ADD COLUMN pages_by_ocr INTEGER NOT NULL DEFAULT 0",
    # What is deleted but can be brought back; source is JSON of what the table of that name holds.
    """
    CREATE TABLE trash (
        document_id TEXT PRIMARY KEY, until REAL NOT NULL, source TEXT NOT NULL
    );
    CREATE TABLE trashed_chunk (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
        document_id TEXT NOT NULL REFERENCES trash ON DELETE CASCADE,
        text TEXT NOT NULL, revision INTEGER NOT NULL, chunk INTEGER NOT NULL,
        page_first INTEGER, page_last INTEGER, page_label TEXT NOT NULL, headings TEXT NOT NULL,
        start INTEGER NOT NULL, "end" INTEGER NOT NULL, page_breaks TEXT NOT NULL,
        sha256 TEXT NOT NULL, vector BLOB NOT NULL
    );
    CREATE INDEX trashed_chunk_of_document ON trashed_chunk (document_id)
    """,
    # Apart from the chunks: ten times as long, and read of few chunks for a question.
    """
    CREATE TABLE chunk_tokens (
        number INTEGER PRIMARY KEY REFERENCES chunk ON DELETE CASCADE, packed BLOB NOT NULL
    );
    ALTER TABLE trashed_chunk ADD COLUMN packed BLOB
    """,
    # What is '' is read once more, but no scan, which takes seconds for each page; nor, where text
    # recognition is off by now ("ocr" at all), what would lose text by it.
    """
    ALTER TABLE source ADD COLUMN read_by TEXT NOT NULL DEFAULT '';
    UPDATE source SET read_by = CASE
        WHEN lower(substr(source, -4)) IN ('.png', '.jpg', '.tif', '.bmp', '.gif')
            OR lower(substr(source, -5)) IN ('.jpeg', '.tiff', '.webp') THEN 'image=1 ocr=1'
        WHEN pages_by_ocr * 2 > pages
            OR pages = 0 AND reason LIKE '%pages were read by text recognition (OCR)%' THEN 'ocr=1'
        WHEN pages_by_ocr > 0 OR reason LIKE '%text recognition (OCR)%' THEN 'ocr=0'
        ELSE '' END
    """,
)
SOURCE = ", ".join(f.name for f in fields(Source))
INSERT_SOURCE = (
    f"INSERT INTO source ({SOURCE}) VALUES (?{', ?' * (len(fields(Source)) - 1)})"  # noqa: S608
    f" ON CONFLICT (document_id) DO UPDATE SET "
    + ", ".join(f"{f.name} = excluded.{f.name}" for f in fields(Source)[1:])
)
RENEW_SOURCE = """
    UPDATE source SET path = :path, size = :size, mtime_ns = :mtime_ns, sha256 = :sha256,
    pages = :pages, pages_without_text = :pages_without_text, pages_by_ocr = :pages_by_ocr,
    reason = :reason, reason_zh = :reason_zh, failed = 0, tried = '', read_by = :read_by
    WHERE document_id = :document_id
"""
# Where a chunk is shown to come from is the document's business: a move changes one row.
_BEFORE = "c.number, c.vector, c.text, c.document_id, c.revision, c.chunk"
_BEHIND = (
    'c.page_first, c.page_last, c.page_label, c.headings, c.start, c."end", c.page_breaks, c.sha256'
)
_CHUNK = f"{_BEFORE}, s.source, {_BEHIND} FROM chunk c JOIN source s USING (document_id)"
_AMONG = "WHERE c.id IN (SELECT value FROM json_each(?))"
# A vector is as long as a text and stands behind it: half of the file need not be read.
SELECT_TEXTS = f"SELECT {_CHUNK} {_AMONG}".replace("c.vector", "NULL")
SELECT_CHUNKS_AFTER = f"SELECT {_CHUNK} WHERE c.number > ? ORDER BY c.number LIMIT ?"
SELECT_VECTORS = f"SELECT c.id, c.vector FROM chunk c {_AMONG}"  # noqa: S608
SELECT_LIVE = f"SELECT c.id FROM chunk c {_AMONG}"  # noqa: S608
INSERT_CHUNK = f"INSERT INTO chunk VALUES (NULL{', ?' * 14})"  # noqa: S608
INSERT_TOKENS = "INSERT INTO chunk_tokens SELECT number, ? FROM chunk WHERE id = ?"
SELECT_TOKENS = f"SELECT c.id, packed FROM chunk_tokens JOIN chunk c USING (number) {_AMONG}"  # noqa: S608
SELECT_OLDEST_TOKENS = """
    SELECT coalesce(packed, x'') FROM chunk LEFT JOIN chunk_tokens USING (number)
    ORDER BY number LIMIT 1
"""
# Under numbers of their own: those of the last chunks are given anew once these are deleted.
TRASH_CHUNKS = (
    "INSERT INTO trashed_chunk SELECT NULL, c.id, c.document_id, c.text, c.revision, c.chunk,"  # noqa: S608
    f" {_BEHIND}, c.vector, packed"
    " FROM chunk c LEFT JOIN chunk_tokens USING (number) WHERE document_id = ? ORDER BY number"
)
SELECT_TRASHED = (
    f"SELECT {_BEFORE}, ?, {_BEHIND}, coalesce(packed, x'') FROM trashed_chunk c"  # noqa: S608
    " WHERE c.document_id = ? ORDER BY c.chunk"
)
# Their parameters are those of ``listed_row``.
_LISTED = """
    SELECT document_id, source FROM source WHERE (?1 = '' OR collection = ?1)
    AND (?2 IS NULL OR collection IN (SELECT value FROM json_each(?2)))
    AND (?3 = 'all' OR ?3 = 'failed' AND chunks = 0
         OR ?3 = 'remarkable' AND (reason <> '' OR pages_without_text > 0))
"""
SELECT_LISTED = {
    "name": f"{_LISTED} ORDER BY source, folder",
    "newest": f"{_LISTED} ORDER BY ingested_at DESC, source, folder",
}
# Its parameters are those of ``scope_row``. Endings, not suffixes: "tar.gz" is one too.
SELECT_WITHIN = """
    SELECT document_id FROM source WHERE (?1 = '' OR collection = ?1)
    AND (?2 = '' OR substr(path, 1, length(rtrim(?2, '/')) + 1) = rtrim(?2, '/') || '/'
         OR instr('/' || source, '/' || ?2 || '/') OR instr(path, '/' || ?2 || '/'))
    AND (?3 = '[]' OR EXISTS (SELECT 1 FROM json_each(?3)
         WHERE lower(substr(source, -length(value) - 1)) = '.' || value))
    AND mtime_ns >= ?4 AND mtime_ns < ?5 AND pages >= ?6
    AND (?7 = '[]' OR collection IN (SELECT value FROM json_each(?7)))
"""

# Their places among the fields of a chunk.
_HEADINGS, _BREAKS = ([f.name for f in fields(Chunk)].index(n) for n in ("headings", "page_breaks"))
_NANOSECONDS = (-(2**63), 2**63 - 1)  # what SQLite can hold
_REASONS_ZH = (
    ("SQLITE_READONLY", "只读"),
    ("SQLITE_BUSY", "正被其他程序占用"),
    ("SQLITE_FULL", "磁盘已满"),
    ("SQLITE_IOERR", "磁盘读写错误"),
    ("SQLITE_CANTOPEN", "无法打开"),
    ("SQLITE_CORRUPT", "文件已损坏"),
    ("SQLITE_NOTADB", "不是数据库文件"),
)


def source_of(row: Sequence[Any]) -> Source:
    """From a row of the columns ``SOURCE``."""
    values = dict(zip((f.name for f in fields(Source)), row, strict=True))
    values["failed"] = bool(values["failed"])
    return Source(**values)


def scope_row(scope: Scope) -> tuple[object, ...]:
    """The parameters of SELECT_WITHIN."""
    return (
        scope.collection,
        scope.folder,
        json.dumps(scope.types),
        _NANOSECONDS[0] if scope.since is None else _midnight(scope.since),
        _NANOSECONDS[1] if scope.until is None else _midnight(scope.until + timedelta(days=1)),
        scope.pages[0] if scope.pages else 0,
        json.dumps(scope.collections),
    )


def listed_row(wanted: Wanted) -> tuple[object, ...]:
    """The parameters of SELECT_LISTED."""
    within = None if wanted.within is None else json.dumps(sorted(wanted.within))
    return wanted.collection, within, wanted.state


def _midnight(day: date) -> int:
    """Unix time in ns of the day's beginning on this machine, or the nearest SQLite can hold."""
    wanted = int(datetime.combine(day, time()).astimezone().timestamp()) * 10**9
    return min(max(wanted, _NANOSECONDS[0]), _NANOSECONDS[1])


def chunk_row(chunk: Chunk, vector: Sequence[float]) -> tuple[object, ...]:
    """The columns of the table after its number."""
    return (
        chunk.id,
        chunk.document_id,
        chunk.text,
        chunk.revision,
        chunk.chunk,
        chunk.page_first,
        chunk.page_last,
        chunk.page_label,
        json.dumps(chunk.headings, ensure_ascii=False),
        chunk.start,
        chunk.end,
        json.dumps(chunk.page_breaks),
        chunk.sha256,
        np.asarray(vector, dtype="<f4").tobytes(),
    )


def chunk_of(row: Sequence[Any]) -> Chunk:
    """From a row with all columns of ``_CHUNK``: after the vector, in the order of the fields."""
    values = list(row[2:])
    values[_HEADINGS], values[_BREAKS] = _listed(values[_HEADINGS]), _listed(values[_BREAKS])
    return Chunk(*values)


def _listed(written: str) -> tuple[Any, ...]:
    # Most are empty, and a search reads hundreds.
    return () if written == "[]" else tuple(json.loads(written))


def vector_of(blob: bytes) -> NDArray[np.float32]:
    """From the column ``vector``."""
    return np.frombuffer(blob, dtype="<f4").astype(np.float32)


def reason_zh(error: sqlite3.Error) -> str:
    """Why SQLite failed, in Chinese where it is a common reason."""
    name = getattr(error, "sqlite_errorname", "")  # not set when Python itself refuses
    return next((zh for key, zh in _REASONS_ZH if name.startswith(key)), str(error))
