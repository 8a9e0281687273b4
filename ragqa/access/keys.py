"""API keys: each belongs to a user and may do what that user may. Only their hash is stored."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime

from ragqa.access.access_file import IDENTITY, AccessFile, identity_of
from ragqa.access.identity import Identity
from ragqa.access.secret import digest, key_id_of, new_key, same
from ragqa.access.users import unknown_user, user_name
from ragqa.errors import AccountError

LONGEST_LABEL = 80  # characters


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is listed.

    Attributes:
        id: Eight hexadecimal digits, part of the key.
        user: Whose it is.
        label: What it is for, in the words of who made it.
        created: Day in UTC, ISO 8601.
        last_used: The same; "" for never.
    """

    id: str
    user: str
    label: str
    created: str
    last_used: str

    @property
    def prefix(self) -> str:
        """How the key begins, which tells it from others and gives nothing away."""
        return f"ragqa-{self.id}-…"


class Keys:
    """The keys in one file. Methods raise AccountError where it cannot be used.

    Args:
        file: Where they are kept.
    """

    def __init__(self, file: AccessFile) -> None:
        self._file = file

    def add(self, user: str, label: str = "") -> str:
        """A new key for a user, as it has to be sent. It cannot be shown again.

        Raises:
            AccountError: There is no such user, or the label cannot be shown.
        """
        if len(label) > LONGEST_LABEL or not label.isprintable():
            raise AccountError(
                f"A label must be one line of at most {LONGEST_LABEL} characters.",
                f"标签须为一行，最多 {LONGEST_LABEL} 个字符。",
            )
        if not self._file.exists:
            raise unknown_user(user)
        key_id, key = new_key()
        try:
            with self._file.open() as db:
                db.execute(
                    "INSERT INTO key VALUES (?, ?, ?, ?, ?, NULL)",
                    (key_id, user_name(user), digest(key), label, _today()),
                )
        except sqlite3.IntegrityError as error:
            raise unknown_user(user) from error
        return key

    def all(self) -> list[Key]:
        """All keys, by user and day."""
        sql = "SELECT id, user, label, created, last_used FROM key ORDER BY user, created, id"
        return [
            Key(key_id, user, label, created, last_used or "")
            for key_id, user, label, created, last_used in self._file.rows(sql)
        ]

    def revoke(self, key_id: str) -> Key:
        """Delete a key, so that it opens nothing from now on; returns what it was.

        Args:
            key_id: Its id, or how it begins as ``Key.prefix`` shows it.

        Raises:
            AccountError: There is none.
        """
        wanted = key_id.removeprefix("ragqa-").rstrip("…-").lower()
        found = [key for key in self.all() if key.id == wanted]
        if not found:
            raise AccountError(
                f'There is no key "{key_id[:20]}"; `ragqa keys list` shows all.',
                f"没有密钥 “{key_id[:20]}”；`ragqa keys list` 可列出全部。",
            )
        with self._file.open() as db:
            db.execute("DELETE FROM key WHERE id = ?", (wanted,))
        return found[0]

    def check(self, key: str) -> Identity | None:
        """Who shows a key; None when it is none of ours. Notes the day on which it was used."""
        key_id = key_id_of(key)
        if key_id is None:
            return None
        sql = f"SELECT {IDENTITY}, key.sha256, key.last_used FROM key JOIN user ON user.name = key.user WHERE key.id = ?"  # noqa: E501, S608 # constants
        found = self._file.rows(sql, key_id)
        if not found or not same(found[0][3], digest(key)):
            return None
        if found[0][4] != (today := _today()):
            with self._file.open() as db:
                db.execute("UPDATE key SET last_used = ? WHERE id = ?", (today, key_id))
        return identity_of(found[0][:3], key_id)


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
