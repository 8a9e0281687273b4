"""Conversations of the browser page, kept in the index folder so that they are found again.

They hold private text, as the index does: the file is for its owner alone, it never grows beyond
its bound, and each conversation can be deleted for good. It is no part of a backup. Every method
takes the name of the user whose conversations it is about, and sees no others.
"""

from __future__ import annotations

import math
import secrets
import sqlite3
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ragqa.store.kept.conversation_rows import blank, put
from ragqa.store.kept.private_file import PrivateFile
from ragqa.store.kept.said import MaySee, Said, documents_in, folded, read, title_of, words_seen

FILE = "conversations.db"
MOST_BYTES = 256 << 20

_MOST_PARTS = 12  # words that are looked for
_SCHEMA = """
CREATE TABLE IF NOT EXISTS conversation (
    id TEXT PRIMARY KEY, user TEXT NOT NULL, title TEXT NOT NULL, changed REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS exchange (
    conversation TEXT NOT NULL REFERENCES conversation ON DELETE CASCADE, number INTEGER NOT NULL,
    bytes INTEGER NOT NULL, words TEXT NOT NULL, content TEXT NOT NULL,
    PRIMARY KEY (conversation, number)
);
CREATE TABLE IF NOT EXISTS name (
    conversation TEXT PRIMARY KEY REFERENCES conversation ON DELETE CASCADE, title TEXT NOT NULL,
    folded TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS of_user ON conversation (user, changed);
"""
_HOLDS = """
AND (instr(coalesce(folded, ''), ?)
     OR EXISTS (SELECT 1 FROM exchange WHERE conversation = id AND instr(words, ?)))
"""
_HEADINGS = """
SELECT id, coalesce(name.title, talk.title), changed
FROM conversation talk LEFT JOIN name ON name.conversation = id
WHERE user = ? {held} ORDER BY changed DESC LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a conversation is kept, as one tab knows it.

    Attributes:
        key: Sixteen hexadecimal digits; "" while it is not kept.
        changed: Unix time at which it was last written, as far as the tab knows.
        last: Number of its last exchange then; -1 for none.
    """

    key: str = ""
    changed: float = 0.0
    last: int = -1


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation.

    Attributes:
        place: Where it is kept.
        exchanges: By number, the first one first.
        name: Which it was given; "" where it is called after its first question.
    """

    place: Place
    exchanges: tuple[tuple[int, Said], ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A conversation in a list: its key, its name or first question, when it was last written."""

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

    def save(self, user: str, place: Place, said: Said, *, after: int | None = None) -> Place:
        """Keep an exchange, and lose nothing that another tab has written meanwhile.

        Args:
            user: Whose conversation it is.
            place: Where the tab knows it to be; ``Place()`` for a new one.
            said: What is kept.
            after: Number of the exchange that it follows, -1 for none: it replaces those behind
                that one. None when it follows all that the tab knows.

        Returns:
            Where it is kept now; its number is ``last``. Where another tab wrote meanwhile, it
            comes behind all that is there, so that its number is not ``after`` + 1; and if it
            replaces something, it goes to a new conversation that begins with what stays. It is
            ``Place()`` where the user has none of that key (any more): nothing is kept of what was
            deleted meanwhile.
        """
        after = place.last if after is None else after
        with self._file.open() as db:
            found = _newest(db, user, place.key)
            if found is None and place.key:
                return Place()
            if found is None:
                place, number = _begun(db, user, said), 0
            elif found.changed == place.changed or after >= place.last:
                number = (after if found.changed == place.changed else found.last) + 1
                place = found
            else:
                place, number = _parted(db, user, said, found.key, after), after + 1
            changed = max(time.time(), math.nextafter(place.changed, math.inf))
            put(db, place.key, number, said, changed)
            self._drop_oldest(db, place.key)
        return Place(place.key, changed, number)

    def headings(
        self, user: str, words: str = "", *, most: int = 200, may_see: MaySee | None = None
    ) -> list[Heading]:
        """The user's conversations, the last one first; with ``words``, those that hold them all.

        What is looked for is any part of its name, a question or an answer, in any case and width;
        not of answers from documents that ``may_see`` leaves out.
        """
        parts = folded(words).split()[:_MOST_PARTS]
        twice = [part for part in parts for _ in range(2)]
        sql = _HEADINGS.format(held=_HOLDS * len(parts))
        found = [Heading(*row) for row in self._file.rows(sql, user, *twice, most)]
        if not parts or may_see is None:
            return found
        sql = "SELECT content FROM exchange WHERE conversation = ?"
        seen = {
            h.id: [words_seen(c, may_see) for (c,) in self._file.rows(sql, h.id)]
            + [folded(h.title)]
            for h in found
        }
        return [h for h in found if all(any(p in text for text in seen[h.id]) for p in parts)]

    def load(self, user: str, key: str) -> Talk | None:
        """A conversation; None where the user has none such, or nothing of it can be read.

        An exchange that is damaged or another version's is left out.
        """
        sql = (
            "SELECT changed, number, content, coalesce(name.title, '') FROM conversation"
            " JOIN exchange e ON e.conversation = id LEFT JOIN name ON name.conversation = id"
            " WHERE user = ? AND id = ? ORDER BY number"
        )
        rows = self._file.rows(sql, user, key)
        kept = [(number, said) for _, number, content, _ in rows if (said := read(content))]
        if not kept:
            return None
        changed, last, _, name = rows[-1]
        return Talk(Place(key, changed, last), tuple(kept), name)

    def rename(self, user: str, key: str, name: str) -> None:
        """Call a conversation ``name``, or after its first question where that is blank.

        No error where the user has none such.
        """
        if not self._file.exists:
            return
        title = title_of(name)
        with self._file.open() as db:
            if _newest(db, user, key) is None:
                return
            db.execute("DELETE FROM name WHERE conversation = ?", (key,))
            if title:
                db.execute("INSERT INTO name VALUES (?, ?, ?)", (key, title, folded(title)))

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
        gone = set(document_ids)
        with self._file.open() as db:
            # All documents in one look through the file: a folder that was deleted has thousands.
            every = db.execute("SELECT conversation, number, content FROM exchange")
            touched = [
                (key, number)
                for key, number, content in every
                if not gone.isdisjoint(documents_in(content))
            ]
            for place in touched:
                sql = "SELECT content FROM exchange WHERE conversation = ? AND number = ?"
                [(content,)] = db.execute(sql, place).fetchall()
                blank(db, *place, content)
        if touched:
            self._file.shrink()

    def erase(self) -> None:
        """Delete the file, whatever is in it. Raises OSError."""
        self._file.erase()

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


def _newest(db: sqlite3.Connection, user: str, key: str) -> Place | None:
    """Where a conversation is now; None where the user has none such."""
    sql = (
        "SELECT id, changed, (SELECT coalesce(max(number), -1) FROM exchange"
        " WHERE conversation = id) FROM conversation WHERE user = ? AND id = ?"
    )
    row = db.execute(sql, (user, key)).fetchone()
    return None if row is None else Place(*row)


def _begun(db: sqlite3.Connection, user: str, said: Said) -> Place:
    """A new conversation, without an exchange."""
    key = secrets.token_hex(8)
    db.execute("INSERT INTO conversation VALUES (?, ?, ?, 0)", (key, user, title_of(said.question)))
    return Place(key)


def _parted(db: sqlite3.Connection, user: str, said: Said, key: str, last: int) -> Place:
    """A new conversation with the exchanges of another one up to ``last``."""
    place = _begun(db, user, said)
    db.execute(
        "INSERT INTO exchange SELECT ?, number, bytes, words, content FROM exchange"
        " WHERE conversation = ? AND number <= ?",
        (place.key, key, last),
    )
    db.execute(
        "UPDATE conversation SET title = (SELECT title FROM conversation WHERE id = ?)"
        " WHERE id = ?",
        (key, place.key),
    )
    named = "INSERT INTO name SELECT ?, title, folded FROM name WHERE conversation = ?"
    db.execute(named, (place.key, key))
    return place
