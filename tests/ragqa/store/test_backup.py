"""A backup holds all of an index; a restore gives it back, or changes nothing."""

from __future__ import annotations

import errno
import json
import sqlite3
import stat
import threading
import zipfile
from pathlib import Path
from typing import Any

import pytest

from ragqa.errors import BackupError, EmptyIndexError, IndexLockedError
from ragqa.store import archive
from ragqa.store.backup import Contents, backup, restore
from ragqa.store.catalog.catalog import Catalog
from ragqa.store.health import Health
from ragqa.store.kept.pins import Pins
from ragqa.store.kept.records import Records
from ragqa.store.lock import only_writer
from tests.killing import content
from tests.ragqa.backups import UPLOAD, fill, kill_a_backup, left_behind, opened
from tests.ragqa.library import found, put
from tests.ragqa.store.kept.test_pins import NOTE, STATE, TOKENS
from tests.ragqa.store.kept.test_records import RECORD


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Of a closed index with three documents, one of them uploaded."""
    return fill(tmp_path / "index")


@pytest.fixture
def file(folder: Path, tmp_path: Path) -> Path:
    """A backup of it."""
    backup(folder, tmp_path / "backup.zip")
    return tmp_path / "backup.zip"


def test_a_restored_index_is_the_same_in_every_store(
    folder: Path, file: Path, tmp_path: Path
) -> None:
    assert restore(file, tmp_path / "new" / "index") == Contents(3, 4, 1)
    assert content(tmp_path / "new" / "index") == content(folder)
    with opened(tmp_path / "new" / "index") as index:
        assert index.check() == Health(3, 4, 4, 4, 0)
        assert found(index, "red") == {"a.1.0", "b.1.0"}
        upload = tmp_path / "new" / "index" / "uploads" / UPLOAD
        assert index.find("plums.txt").path == str(upload)
        assert upload.read_text() == "blue plums"
        assert index.find("a").path == "/f/a"
        with index.writer() as writer:  # and it can be written
            put(writer, index, "d", "yellow bananas")
        assert index.check() == Health(4, 5, 5, 5, 0)
    assert left_behind(tmp_path) == left_behind(tmp_path / "new") == []


def test_a_backup_is_for_its_user_alone_and_tells_what_it_holds(file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with zipfile.ZipFile(file) as members:
        manifest = json.loads(members.read("manifest.json"))
        assert {*manifest["files"], "manifest.json"} == set(members.namelist())
    assert (manifest["documents"], manifest["chunks"]) == (3, 4)
    assert manifest["stamp"]["embedder"] == "hash"


def test_a_file_that_is_there_is_only_replaced_by_force(folder: Path, file: Path) -> None:
    before = file.read_bytes()
    with pytest.raises(BackupError, match="--force"):
        backup(folder, file)
    assert file.read_bytes() == before
    with opened(folder) as index, index.writer() as writer:
        writer.remove("b")
    assert backup(folder, file, force=True) == Contents(2, 3, 1)
    with pytest.raises(BackupError, match="is there already"):
        backup(folder, folder, force=True)


def test_a_backup_that_fails_leaves_the_old_one(
    folder: Path, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = file.read_bytes()

    def full(*args: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive, "write", full)
    with pytest.raises(BackupError, match="No space left"):
        backup(folder, file, force=True)
    assert file.read_bytes() == before
    assert left_behind(tmp_path) == []


def test_what_a_killed_backup_left_is_removed_by_the_next(folder: Path, tmp_path: Path) -> None:
    kill_a_backup(folder, tmp_path / "backup.zip")
    backup(folder, tmp_path / "backup.zip")
    assert left_behind(tmp_path) == []


def test_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(EmptyIndexError):
        backup(tmp_path / "none", tmp_path / "b.zip")
    assert list(tmp_path.iterdir()) == []


def test_a_backup_while_the_index_is_written_is_of_one_moment(folder: Path, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        with opened(folder) as index, index.writer() as writer:
            revision = 2
            while not stop.is_set():
                texts = [f"text {n} of revision {revision}" for n in range(50)]
                put(writer, index, "a", *texts, revision=revision)
                writer.flush()
                revision += 1

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for number in range(5):
            backup(folder, tmp_path / f"{number}.zip")
    finally:
        stop.set()
        thread.join()
    for number in range(5):
        restore(tmp_path / f"{number}.zip", tmp_path / str(number))
        with opened(tmp_path / str(number)) as index:
            live = index.find("a")
            health = index.check()
            assert health.problems() == []
            assert health.doomed == 0
            assert live.chunks == (2 if live.revision == 1 else 50)
            assert health.chunks_catalog == live.chunks + 2


def test_an_index_with_documents_is_only_replaced_by_force(
    folder: Path, file: Path, tmp_path: Path
) -> None:
    with opened(folder) as index, index.writer() as writer:
        writer.remove("b")
        put(writer, index, "a", "orange carrots", revision=2)
        (folder / "uploads" / "later.txt").write_text("later")
    before = content(folder)
    with pytest.raises(BackupError, match=r"holds 2 documents.*--force"):
        restore(file, folder)
    assert content(folder) == before
    restore(file, folder, force=True)
    restore(file, tmp_path / "other")
    assert content(folder) == content(tmp_path / "other")
    assert [path.name for path in (folder / "uploads").iterdir()] == [UPLOAD]


def test_a_folder_with_other_files_is_no_place_for_an_index(file: Path, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").write_text("x")
    with pytest.raises(BackupError, match="other files"):
        restore(file, tmp_path / "photos")
    assert [path.name for path in (tmp_path / "photos").iterdir()] == ["a.jpg"]


def test_a_restored_index_has_no_answers_of_the_one_before(folder: Path, file: Path) -> None:
    Records(folder).add(RECORD)
    Pins(folder, 1 << 20).add(NOTE, TOKENS, STATE)
    restore(file, folder, force=True)
    assert Records(folder).all() == []
    assert Pins(folder, 0).all() == []


def test_an_empty_index_is_replaced_without_force(file: Path, tmp_path: Path) -> None:
    opened(tmp_path / "empty").close()
    assert restore(file, tmp_path / "empty").documents == 3


def test_a_backup_into_the_index_itself_is_refused(folder: Path) -> None:
    for inside in (folder / "backup.zip", folder / "uploads" / "backup.zip"):
        with pytest.raises(BackupError, match="lies in the index") as caught:
            backup(folder, inside)
        assert "内部" in caught.value.zh
        assert not inside.exists()


def test_a_damaged_index_is_replaced_by_force(folder: Path, file: Path, tmp_path: Path) -> None:
    (folder / "catalog.db").write_bytes(b"broken" * 1000)
    with pytest.raises(BackupError, match=r"cannot be read.*--force"):
        restore(file, folder)
    restore(file, folder, force=True)
    restore(file, tmp_path / "other")
    assert content(folder) == content(tmp_path / "other")


def test_who_has_the_index_open_sees_what_was_restored(folder: Path, file: Path) -> None:
    with opened(folder) as reader:
        with opened(folder) as other, other.writer() as writer:
            put(writer, other, "a", "orange carrots", revision=2)
        assert found(reader, "orange carrots") == {"a.2.0"}
        restore(file, folder, force=True)
        assert found(reader, "orange carrots") == set()
        assert found(reader, "red") == {"a.1.0", "b.1.0"}
        with reader.writer() as writer:
            put(writer, reader, "a", "violet figs", revision=2)
        assert found(reader, "violet figs") == {"a.2.0"}
        assert reader.check() == Health(3, 3, 3, 3, 0)


@pytest.mark.parametrize(
    ("refused", "en", "zh"),
    [
        (
            FileNotFoundError(errno.ENOENT, "No such file"),
            "(No such file)",
            "（文件或文件夹不存在）",
        ),
        (sqlite3.OperationalError("disk I/O error"), "(disk I/O error)", "（OperationalError）"),
    ],
)
def test_why_nothing_can_be_written_is_told_in_both_languages(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    refused: Exception,
    en: str,
    zh: str,
) -> None:
    def refuse(*args: Any) -> None:
        raise refused

    monkeypatch.setattr(archive, "write", refuse)
    with pytest.raises(BackupError) as error:
        backup(folder, tmp_path / "b.zip")
    assert en in error.value.text("en")
    assert zh in error.value.text("zh")


def test_an_index_that_is_written_is_not_replaced(folder: Path, file: Path) -> None:
    with only_writer(folder), pytest.raises(IndexLockedError):
        restore(file, folder, force=True)


class Stop(BaseException):
    """As if the process ended here."""


@pytest.mark.parametrize("step", ["take_over", "rebuild_keywords", "rebuild"])
def test_a_restore_that_is_killed_leaves_the_old_index_or_the_new_one(
    folder: Path, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    from ragqa.store.engines.loading import LoadedVectors
    from ragqa.store.stores import Stores

    owners = {"take_over": Catalog, "rebuild_keywords": Stores, "rebuild": LoadedVectors}
    owner: Any = owners[step]
    with opened(folder) as index, index.writer() as writer:
        put(writer, index, "a", "orange carrots", revision=2)
    old = content(folder)

    def stop(*args: Any) -> None:
        raise Stop

    with monkeypatch.context() as patch:
        patch.setattr(owner, step, stop)
        with pytest.raises(Stop):
            restore(file, folder, force=True)
    restore(file, tmp_path / "new")
    with opened(folder) as index:
        assert found(index, "red") or found(index, "orange carrots")
    assert content(folder) == (old if step == "take_over" else content(tmp_path / "new"))
