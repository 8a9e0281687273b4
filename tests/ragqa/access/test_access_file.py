"""The file of users: private, beside the index, versioned, and never taken for empty."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from ragqa.access.access_file import MIGRATIONS, AccessFile, access_path, identity_of
from ragqa.access.users import Users
from ragqa.errors import AccountError


def test_it_lies_beside_the_index_and_not_in_it(tmp_path: Path) -> None:
    assert access_path(tmp_path / "index") == tmp_path.resolve() / "index.users.db"
    assert access_path(tmp_path / "a" / ".." / "index") == tmp_path.resolve() / "index.users.db"


def test_nobody_else_can_read_it_whatever_the_umask(file: AccessFile, users: Users) -> None:
    before = os.umask(0)
    try:
        users.add("ann", "correct horse")
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600


def test_looking_makes_no_file(file: AccessFile, users: Users) -> None:
    assert not users.exist()
    assert users.all() == []
    assert not file.exists


def test_it_is_stamped_with_its_version(file: AccessFile, users: Users) -> None:
    users.add("ann", None)
    with closing(sqlite3.connect(file.path)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)


def test_one_of_a_newer_version_is_refused(file: AccessFile, users: Users) -> None:
    users.add("ann", None)
    with closing(sqlite3.connect(file.path)) as db:
        db.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    with pytest.raises(AccountError, match="newer"):
        users.exist()


def test_a_damaged_one_is_an_error_and_not_an_empty_one(file: AccessFile, users: Users) -> None:
    file.path.write_bytes(b"no database" * 1000)
    with pytest.raises(AccountError, match=r"index\.users\.db"):
        users.exist()
    with pytest.raises(AccountError):
        users.check("ann", "correct horse")


def test_a_role_of_another_version_is_as_good_as_the_least(file: AccessFile) -> None:
    assert identity_of(("ann", "owner", None)).role == "reader"


def test_an_admin_has_no_bounds(file: AccessFile) -> None:
    assert identity_of(("ann", "admin", '["work"]')).collections is None
    assert identity_of(("ann", "editor", '["work"]')).collections == frozenset({"work"})
    assert identity_of(("ann", "editor", "[]")).collections == frozenset()
