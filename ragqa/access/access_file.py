"""The SQLite file of users, keys and logins, which lies beside the index and is its owner's alone.

Not inside the index: a rebuilt or restored index keeps its users, and no backup holds them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ragqa.access.identity import ROLES, Identity
from ragqa.errors import AccountError
from ragqa.own_sqlite import OwnSqlite

SUFFIX = ".users.db"

# Each is run once, in order; PRAGMA user_version counts those that were. Never change one: add one.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE user (
            name TEXT PRIMARY KEY, password TEXT, role TEXT NOT NULL, collections TEXT,
            created TEXT NOT NULL, last_login TEXT
        )""",
        """CREATE TABLE key (
            id TEXT PRIMARY KEY, user TEXT NOT NULL REFERENCES user ON DELETE CASCADE,
            sha256 TEXT NOT NULL, label TEXT NOT NULL, created TEXT NOT NULL, last_used TEXT
        )""",
        """CREATE TABLE session (
            sha256 TEXT PRIMARY KEY, user TEXT NOT NULL REFERENCES user ON DELETE CASCADE,
            expires REAL NOT NULL
        )""",
    ),
)
IDENTITY = "user.name, user.role, user.collections"
"""The columns that ``identity_of`` reads."""


def access_path(index: Path) -> Path:
    """Where the users of the index in folder ``index`` are kept: ``data/index.users.db``."""
    whole = index.expanduser().resolve()
    return whole.with_name(whole.name + SUFFIX)


def identity_of(row: Sequence[Any], key: str = "") -> Identity:
    """From the columns ``IDENTITY``. A role of another version is as good as the least one."""
    name, role, collections = row
    allowed = None if collections is None or role == "admin" else frozenset(json.loads(collections))
    return Identity(name, role if role in ROLES else "reader", allowed, key)


class AccessFile(OwnSqlite):
    """The file as users, keys and logins share it; safe between threads and processes.

    Args:
        path: From ``access_path``; made when something is first written.
    """

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        """One transaction. Raises AccountError where the file cannot be used."""
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self.connected() as db:
                self._migrate(db)
                with db:
                    yield db
        except sqlite3.IntegrityError:
            raise
        except (sqlite3.Error, OSError) as error:
            raise AccountError(
                f"The file of users {self.path} cannot be used ({error}); check that it is whole "
                "and may be read and written. Nobody is let in without it.",
                f"无法使用用户文件 {self.path}（{error}）；请检查文件是否完好、可读写。"
                "缺少它时任何人都无法登录。",
            ) from error

    def _migrate(self, db: sqlite3.Connection) -> None:
        done = db.execute("PRAGMA user_version").fetchone()[0]
        if done == len(MIGRATIONS):
            return
        if done > len(MIGRATIONS):
            raise AccountError(
                f"{self.path} was made by a newer ragqa; install that one.",
                f"{self.path} 由更新版本的 ragqa 创建，请安装该版本。",
            )
        with db:
            db.execute("BEGIN IMMEDIATE")
            done = db.execute("PRAGMA user_version").fetchone()[0]
            for statements in MIGRATIONS[done:]:
                for statement in statements:
                    db.execute(statement)
            db.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
