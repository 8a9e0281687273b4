"""What the tests of backups start from: an index, and a backup of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ragqa.store.backup import backup
from tests.ragqa.backups import UPLOAD, opened
from tests.ragqa.library import put


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Of a closed index with three documents, one of them uploaded."""
    folder = tmp_path / "index"
    with opened(folder) as index, index.writer() as writer:
        put(writer, index, "a", "red apples", "green pears")
        put(writer, index, "b", "red cherries")
        (folder / "uploads").mkdir()
        (folder / "uploads" / UPLOAD).write_text("blue plums")
        put(writer, index, "c", "blue plums", folder="uploads")
        writer.flush()
        place = str(folder / "uploads" / UPLOAD)
        writer.move("c", folder="uploads", source="plums.txt", path=place, mtime_ns=1)
    return folder


@pytest.fixture
def file(folder: Path, tmp_path: Path) -> Path:
    """A backup of it."""
    backup(folder, tmp_path / "backup.zip")
    return tmp_path / "backup.zip"
