"""A SQLite file of private text in the index folder, for its owner alone, and gone when deleted."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ragqa.errors import IndexDamagedError, IndexUnusableError
from ragqa.own_sqlite import OwnSqlite


class PrivateFile(OwnSqlite):
    """One such file; safe between threads and processes.

    Args:
        path: Made when something is first written.
        schema: Statements that may be run again.
        name: What it holds, in English and in Chinese, for messages.
        setting: The setting that does without it.
    """

    def __init__(self, path: Path, schema: str, *, name: tuple[str, str], setting: str) -> None:
        super().__init__(path)
        self._schema = schema
        self._name = name
        self._setting = setting

    def shrink(self) -> None:
        """Give free pages back, or deleted text would stay in them. Raises as ``open``."""
        with self.open(transaction=False) as db:
            db.execute("VACUUM")

    def erase(self) -> None:
        """Delete the file, whatever is in it. Raises OSError."""
        for suffix in ("", "-journal"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)

    @contextmanager
    def open(self, *, transaction: bool = True) -> Iterator[sqlite3.Connection]:
        """The file, made where there is none; one transaction unless told otherwise.

        Raises:
            IndexUnusableError: It cannot be read or written.
            IndexDamagedError: It is no SQLite file any more.
        """
        en, zh = self._name
        try:
            with self.connected() as db:
                db.executescript(self._schema)
                if transaction:
                    with db:
                        yield db
                else:
                    yield db
        except (sqlite3.OperationalError, OSError) as error:
            raise IndexUnusableError(
                f"The {en} {self.path} cannot be used ({error}); check that the folder "
                f"can be written, or set {self._setting} to off.",
                f"无法使用{zh} {self.path}；请检查文件夹是否可写，"
                f"或把设置 {self._setting} 改为 off。",
            ) from error
        except sqlite3.DatabaseError as error:
            raise IndexDamagedError(
                f"The {en} {self.path} are damaged ({error}); delete that file.",
                f"{zh} {self.path} 已损坏；请删除该文件。",
            ) from error
