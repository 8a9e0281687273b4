"""A SQLite file that is its owner's alone, and in which what is deleted is overwritten."""

from __future__ import annotations

import os
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

_BUSY_SECONDS = 10.0


class OwnSqlite(ABC):
    """One such file; safe between threads and processes.

    Args:
        path: Made when something is first written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def exists(self) -> bool:
        """Whether anything was ever written."""
        return self.path.exists()

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """What a query finds; nothing where there is no file. Raises as ``open``."""
        if not self.exists:
            return []
        with self.open() as db:
            return db.execute(sql, values).fetchall()

    @abstractmethod
    def open(self) -> AbstractContextManager[sqlite3.Connection]:
        """One transaction, in the tables of the file."""

    @contextmanager
    def connected(self) -> Iterator[sqlite3.Connection]:
        """The file as it is, made where there is none. Raises sqlite3.Error, OSError."""
        if not self.exists:
            self._make()
        with closing(sqlite3.connect(self.path, timeout=_BUSY_SECONDS)) as db:
            db.execute("PRAGMA secure_delete = ON")
            db.execute("PRAGMA foreign_keys = ON")
            yield db

    def _make(self) -> None:
        """An empty file that nobody else can read, from its first moment on."""
        try:
            os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            return  # another process was first
