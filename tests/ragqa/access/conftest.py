"""An access file in an empty folder, and passwords that are hashed quickly."""

from __future__ import annotations

from pathlib import Path

import pytest
from argon2 import PasswordHasher

from ragqa.access.access_file import AccessFile, access_path
from ragqa.access.passwords import Passwords
from ragqa.access.users import Users


@pytest.fixture
def passwords() -> Passwords:
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def file(tmp_path: Path) -> AccessFile:
    return AccessFile(access_path(tmp_path / "index"))


@pytest.fixture
def users(file: AccessFile, passwords: Passwords) -> Users:
    return Users(file, passwords)
