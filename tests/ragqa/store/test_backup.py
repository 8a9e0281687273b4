"""A backup holds all of an index; a restore gives it back, or changes nothing."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import stat
import threading
import zipfile
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ragqa.errors import BackupError, EmptyIndexError, IndexLockedError
from ragqa.index import Index
from ragqa.store import archive
from ragqa.store.backup import Contents, backup, restore
from ragqa.store.catalog.catalog import Catalog
from ragqa.store.health import Health
from ragqa.store.kept.pins import Pins
from ragqa.store.kept.records import Records
from ragqa.store.lock import only_writer
from tests.builders import chunk
from tests.fakes import HashEmbeddings
from tests.killing import content
from tests.ragqa.backups import kill_a_backup, left_behind
from tests.ragqa.library import found, put
from tests.ragqa.store.kept.test_pins import NOTE, STATE, TOKENS
from tests.ragqa.store.kept.test_records import RECORD

UPLOAD = "0123456789abcdef0123456789abcdef.txt"


def opened(folder: Path) -> Index:
    return Index.open(folder, HashEmbeddings(), splitter="s1")


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


def test_an_index_that_is_written_is_not_replaced(folder: Path, file: Path) -> None:
    with only_writer(folder), pytest.raises(IndexLockedError):
        restore(file, folder, force=True)


class Stop(BaseException):
    """As if the process ended here."""


@pytest.mark.parametrize("step", ["take_over", "rebuild_keywords", "rebuild"])
def test_a_restore_that_is_killed_leaves_the_old_index_or_the_new_one(
    folder: Path, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    from ragqa.store.loading import LoadedVectors
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


def rewrite(file: Path, change: Callable[[dict[str, bytes]], object]) -> None:
    """Make the archive again with other members."""
    with zipfile.ZipFile(file) as old:
        members = {name: old.read(name) for name in old.namelist()}
    change(members)
    with zipfile.ZipFile(file, "w") as new:
        for name, data in members.items():
            new.writestr(name, data)


def listed(members: dict[str, bytes], name: str, data: bytes) -> None:
    """Put a member in, and into the manifest too."""
    import hashlib

    manifest = json.loads(members["manifest.json"])
    members[name] = data
    manifest["files"][name] = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    members["manifest.json"] = json.dumps(manifest).encode()


def change_manifest(members: dict[str, bytes], **values: object) -> None:
    members["manifest.json"] = json.dumps(json.loads(members["manifest.json"]) | values).encode()


def with_catalog(members: dict[str, bytes], sql: str) -> None:
    """Change the catalog, with a manifest that knows it."""
    path = Path("changed.db").absolute()
    path.write_bytes(members["catalog.db"])
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = DELETE")
        with db:
            db.executescript(sql)
    listed(members, "catalog.db", path.read_bytes())
    path.unlink()


TRICKS: dict[str, Callable[[dict[str, bytes]], object]] = {
    "a path upwards": lambda m: listed(m, "../evil.txt", b"x"),
    "a path upwards in uploads": lambda m: listed(m, "uploads/../../evil.txt", b"x"),
    "an absolute path": lambda m: listed(m, "/tmp/evil.txt", b"x"),  # noqa: S108
    "a drive": lambda m: listed(m, "C:evil.txt", b"x"),
    "a backslash": lambda m: listed(m, "uploads\\..\\evil.txt", b"x"),
    "a hidden file": lambda m: listed(m, "uploads/.evil", b"x"),
    "a folder in uploads": lambda m: listed(m, "uploads/a/b", b"x"),
    "another file": lambda m: listed(m, "write.lock", b"x"),
    "a file that is not listed": lambda m: m.update({"uploads/more.txt": b"x"}),
    "a file too few": lambda m: m.pop(f"uploads/{UPLOAD}"),
    "no manifest": lambda m: m.pop("manifest.json"),
    "no JSON": lambda m: m.update({"manifest.json": b"{"}),
    "deep JSON": lambda m: m.update({"manifest.json": b"[" * 100_000}),
    "a list": lambda m: m.update({"manifest.json": b"[]"}),
    "another format": lambda m: change_manifest(m, format="other"),
    "another version": lambda m: change_manifest(m, version=2),
    "no files": lambda m: change_manifest(m, files=None),
    "sizes that are none": lambda m: change_manifest(m, files={"catalog.db": {"size": "x"}}),
    "other numbers": lambda m: change_manifest(m, documents=7),
    "a changed file": lambda m: m.update({f"uploads/{UPLOAD}": b"blue plumS"}),
    "a longer file": lambda m: m.update({f"uploads/{UPLOAD}": b"blue plums and more"}),
    "no catalog": lambda m: listed(m, "catalog.db", b"rubbish" * 1000),
    "a trigger": lambda m: with_catalog(
        m, "CREATE TRIGGER t AFTER DELETE ON doomed BEGIN DELETE FROM source; END"
    ),
    "a view in a table's place": lambda m: with_catalog(
        m, "DROP TABLE doomed; CREATE VIEW doomed AS SELECT '' AS document_id, 1 AS revision"
    ),
    "another table": lambda m: with_catalog(m, "CREATE TABLE more (x)"),
    "a dimension that is none": lambda m: with_catalog(
        m, "UPDATE stamp SET value = 'many' WHERE name = 'dimension'"
    ),
    "another dimension": lambda m: with_catalog(
        m, "UPDATE stamp SET value = 99999999999 WHERE name = 'dimension'"
    ),
    "half a number in a vector": lambda m: with_catalog(m, "UPDATE chunk SET vector = x'00'"),
    "vectors of two lengths": lambda m: with_catalog(
        m, "UPDATE chunk SET vector = x'00000000' WHERE number = 1"
    ),
    "headings that are none": lambda m: with_catalog(m, "UPDATE chunk SET headings = 'x'"),
    "headings too deep": lambda m: with_catalog(
        m, "UPDATE chunk SET headings = printf('%.*c', 100000, '[')"
    ),
    "a newer catalog": lambda m: with_catalog(m, "PRAGMA user_version = 99"),
    "a torn catalog": lambda m: listed(
        m, "catalog.db", m["catalog.db"][:8192] + b"\xff" * (len(m["catalog.db"]) - 8192)
    ),
}


@pytest.mark.parametrize("trick", TRICKS.values(), ids=TRICKS.keys())
def test_a_damaged_or_foreign_archive_changes_nothing(
    folder: Path,
    file: Path,
    tmp_path: Path,
    trick: Callable[[dict[str, bytes]], object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    rewrite(file, trick)
    before = (folder / "catalog.db").read_bytes()
    for target in (folder, tmp_path / "new"):
        with pytest.raises(BackupError) as error:
            restore(file, target, force=True)
        assert str(file) in str(error.value)
        if reason := re.search(r"is damaged \((.+?)\);", error.value.en):
            assert reason[1] not in error.value.zh
    assert (folder / "catalog.db").read_bytes() == before
    assert not (tmp_path / "new" / "catalog.db").exists()
    assert not list(tmp_path.rglob("evil*"))
    assert left_behind(tmp_path) == []


def test_trash_that_somebody_has_put_into_a_backup_is_not_restored(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    hostile = "INSERT INTO trash SELECT document_id, 0, '{}' FROM source LIMIT 1"
    rewrite(file, lambda m: with_catalog(m, hostile))
    restore(file, tmp_path / "new")
    with opened(tmp_path / "new") as index:
        assert index.trashed() == []


def test_two_members_of_one_name_are_refused(file: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(file, "a") as members, pytest.warns(UserWarning, match="Duplicate"):
        members.writestr("catalog.db", b"another")
    with pytest.raises(BackupError, match="damaged"):
        restore(file, tmp_path / "new")


@pytest.mark.parametrize("at", [0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
def test_one_flipped_bit_or_a_cut_is_noticed(file: Path, tmp_path: Path, at: float) -> None:
    whole = file.read_bytes()
    place = int(len(whole) * at)
    file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
    flipped = None
    with suppress(BackupError):
        flipped = restore(file, tmp_path / "flipped")
    if flipped is not None:  # a bit that says nothing, as of a member's time
        assert content(tmp_path / "flipped").rest == ()
    file.write_bytes(whole[:place])
    with pytest.raises(BackupError, match=r"damaged|no backup"):
        restore(file, tmp_path / "cut")
    assert not (tmp_path / "cut").exists()


def test_what_is_no_archive_or_is_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("text")
    with pytest.raises(BackupError, match="damaged"):
        restore(tmp_path / "text.txt", tmp_path / "new")
    for missing in (tmp_path / "none.zip", tmp_path):
        with pytest.raises(BackupError, match="There is no file"):
            restore(missing, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_there_must_be_room_for_all_of_it(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=1000))
    with pytest.raises(BackupError, match="only 1,000 are free"):
        restore(file, tmp_path / "new")


def test_a_backup_of_an_older_catalog_is_brought_up_to_date(tmp_path: Path) -> None:
    from ragqa.store.catalog import tables

    with opened(tmp_path / "old") as index, index.writer() as writer:
        put(writer, index, "a", "red apples")
    backup(tmp_path / "old", tmp_path / "b.zip")

    def age(members: dict[str, bytes]) -> None:
        """As if it were made when there was only the first table script."""
        path = tmp_path / "aged.db"
        with closing(sqlite3.connect(path)) as db, db:
            db.executescript(tables.MIGRATIONS[0])
            db.execute("PRAGMA user_version = 1")
            db.execute("INSERT INTO source VALUES ('a','/f','a','/f/a',1,1,1,'',0,0,1,'',5.0)")
            row = tables.chunk_row(chunk("red apples", document="a"), [1.0] * 64)
            db.execute(tables.INSERT_CHUNK, row)
            db.execute("INSERT INTO stamp VALUES ('dimension', '64')")
        listed(members, "catalog.db", path.read_bytes())

    rewrite(tmp_path / "b.zip", age)
    restore(tmp_path / "b.zip", tmp_path / "new")
    with opened(tmp_path / "new") as index:
        assert found(index, "red apples") == {"a.1.0"}
        assert replace(index.find("a")).collection == "default"
