"""Logins of browsers: a random secret in a cookie, of which only the hash is stored."""

from __future__ import annotations

import time
from collections.abc import Callable

from ragqa.access.access_file import IDENTITY, AccessFile, identity_of
from ragqa.access.identity import Identity
from ragqa.access.secret import digest, new_secret

SECONDS = 12 * 3600
"""How long a login lasts."""


class Logins:
    """The logins in one file. Methods raise AccountError where it cannot be used.

    Args:
        file: Where they are kept.
        now: Unix time in seconds.
    """

    def __init__(self, file: AccessFile, now: Callable[[], float] = time.time) -> None:
        self._file = file
        self._now = now

    def begin(self, identity: Identity) -> str:
        """A new login; returns the secret for the cookie. Those that are over are deleted."""
        secret = new_secret()
        now = self._now()
        with self._file.open() as db:
            db.execute("DELETE FROM session WHERE expires <= ?", (now,))
            db.execute(
                "INSERT INTO session VALUES (?, ?, ?)",
                (digest(secret), identity.name, now + SECONDS),
            )
        return secret

    def who(self, secret: str) -> Identity | None:
        """Whose login it is, with the role they have now; None when it is over or unknown."""
        sql = f"SELECT {IDENTITY} FROM session JOIN user ON user.name = session.user WHERE session.sha256 = ? AND session.expires > ?"  # noqa: E501, S608 # constants
        found = self._file.rows(sql, digest(secret), self._now())
        return identity_of(found[0]) if found else None

    def end(self, secret: str) -> None:
        """Log out; nothing when it is over already."""
        if self._file.exists:
            with self._file.open() as db:
                db.execute("DELETE FROM session WHERE sha256 = ?", (digest(secret),))
