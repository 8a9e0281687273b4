"""One SQLite file that several threads and processes use at once, and how its failures are told."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from ragqa.disk import is_read_only, refusal
from ragqa.errors import IndexDamagedError, IndexUnusableError
from ragqa.store.catalog import tables

_State = tuple[tuple[int, int] | None, ...]
_BUSY_SECONDS = 30.0


class Database:
    """A connection to the catalog's file, whose tables are brought up to date.

    Args:
        path: Of the file; created when missing.

    Attributes:
        read_only: Whether its folder cannot be written, so that it is only read.

    Raises:
        IndexDamagedError: The file cannot be read or written. So do all methods.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.RLock()
        self._closed = False
        self._process = os.getpid()
        self.read_only = is_read_only(path.parent)
        with self._reporting():
            self._asleep: _State | None = _state(path) if self.read_only else None
            self._db = self._connect_to_read() if self.read_only else _connect(str(path))
        try:
            if not self.read_only:
                with self._using() as db:
                    db.execute("PRAGMA journal_mode = WAL")
                    db.execute("PRAGMA synchronous = NORMAL")
                    db.execute("PRAGMA foreign_keys = ON")
                    # What is deleted is overwritten: it is private, and nobody is to read it again.
                    db.execute("PRAGMA secure_delete = ON")
            self._migrate()
        except BaseException:
            self._db.close()
            raise

    def check_there(self) -> None:
        """Raise IndexUnusableError when it was closed, or the file is no more under its name.

        SQLite would go on with a file that was deleted; the other stores would not.
        """
        folder = self._path.parent
        if self._closed:
            raise IndexUnusableError(
                f"The index {folder} was closed; open it anew.",
                f"索引 {folder} 已关闭，请重新打开。",
            )
        if not self._path.exists():
            raise IndexUnusableError(
                f"The index {folder} is no longer there: it was deleted or moved while it was "
                "open. Put it back, or open another one.",
                f"索引 {folder} 已不在原处：它在使用中被删除或移动。请放回原处，或打开其他索引。",
            )

    def copy_to(self, path: Path) -> None:
        """Write the file as it is at this moment to a new one, whoever reads or writes it.

        Raises:
            sqlite3.Error: The new file cannot be written.
        """
        with closing(sqlite3.connect(path)) as target, self._lock:
            self._follow()
            self._db.backup(target)

    def take_over(self, path: Path) -> None:
        """Replace all content by that of another such file, in one transaction."""
        [(before,)] = self._rows("SELECT value FROM generation")
        with closing(sqlite3.connect(path)) as source, source:
            source.execute("UPDATE generation SET value = max(value, ?) + 1", (before,))
        with closing(sqlite3.connect(path)) as source, self._using() as db:
            source.backup(db)

    def damage(self) -> str:
        """What SQLite finds wrong with the file, reading all of it; "" when it is sound."""
        with self._using() as db:
            return _damage(db)

    def close(self) -> None:
        """Give the file back. Nothing else may be called after it."""
        with self._lock:
            self._db.close()
            self._closed = True

    def _migrate(self) -> None:
        [(done,)] = self._rows("PRAGMA user_version")
        if done == len(tables.MIGRATIONS):
            return  # without a transaction: a reader must not wait for the writer
        with self._transaction() as db:
            done = db.execute("PRAGMA user_version").fetchone()[0]
            if done > len(tables.MIGRATIONS):
                raise IndexUnusableError(
                    f"{self._path} was made by a newer ragqa; install that one.",
                    f"{self._path} 由更新版本的 ragqa 创建，请安装该版本。",
                )
            _run(db, tables.MIGRATIONS[done:])
            db.execute(f"PRAGMA user_version = {len(tables.MIGRATIONS)}")

    def _rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with self._using() as db:
            return db.execute(sql, values).fetchall()

    @contextmanager
    def _transaction(self, *, changes_search: bool = False) -> Iterator[sqlite3.Connection]:
        with self._using() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                if changes_search:
                    db.execute("UPDATE generation SET value = value + 1")
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise

    def _shed(self) -> None:
        """Let go of the write-ahead log, where pages stand as they were before a deletion.

        Somebody who still reads from it, here or in another process, keeps it a while longer.
        """
        with self._using() as db:
            db.execute("PRAGMA busy_timeout = 0")
            try:
                with suppress(sqlite3.OperationalError):  # a full disk: what was done is done
                    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            finally:
                db.execute(f"PRAGMA busy_timeout = {int(_BUSY_SECONDS * 1000)}")

    @contextmanager
    def _using(self) -> Iterator[sqlite3.Connection]:
        """The connection, for one thread at a time."""
        if os.getpid() != self._process:
            # Neither the locks and threads of this one nor SQLite outlive a fork.
            raise IndexUnusableError(
                f"The index {self._path.parent} was opened by the process that this one was forked "
                "from; open it here, too, or start processes by spawn.",
                f"索引 {self._path.parent} 是由派生（fork）出本进程的进程打开的；"
                "请在本进程中重新打开，或用 spawn 方式启动进程。",
            )
        with self._lock, self._reporting():
            self.check_there()
            self._follow()
            yield self._db

    def _follow(self) -> None:
        """Open the file anew when it was opened as one that nobody writes, and somebody did."""
        if self._asleep is not None and (now := _state(self._path)) != self._asleep:
            self._db.close()
            self._asleep = now
            self._db = self._connect_to_read()

    def _connect_to_read(self) -> sqlite3.Connection:
        """A connection that needs no other file.

        To read beside a writer SQLite needs the files of its write-ahead log. Where they are not
        there and cannot be made, nobody writes, and only then it may be told so.
        """
        place = f"{self._path.absolute().as_uri()}?mode=ro"
        db = _connect(place)
        try:
            db.execute("SELECT count(*) FROM sqlite_master")
        except sqlite3.OperationalError:
            db.close()
            return _connect(f"{place}&immutable=1")
        self._asleep = None  # SQLite itself sees what is written
        return db

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        """Turn every failure of SQLite into one that the user can act on."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            # Operational: locked, full, read-only. The file itself may be whole.
            busy = isinstance(error, sqlite3.OperationalError)
            if busy and (refused := refusal(self._path.parent, said=str(error))):
                raise refused from error
            raise (IndexUnusableError if busy else IndexDamagedError)(
                f"The catalog {self._path} cannot be used ({error}); check that its folder can be "
                "written and the disk is not full. If the file is broken, restore a backup with "
                "`ragqa restore FILE --force`, or delete the index and ingest again.",
                f"无法使用目录库 {self._path}（{tables.reason_zh(error)}）；"
                "请检查所在文件夹是否可写、磁盘是否已满。若文件已损坏，"
                "请用 `ragqa restore 文件 --force` 恢复备份，或删除索引并重新导入。",
            ) from error


def _connect(place: str) -> sqlite3.Connection:
    return sqlite3.connect(
        place,
        timeout=_BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        uri=place.startswith("file:"),
    )


def _state(path: Path) -> _State:
    """Size and modification time (ns) of the file and of its write-ahead log, None without one."""
    found: list[tuple[int, int] | None] = []
    for each in (path, path.with_name(f"{path.name}-wal")):
        try:
            stat = each.stat()
        except OSError:
            found.append(None)
        else:
            found.append((stat.st_size, stat.st_mtime_ns))
    return tuple(found)


def foreign(path: Path) -> tuple[str, str] | None:
    """What makes a file no catalog of this program, or a damaged one; None when it is sound.

    It comes from elsewhere, so nothing of it is run: its schema must be ours letter by letter.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            db.execute("PRAGMA trusted_schema = OFF")
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if not 0 < version <= len(tables.MIGRATIONS):
                return (
                    f"its catalog has the unknown version {version}",
                    f"目录库版本 {version} 未知",
                )
            if _schema(db) != _expected_schema(version):
                return "its catalog has other tables", "目录库的表结构不符"
            finding = _damage(db)
    except sqlite3.Error as error:
        return str(error), tables.reason_zh(error)
    return (finding, "目录库未通过完整性检查") if finding else None


def _damage(db: sqlite3.Connection) -> str:
    """What SQLite finds wrong, reading all of the file; "" when it is sound."""
    (finding,) = db.execute("PRAGMA integrity_check(1)").fetchone()
    return "" if finding == "ok" else str(finding).splitlines()[-1]


def _run(db: sqlite3.Connection, scripts: Iterable[str]) -> None:
    # Not executescript, which would commit the transaction that this is part of.
    for script in scripts:
        for statement in script.split(";"):
            db.execute(statement)


def _expected_schema(version: int) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(":memory:")) as db:
        _run(db, tables.MIGRATIONS[:version])
        return _schema(db)


def _schema(db: sqlite3.Connection) -> list[tuple[str, str]]:
    return db.execute(
        "SELECT type || name, coalesce(sql, '') FROM sqlite_master ORDER BY 1"
    ).fetchall()
