"""A SQLite file of private text in the index folder, for its owner alone, and gone when deleted."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from ragqa.errors import IndexDamagedError, IndexUnusableError

_BUSY_SECONDS = 10.0


class PrivateFile:
    """One such file; safe between threads and processes.

    Args:
        path: Made when something is first written.
        schema: Statements that may be run again.
        name: What it holds, in English and in Chinese, for messages.
        setting: The setting that does without it.
    """

    def __init__(self, path: Path, schema: str, *, name: tuple[str, str], setting: str) -> None:
        self._path = path
        self._schema = schema
        self._name = name
        self._setting = setting

    @property
    def exists(self) -> bool:
        """Whether anything was ever written."""
        return self._path.exists()

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """What a query finds; nothing where there is no file. Raises as ``open``."""
        if not self.exists:
            return []
        with self.open() as db:
            return db.execute(sql, values).fetchall()

    def shrink(self) -> None:
        """Give free pages back, or deleted text would stay in them. Raises as ``open``."""
        with self.open(transaction=False) as db:
            db.execute("VACUUM")

    def erase(self) -> None:
        """Delete the file, whatever is in it. Raises OSError."""
        for suffix in ("", "-journal"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)

    @contextmanager
    def open(self, *, transaction: bool = True) -> Iterator[sqlite3.Connection]:
        """The file, made where there is none; one transaction unless told otherwise.

        Raises:
            IndexUnusableError: It cannot be read or written.
            IndexDamagedError: It is no SQLite file any more.
        """
        en, zh = self._name
        try:
            if not self._path.exists():
                self._path.touch(mode=0o600)
            with closing(sqlite3.connect(self._path, timeout=_BUSY_SECONDS)) as db:
                db.execute("PRAGMA secure_delete = ON")
                db.execute("PRAGMA foreign_keys = ON")
                db.executescript(self._schema)
                if transaction:
                    with db:
                        yield db
                else:
                    yield db
        except (sqlite3.OperationalError, OSError) as error:
            raise IndexUnusableError(
                f"The {en} {self._path} cannot be used ({error}); check that the folder "
                f"can be written, or set {self._setting} to off.",
                f"无法使用{zh} {self._path}；请检查文件夹是否可写，"
                f"或把设置 {self._setting} 改为 off。",
            ) from error
        except sqlite3.DatabaseError as error:
            raise IndexDamagedError(
                f"The {en} {self._path} are damaged ({error}); delete that file.",
                f"{zh} {self._path} 已损坏；请删除该文件。",
            ) from error
