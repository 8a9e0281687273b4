"""Files that change while they are read: what is stored is one state of them, whole."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.folder import files as files_module
from ingest.parsed import Parsed
from ingest.sandbox.sandbox import Parser
from ingest.sync import add_files, sync
from ragqa.errors import FolderError
from ragqa.index import Index
from tests.ingest.indexing import OPTIONS, consistent, known, nearest, results, statuses, write

Rewrite = Callable[[Path], object]


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    write(tmp_path / "docs" / "build.txt", "The package is built with debuild.")
    return tmp_path / "docs"


@pytest.fixture
def while_read(monkeypatch: pytest.MonkeyPatch) -> Callable[[Rewrite], list[Path]]:
    """Have something done to each file right after the real parser was in it."""

    def arrange(rewrite: Rewrite) -> list[Path]:
        read: list[Path] = []

        class Meddling(Parser):
            def parse(self, path: Path) -> Parsed:
                read.append(path)
                try:
                    return super().parse(path)
                finally:
                    rewrite(path)

        monkeypatch.setattr("ingest.reading.Parser", Meddling)
        return read

    return arrange


def once(deed: Rewrite) -> Rewrite:
    deeds = [deed]
    return lambda path: deeds and deeds.pop()(path)


NEW = "The package is built with sbuild now."


def put_in_its_place(path: Path) -> None:
    """Another file of the same size and time under its name, as a synchronising program does."""
    status = path.stat()
    other = write(path.with_suffix(".part"), NEW[: status.st_size].ljust(status.st_size))
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    other.replace(path)


@pytest.mark.parametrize(
    "rewrite", [lambda path: write(path, NEW), put_in_its_place], ids=["written", "replaced"]
)
def test_a_file_that_is_rewritten_while_it_is_read_is_read_again(
    docs: Path, index: Index, while_read: Callable[[Rewrite], list[Path]], rewrite: Rewrite
) -> None:
    read = while_read(once(rewrite))
    assert statuses(sync(docs, index, OPTIONS)) == {"build.txt": "new"}
    assert len(read) == 2
    assert "sbuild" in nearest(index, "How is the package built?")
    file, source = docs / "build.txt", known(index)["build.txt"]
    assert source.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert (source.size, source.mtime_ns) == (file.stat().st_size, file.stat().st_mtime_ns)
    assert statuses(sync(docs, index, OPTIONS)) == {"build.txt": "unchanged"}
    assert len(read) == 2
    assert consistent(index)


def test_half_a_file_is_no_error_when_the_whole_comes(
    docs: Path, index: Index, while_read: Callable[[Rewrite], list[Path]]
) -> None:
    half = write(docs / "a.json", '{"tool": "sbu')
    finish = once(lambda path: write(path, '{"tool": "sbuild"}'))
    while_read(lambda path: path == half and finish(path))
    assert statuses(sync(docs, index, OPTIONS))["a.json"] == "new"


def test_a_file_that_does_not_come_to_rest_is_told_and_what_was_known_stays(
    docs: Path, index: Index, while_read: Callable[[Rewrite], list[Path]]
) -> None:
    sync(docs, index, OPTIONS)
    write(docs / "build.txt", NEW)

    def grow(path: Path) -> None:
        with path.open("a") as stream:
            stream.write(" And more.")

    read = while_read(grow)
    report = sync(docs, index, OPTIONS)
    assert statuses(report) == {"build.txt": "failed"}
    assert "changed while it was read" in results(report)["build.txt"].reason
    assert "一直在变化" in results(report)["build.txt"].reason_zh
    assert len(read) == 3
    assert "debuild" in nearest(index, "How is the package built?")
    while_read(lambda _: None)
    assert statuses(sync(docs, index, OPTIONS)) == {"build.txt": "changed"}
    assert "And more" in nearest(index, "How is the package built?")


def test_a_folder_that_is_removed_in_the_middle_costs_what_was_not_read(
    docs: Path, index: Index, while_read: Callable[[Rewrite], list[Path]]
) -> None:
    write(docs / "in" / "second.txt", "The second file is longer than the first one, a little.")
    write(docs / "third.txt", "The third file is the longest of all, and comes after both others.")

    def remove(path: Path) -> None:
        if path.name == "second.txt":
            shutil.rmtree(docs)

    while_read(remove)
    report = sync(docs, index, OPTIONS)
    assert statuses(report) == {
        "build.txt": "new",
        "in/second.txt": "failed",
        "third.txt": "failed",
    }
    assert "No such file" in results(report)["third.txt"].reason
    with pytest.raises(FolderError, match="does not exist"):
        sync(docs, index, OPTIONS)
    assert "debuild" in nearest(index, "How is the package built?")
    assert consistent(index)


def test_what_is_recorded_is_the_file_as_it_was_read_not_as_it_was_listed(
    docs: Path, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    meddle_after_listing(monkeypatch, lambda: write(docs / "build.txt", NEW))
    sync(docs, index, OPTIONS)
    assert known(index)["build.txt"].mtime_ns == (docs / "build.txt").stat().st_mtime_ns


def meddle_after_listing(monkeypatch: pytest.MonkeyPatch, deed: Callable[[], object]) -> None:
    discover = files_module.discover

    def listed(*args: object, **options: object) -> Iterator[object]:
        entries = list(discover(*args, **options))  # type: ignore[arg-type]
        deed()
        return iter(entries)

    monkeypatch.setattr("ingest.survey.discover", listed)


def test_a_pipe_that_took_the_place_of_a_file_is_not_waited_for(
    docs: Path, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    def swap() -> None:
        (docs / "build.txt").unlink()
        os.mkfifo(docs / "build.txt")

    meddle_after_listing(monkeypatch, swap)
    report = sync(docs, index, OPTIONS)
    assert statuses(report) == {"build.txt": "failed"}
    assert "not a regular file" in results(report)["build.txt"].reason


def test_pipes_sockets_and_devices_are_told_whether_listed_or_named(
    docs: Path, index: Index
) -> None:
    os.mkfifo(docs / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(docs / "socket.txt"))
        (docs / "device.txt").symlink_to("/dev/zero")
        report = sync(docs, index, OPTIONS)
        assert statuses(report) == {
            "build.txt": "new",
            "device.txt": "skipped",
            "pipe.txt": "skipped",
            "socket.txt": "skipped",
        }
        named = [docs / f"{name}.txt" for name in ("pipe", "socket", "device")]
        report = add_files([(path, path.name) for path in named], index, OPTIONS)
    assert set(statuses(report).values()) == {"failed"}
    assert all("not a regular file" in file.reason for file in report.files)
