"""A disk that is full or read-only, for real: a message that says so, and nothing is lost."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from ingest.splitting.split import SPLITTER
from ragqa.errors import BackupError, IndexUnusableError
from ragqa.index import Index
from ragqa.store.backup import backup, restore
from ragqa.store.catalog.catalog import Catalog
from tests.fakes import HashEmbeddings
from tests.killing import content
from tests.ragqa.library import found, opened, put
from tests.ui.conftest import CommandLine, embeddings, ragqa  # noqa: F401 # fixtures

Remount = Callable[[str], None]


@pytest.fixture
def small(tmp_path: Path) -> Iterator[tuple[Path, Remount]]:
    """A disk of 3 MB, and a function that mounts it with other options."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)]
    if os.name != "posix" or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("only root can mount a small disk")

    def remount(options: str) -> None:
        command = ["mount", "-o", f"remount,{options}", str(disk)]
        end = time.monotonic() + 30
        # Chroma closes its files a little after it was closed itself, and until then it is busy.
        while subprocess.run(command, capture_output=True, check=False).returncode:
            assert time.monotonic() < end
            time.sleep(0.1)

    try:
        yield disk, remount
    finally:
        # Lazily: Chroma keeps files open where it has failed.
        subprocess.run(["umount", "-l", str(disk)], check=True)


def fill(folder: Path) -> int:
    """Write until the disk refuses; how many documents are said to be stored."""
    stored = 0
    with opened(folder) as index, index.writer() as writer:
        put(writer, index, "a", "red apples")
        for number in range(1000):
            texts = [f"text {number} {n} " + "and so on " * 40 for n in range(40)]
            put(writer, index, f"d{number}", *texts)
            writer.flush()
            stored = number + 2
    return stored


def fill_up(path: Path) -> None:
    """Write a file that takes all the room there is."""
    with suppress(OSError), path.open("wb", buffering=0) as ballast:
        while True:
            ballast.write(bytes(4096))


def test_a_full_disk_is_named_what_was_stored_answers_and_room_mends_it(
    small: tuple[Path, Remount], tmp_path: Path
) -> None:
    disk, remount = small
    with pytest.raises(IndexUnusableError, match="No space left on device") as error:
        fill(disk / "index")
    assert "磁盘已满" in error.value.zh
    with opened(disk / "index") as index:
        assert found(index, "red apples") == {"a.1.0"}
        stored = index.sources()
        assert len(stored) > 1
        # What the store gave back when it was refused may be room enough for a backup.
        fill_up(disk / "ballast")
        with pytest.raises(BackupError, match=r"full|No space"):
            backup(disk / "index", disk / "backup.zip")
        assert not (disk / "backup.zip").exists()
        backup(disk / "index", tmp_path / "backup.zip")
    remount("size=50m")
    with opened(disk / "index") as index:
        assert found(index, "red apples") == {"a.1.0"}
        assert index.sources() == stored
        with index.writer() as writer:
            put(writer, index, "last", "blue plums")
        assert index.check().problems() == []
        assert found(index, "blue plums") == {"last.1.0"}
        with index.writer() as writer:
            writer.remove("last")
    restore(tmp_path / "backup.zip", tmp_path / "restored")
    assert content(tmp_path / "restored") == content(disk / "index")


def test_a_restore_on_a_full_disk_changes_nothing(
    small: tuple[Path, Remount], tmp_path: Path
) -> None:
    disk, _ = small
    with opened(tmp_path / "large") as index, index.writer() as writer:
        noise = os.urandom(4_000_000).hex()
        put(writer, index, "a", *(noise[n : n + 1000] for n in range(0, len(noise), 1000)))
    backup(tmp_path / "large", tmp_path / "backup.zip")
    with opened(disk / "index") as index, index.writer() as writer:
        put(writer, index, "b", "red cherries")
    before = content(disk / "index")
    with pytest.raises(BackupError, match=r"make room|full|No space"):
        restore(tmp_path / "backup.zip", disk / "index", force=True)
    assert content(disk / "index") == before
    assert not list(disk.glob(".ragqa-*"))


def test_an_ingest_on_a_full_disk_keeps_finished_files_and_goes_on_later(
    small: tuple[Path, Remount],
    ragqa: CommandLine,  # noqa: F811
    tmp_path: Path,
) -> None:
    disk, remount = small
    docs = tmp_path / "docs"
    docs.mkdir()
    for number in range(40):
        text = " ".join(f"Sentence {n} of text {number} tells of apples." for n in range(600))
        (docs / f"{number:02}.txt").write_text(text)
    argv = ("ingest", docs, "--index", disk / "index", "--set", "chunk_tokens=64")
    full = ragqa(*argv)
    assert full.code == 2
    [line] = full.err.splitlines()
    assert "cannot be written (No space left on device)" in line
    kept = len(Catalog(disk / "index" / "catalog.db").sources())
    assert 0 < kept < 40
    remount("size=200m")
    again = ragqa(*argv)
    assert again.code == 0
    assert f"{40 - kept} new, {kept} unchanged" in again.out
    ragqa("ingest", docs, "--index", tmp_path / "clean", "--set", "chunk_tokens=64")
    assert content(disk / "index") == content(tmp_path / "clean")


def test_rebuilding_on_a_full_disk_never_erases_the_index(
    small: tuple[Path, Remount],
    ragqa: CommandLine,  # noqa: F811
    tmp_path: Path,
) -> None:
    disk, _ = small
    with pytest.raises(IndexUnusableError):
        fill(disk / "index")
    before = len(Catalog(disk / "index" / "catalog.db").sources())
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.txt").write_text("A text. " * 20_000)
    ragqa("ingest", tmp_path / "docs", "--index", disk / "index", "--rebuild")
    assert len(Catalog(disk / "index" / "catalog.db").sources()) >= before > 1


def test_a_read_only_index_answers_and_is_named_where_it_would_be_changed(
    small: tuple[Path, Remount],
    ragqa: CommandLine,  # noqa: F811
    tmp_path: Path,
) -> None:
    disk, remount = small
    place = disk / "index"
    with Index.open(place, HashEmbeddings(), splitter=SPLITTER) as index, index.writer() as writer:
        put(writer, index, "a", "red apples")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.txt").write_text("A text.")
    remount("ro")
    assert ragqa("sources", "--index", place).out.splitlines()[1].startswith("a ")
    asked = ragqa("ask", "red apples?", "--index", place)
    assert (asked.code, asked.out.splitlines()[0]) == (0, "red apples [1]")
    searched = json.loads(ragqa("search", "apples", "--index", place, "--json").out)
    assert searched["chunks"][0]["lexical"] > 0
    for argv in (["ingest", tmp_path / "docs"], ["remove", "a"]):
        outcome = ragqa(*argv, "--index", place)
        assert outcome.code == 2
        assert "cannot be written (Read-only file system)" in outcome.err
        chinese = ragqa(*argv, "--index", place, "--language", "zh")
        assert "文件系统为只读" in chinese.err
    remount("rw")
    with opened(place) as index:
        assert found(index, "red apples") == {"a.1.0"}


def test_what_was_opened_read_only_sees_what_is_written_once_the_disk_can_be(
    small: tuple[Path, Remount],
) -> None:
    disk, remount = small
    place = disk / "index"
    with opened(place) as index, index.writer() as writer:
        put(writer, index, "a", "red apples")
    remount("ro")
    with opened(place) as reader:
        assert found(reader, "red apples") == {"a.1.0"}
        remount("rw")
        with opened(place) as index:
            with index.writer() as writer:
                put(writer, index, "b", *(f"green apples {n}" for n in range(50)))
                writer.remove("a")
            assert {source.document_id for source in reader.sources()} == {"b"}
            assert "b.1.7" in found(reader, "green apples 7")
        assert reader.document("b") is not None
