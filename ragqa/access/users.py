"""Users: who they are, their password, their role, and the collections that are theirs."""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from ragqa.access.access_file import IDENTITY, AccessFile, identity_of
from ragqa.access.identity import LOCAL, ROLES, Identity, Role
from ragqa.access.passwords import Passwords
from ragqa.errors import AccountError

LONGEST_NAME = 64  # characters
_NAME = re.compile(r"[\w][\w.@-]*")


@dataclass(frozen=True, slots=True)
class User:
    """A user as an admin sees them.

    Attributes:
        identity: Name, role and collections.
        has_password: Whether they can log in; else they only use keys.
        created: ISO 8601 in UTC.
        last_login: The same; "" for never.
    """

    identity: Identity
    has_password: bool
    created: str
    last_login: str


def checked_role(role: str) -> Role:
    """``role`` when it is one. Raises AccountError."""
    for known in ROLES:
        if role == known:
            return known
    raise AccountError(
        f'There is no role "{role[:LONGEST_NAME]}"; take one of {", ".join(ROLES)}.',
        f"没有角色 “{role[:LONGEST_NAME]}”；可用：{'、'.join(ROLES)}。",
    )


def user_name(given: str) -> str:
    """A name as it is stored and compared: NFKC, lower case."""
    return unicodedata.normalize("NFKC", given).strip().casefold()


class Users:
    """The users in one file.

    Args:
        file: Where they are kept.
        passwords: How passwords are hashed.

    Methods raise AccountError where the file cannot be used; those that take a name, where there is
    no such user.
    """

    def __init__(self, file: AccessFile, passwords: Passwords | None = None) -> None:
        self._file = file
        self._passwords = passwords or Passwords()

    def exist(self) -> bool:
        """Whether there are any."""
        return bool(self._file.rows("SELECT 1 FROM user LIMIT 1"))

    def any_with_password(self) -> bool:
        """Whether one of them can log in."""
        return bool(self._file.rows("SELECT 1 FROM user WHERE password IS NOT NULL LIMIT 1"))

    def all(self) -> list[User]:
        """All, by name."""
        sql = f"SELECT {IDENTITY}, password IS NOT NULL, created, last_login FROM user ORDER BY 1"  # noqa: S608 # constants
        return [
            User(identity_of(row[:3]), bool(row[3]), row[4], row[5] or "")
            for row in self._file.rows(sql)
        ]

    def find(self, name: str) -> User:
        """The user of that name."""
        wanted = user_name(name)
        for user in self.all():
            if user.identity.name == wanted:
                return user
        raise unknown_user(name)

    def named(self, name: str) -> Identity | None:
        """Who is called so; None for nobody."""
        sql = f"SELECT {IDENTITY} FROM user WHERE name = ?"  # noqa: S608 # constants
        found = self._file.rows(sql, user_name(name))
        return identity_of(found[0]) if found else None

    def add(
        self,
        name: str,
        password: str | None,
        role: Role = "reader",
        collections: Iterable[str] | None = None,
    ) -> Identity:
        """A new user.

        Args:
            name: Letters, digits and . _ - @, at most 64; compared without regard to case.
            password: None for one that only uses keys.
            role: What they may do.
            collections: The only ones they may do it in; None for all.

        Raises:
            AccountError: The name is taken or cannot be, or the password is too short.
        """
        name = checked_name(name)
        hashed = None if password is None else self._passwords.hash(password)
        written = _written(collections)
        try:
            with self._file.open() as db:
                db.execute(
                    "INSERT INTO user VALUES (?, ?, ?, ?, ?, NULL)",
                    (name, hashed, role, written, _now()),
                )
        except sqlite3.IntegrityError as error:
            raise AccountError(
                f'There is a user "{name}" already; `ragqa users password {name}` gives another '
                "password.",
                f"用户 “{name}” 已存在；`ragqa users password {name}` 可更改密码。",
            ) from error
        return identity_of((name, role, written))

    def remove(self, name: str) -> None:
        """Delete a user with all keys and logins."""
        self._change(name, "DELETE FROM user WHERE name = ?")

    def set_password(self, name: str, password: str) -> None:
        """Give a new password, and end all logins made with the old one."""
        hashed = self._passwords.hash(password)
        self._change(name, "UPDATE user SET password = ?2 WHERE name = ?1", hashed)
        with self._file.open() as db:
            db.execute("DELETE FROM session WHERE user = ?", (user_name(name),))

    def set_role(self, name: str, role: Role) -> None:
        """Say what they may do from now on."""
        self._change(name, "UPDATE user SET role = ?2 WHERE name = ?1", role)

    def allow(self, name: str, collections: Iterable[str] | None) -> None:
        """Say in which collections from now on; None for all."""
        sql = "UPDATE user SET collections = ?2 WHERE name = ?1"
        self._change(name, sql, _written(collections))

    def check(self, name: str, password: str) -> Identity | None:
        """Who logs in with a name and a password; None when they do not fit.

        As much work is done for an unknown name as for a known one.
        """
        sql = f"SELECT {IDENTITY}, password FROM user WHERE name = ?"  # noqa: S608 # constants
        found = self._file.rows(sql, user_name(name))
        stored: str | None = found[0][3] if found else None
        if not self._passwords.fits(password, stored) or stored is None:
            return None
        anew = self._passwords.hash(password) if self._passwords.is_weak(stored) else stored
        sql = "UPDATE user SET last_login = ?2, password = ?3 WHERE name = ?1 AND password = ?4"
        with self._file.open() as db:
            db.execute(sql, (found[0][0], _now(), anew, stored))
        return identity_of(found[0][:3])

    def _change(self, name: str, sql: str, *values: object) -> None:
        # A user is looked for in a file that is there: a wrong name makes none.
        changed = 0
        if self._file.exists:
            with self._file.open() as db:
                changed = db.execute(sql, (user_name(name), *values)).rowcount
        if not changed:
            raise unknown_user(name)


def unknown_user(name: str) -> AccountError:
    """That there is no such user."""
    shown = name[:LONGEST_NAME]
    return AccountError(
        f'There is no user "{shown}"; `ragqa users list` shows all.',
        f"没有用户 “{shown}”；`ragqa users list` 可列出全部。",
    )


def checked_name(given: str) -> str:
    """A name as it is stored. Raises AccountError when nobody can be called that."""
    name = user_name(given)
    if len(name) <= LONGEST_NAME and _NAME.fullmatch(name) and name != LOCAL.name:
        return name
    raise AccountError(
        f"A user cannot be called {given[:LONGEST_NAME]!r}; choose letters, digits and . _ - @, at "
        f"most {LONGEST_NAME} of them.",
        f"用户不能命名为 {given[:LONGEST_NAME]!r}；请使用字母、数字和 . _ - @，"
        f"最多 {LONGEST_NAME} 个字符。",
    )


def _written(collections: Iterable[str] | None) -> str | None:
    if collections is None:
        return None
    return json.dumps(sorted(set(collections)), ensure_ascii=False)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
