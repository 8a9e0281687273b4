"""Who may read what is written, even where new files are everybody's by default."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.splitting.split import SPLITTER
from ragqa.access.access_file import AccessFile, access_path
from ragqa.access.keys import Keys
from ragqa.access.users import Users
from ragqa.index import Index
from ragqa.store.backup import backup, restore
from tests.fakes import HashEmbeddings
from tests.plugins_api import serving


@pytest.fixture(autouse=True)
def open_to_everybody() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_index_and_what_lies_beside_it_are_their_owners_alone(tmp_path: Path) -> None:
    file = AccessFile(access_path(tmp_path / "index"))
    Users(file).add("ann", None, "admin")
    sent = {"Authorization": f"Bearer {Keys(file).add('ann')}"}
    with serving(tmp_path) as api:
        assert api.ask("v1/ingest/text", {"file_name": "a", "text": "b c"}, **sent)[0] == 200
    backup(tmp_path / "index", tmp_path / "saved")
    found = {path.name: mode(path) for path in tmp_path.iterdir()}
    assert found == {
        "index": 0o700,
        "index.users.db": 0o600,
        "index.audit.log": 0o600,
        "saved": 0o600,
    }


def test_an_empty_folder_becomes_its_owners_alone_and_a_used_one_stays(tmp_path: Path) -> None:
    empty, used = tmp_path / "empty", tmp_path / "used"
    empty.mkdir()
    used.mkdir()
    (used / "note.txt").write_text("mine")
    for folder in (empty, used):
        Index.open(folder, HashEmbeddings(), splitter=SPLITTER).close()
    assert (mode(empty), mode(used)) == (0o700, 0o777)


def test_a_restored_index_is_its_owners_alone(tmp_path: Path) -> None:
    Index.open(tmp_path / "one", HashEmbeddings(), splitter=SPLITTER).close()
    backup(tmp_path / "one", tmp_path / "saved")
    (tmp_path / "two").mkdir()
    restore(tmp_path / "saved", tmp_path / "two")
    assert mode(tmp_path / "two") == 0o700
