from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ragqa.own_sqlite import OwnSqlite


class Notes(OwnSqlite):
    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        with self.connected() as db:
            db.execute("CREATE TABLE IF NOT EXISTS note (text TEXT)")
            with db:
                yield db


def test_it_is_its_owners_alone_whatever_files_are_otherwise(tmp_path: Path) -> None:
    notes = Notes(tmp_path / "notes.db")
    before = os.umask(0)
    try:
        with notes.open() as db:
            db.execute("INSERT INTO note VALUES ('secret')")
    finally:
        os.umask(before)
    assert stat.S_IMODE(notes.path.stat().st_mode) == 0o600
    assert notes.rows("SELECT text FROM note") == [("secret",)]


def test_what_is_deleted_is_overwritten(tmp_path: Path) -> None:
    notes = Notes(tmp_path / "notes.db")
    with notes.open() as db:
        db.execute("INSERT INTO note VALUES ('secret'), ('kept')")
    assert b"secret" in notes.path.read_bytes()
    with notes.open() as db:
        db.execute("DELETE FROM note WHERE text = 'secret'")
    assert b"secret" not in notes.path.read_bytes()


def test_asking_makes_no_file(tmp_path: Path) -> None:
    notes = Notes(tmp_path / "notes.db")
    assert notes.rows("SELECT text FROM note") == []
    assert not notes.exists


def test_a_file_that_another_process_made_first_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = Notes(tmp_path / "notes.db")
    with notes.open():
        pass
    monkeypatch.setattr(Notes, "exists", False)  # as it was when it was looked
    with notes.open() as db:
        db.execute("INSERT INTO note VALUES ('kept')")
    monkeypatch.undo()
    assert notes.rows("SELECT text FROM note") == [("kept",)]
