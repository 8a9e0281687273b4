"""Conversations of the browser page, kept in the index folder so that they are found again.

They hold private text, as the index does: the file is for its owner alone, it never grows beyond
its bound, and each conversation can be deleted for good. It is no part of a backup. Every method
takes the name of the user whose conversations it is about, and sees no others.
"""

from __future__ import annotations

import json
import re
import secrets
import sqlite3
import time
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ragqa.store.private_file import PrivateFile
from ragqa.types import Answer, Passage, Turn

FILE = "conversations.db"
MOST_BYTES = 256 << 20
LONGEST_TITLE = 80

_MOST_PARTS = 12  # words that are looked for
_DOCUMENT = re.compile(r'"document_id": ("[^"]*")')  # what an answer was made from
_SCHEMA = """
CREATE TABLE IF NOT EXISTS conversation (
    id TEXT PRIMARY KEY, user TEXT NOT NULL, title TEXT NOT NULL, changed REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS exchange (
    conversation TEXT NOT NULL REFERENCES conversation ON DELETE CASCADE, number INTEGER NOT NULL,
    bytes INTEGER NOT NULL, words TEXT NOT NULL, content TEXT NOT NULL,
    PRIMARY KEY (conversation, number)
);
CREATE INDEX IF NOT EXISTS of_user ON conversation (user, changed);
"""


@dataclass(frozen=True, slots=True)
class Said:
    """A question of a conversation with what came back.

    Attributes:
        question: As it was asked.
        mode: What was done with it, as the page names it.
        scope: What was searched: fields of ``Scope`` as ``read_scope`` takes them.
        history: Earlier turns that went with it.
        rewritten: What was searched for, when it differs; else "".
        text: The answer, or what of it came before it was stopped.
        passages: What was found.
        answer: None where it was stopped, or only searched.
        removed: Whether the answer was taken out, since documents it was made from were removed.
    """

    question: str
    mode: str = "answer"
    scope: Mapping[str, Any] = field(default_factory=dict)
    history: tuple[Turn, ...] = ()
    rewritten: str = ""
    text: str = ""
    passages: tuple[Passage, ...] = ()
    answer: Answer | None = None
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A conversation in a list.

    Attributes:
        id: Sixteen hexadecimal digits.
        title: Its first question.
        changed: Unix time of its last question.
    """

    id: str
    title: str
    changed: float


def owner_named(name: str) -> str:
    """Whose conversations those of the user called ``name`` are; no browser is called so."""
    return f"user:{name}"


class Conversations:
    """The conversations over one index; safe between threads and processes.

    Args:
        folder: Of the index, which exists.
        most_bytes: The oldest conversations are dropped beyond it.

    Methods raise IndexDamagedError where the file cannot be read, IndexUnusableError where it
    cannot be written.
    """

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self._file = PrivateFile(
            folder / FILE, _SCHEMA, name=("conversations", "对话记录"), setting="save_conversations"
        )
        self._most = most_bytes

    def save(self, user: str, key: str, number: int, said: Said) -> str:
        """Keep an exchange; those after it are forgotten.

        Args:
            user: Whose conversation it is.
            key: Of the conversation; "" for a new one.
            number: Of the exchange, 0-based.
            said: What is kept.

        Returns:
            The conversation's key. It is a new one where the user has none of that key (any more).
        """
        content = _written(said)
        words = _folded(f"{said.question}\n{said.text}")
        with self._file.open() as db:
            if not self._owned(db, user, key):
                key = secrets.token_hex(8)
            db.execute(
                "INSERT INTO conversation VALUES (?1, ?2, ?3, ?4)"
                " ON CONFLICT (id) DO UPDATE SET changed = ?4",
                (key, user, _title(said.question), time.time()),
            )
            if number == 0:
                db.execute(
                    "UPDATE conversation SET title = ? WHERE id = ?", (_title(said.question), key)
                )
            db.execute("DELETE FROM exchange WHERE conversation = ? AND number >= ?", (key, number))
            db.execute(
                "INSERT INTO exchange VALUES (?, ?, ?, ?, ?)",
                (key, number, len(content.encode()), words, content),
            )
            self._drop_oldest(db, key)
        return key

    def headings(self, user: str, words: str = "", *, most: int = 200) -> list[Heading]:
        """The user's conversations, the last one first; with ``words``, those that hold them all.

        What is looked for is any part of a question or an answer, in any case and width.
        """
        parts = _folded(words).split()[:_MOST_PARTS]
        held = "".join(
            " AND EXISTS (SELECT 1 FROM exchange WHERE conversation = id AND instr(words, ?))"
            for _ in parts
        )
        sql = f"SELECT id, title, changed FROM conversation WHERE user = ?{held} ORDER BY changed DESC LIMIT ?"  # noqa: S608,E501 # constants
        return [Heading(*row) for row in self._file.rows(sql, user, *parts, most)]

    def load(self, user: str, key: str) -> list[Said]:
        """The exchanges of a conversation, the first one first; [] where the user has none such.

        One that is damaged or another version's is left out.
        """
        sql = (
            "SELECT content FROM exchange JOIN conversation ON id = conversation"
            " WHERE user = ? AND id = ? ORDER BY number"
        )
        read = (_read(content) for (content,) in self._file.rows(sql, user, key))
        return [said for said in read if said is not None]

    def delete(self, user: str, key: str) -> None:
        """Delete a conversation for good; no error where the user has none such."""
        if not self._file.exists:
            return
        with self._file.open() as db:
            db.execute("DELETE FROM conversation WHERE user = ? AND id = ?", (user, key))
        self._file.shrink()

    def forget(self, user: str | None = None) -> int:
        """Delete all conversations, or all of one user. Returns how many there were."""
        if not self._file.exists:
            return 0
        with self._file.open() as db:
            where = "?1 IS NULL OR user = ?1"
            count = db.execute(f"DELETE FROM conversation WHERE {where}", (user,)).rowcount  # noqa: S608 # constants
        self._file.shrink()
        return count

    def forget_about(self, document_ids: Iterable[str]) -> None:
        """Take the answers out that were made from any of these documents, and what they read.

        The questions stay.
        """
        if not self._file.exists:
            return
        gone = {json.dumps(document_id) for document_id in document_ids}
        with self._file.open() as db:
            # All documents in one look through the file: a folder that was deleted has thousands.
            every = db.execute("SELECT conversation, number, content FROM exchange")
            touched = [
                (key, number)
                for key, number, content in every
                if not gone.isdisjoint(_DOCUMENT.findall(content))
            ]
            for place in touched:
                sql = "SELECT content FROM exchange WHERE conversation = ? AND number = ?"
                [(content,)] = db.execute(sql, place).fetchall()
                _blank(db, *place, content)
        if touched:
            self._file.shrink()

    def erase(self) -> None:
        """Delete the file, whatever is in it. Raises OSError."""
        self._file.erase()

    def _owned(self, db: sqlite3.Connection, user: str, key: str) -> bool:
        sql = "SELECT 1 FROM conversation WHERE user = ? AND id = ?"
        return db.execute(sql, (user, key)).fetchone() is not None

    def _drop_oldest(self, db: sqlite3.Connection, kept: str) -> None:
        """The least recently used go until the rest has room, but never ``kept``."""
        sizes = db.execute(
            "SELECT id, total(bytes) FROM conversation JOIN exchange ON id = conversation"
            " GROUP BY id ORDER BY changed DESC"
        ).fetchall()
        total = 0
        for key, size in sizes:
            total += size
            if total > self._most and key != kept:
                db.execute("DELETE FROM conversation WHERE id = ?", (key,))


def _title(question: str) -> str:
    line = " ".join(question.split())
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1] + "…"


def _folded(text: str) -> str:
    """As it is looked for: in any case, full or half width."""
    return unicodedata.normalize("NFKC", _whole(text)).casefold()


def _whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode()  # SQLite takes no half a surrogate pair


@cache
def _adapter() -> TypeAdapter[Said]:
    return TypeAdapter(Said)


def _written(said: Said) -> str:
    plain = _adapter().dump_python(said, mode="json")
    return _whole(json.dumps(plain, ensure_ascii=False))


def _read(content: str) -> Said | None:
    """From a row; None when it is damaged or another version's."""
    try:
        return _adapter().validate_json(content)
    except (ValidationError, RecursionError):
        return None


def _blank(db: sqlite3.Connection, key: str, number: int, content: str) -> None:
    """Take the answer out of one exchange, and out of what later questions carried of it."""
    said = _read(content)
    if said is None:
        db.execute("DELETE FROM exchange WHERE conversation = ? AND number = ?", (key, number))
        return
    rows = db.execute(
        "SELECT number, content FROM exchange WHERE conversation = ? AND number >= ?", (key, number)
    ).fetchall()
    for later, other in rows:
        found = _read(other)
        if found is None:
            continue
        kept = replace(found, history=_without(found.history, said.text))
        if later == number:
            kept = replace(kept, text="", passages=(), answer=None, rewritten="", removed=True)
        text = _written(kept)
        db.execute(
            "UPDATE exchange SET content = ?, words = ?, bytes = ?"
            " WHERE conversation = ? AND number = ?",
            (text, _folded(f"{kept.question}\n{kept.text}"), len(text.encode()), key, later),
        )


def _without(history: Sequence[Turn], answer: str) -> tuple[Turn, ...]:
    return tuple(replace(turn, answer="") if turn.answer == answer else turn for turn in history)
