"""An archive that is damaged or comes from elsewhere is refused; an older one is taken."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from ragqa.errors import BackupError
from ragqa.store.backup import backup, restore
from tests.builders import chunk
from tests.killing import content
from tests.ragqa.backups import UPLOAD, fill, left_behind, opened
from tests.ragqa.library import found, put


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Of a closed index with three documents, one of them uploaded."""
    return fill(tmp_path / "index")


@pytest.fixture
def file(folder: Path, tmp_path: Path) -> Path:
    """A backup of it."""
    backup(folder, tmp_path / "backup.zip")
    return tmp_path / "backup.zip"


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
