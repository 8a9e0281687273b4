from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ragqa.store.scratch import Scratch, sweep

OWN = """
import sys
from pathlib import Path
from ragqa.store.scratch import Scratch
scratch = Scratch(*map(Path, sys.argv[1:]))
(scratch.path / "private.txt").write_text("words")
print(scratch.path, flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@contextmanager
def owner(place: Path, *beside: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """Another process with a folder of its own, in ``place`` unless it is to be beside others."""
    environment = {**os.environ, "TMPDIR": str(place), "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-c", OWN, *map(str, beside)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        text=True,
    ) as process:
        assert process.stdout is not None
        yield process, Path(process.stdout.readline().rstrip("\n"))
        process.kill()


def test_a_folder_is_empty_and_gone_afterwards(place: Path) -> None:
    with Scratch() as folder:
        assert list(folder.iterdir()) == []
        (folder / "a.txt").write_text("a")
        assert folder.is_relative_to(place)
    assert list(place.iterdir()) == []


def test_what_a_killed_process_left_is_removed_when_the_next_one_starts(place: Path) -> None:
    with owner(place) as (process, left):
        process.kill()
        process.wait()
        assert (left / "private.txt").exists()
        with Scratch() as folder:
            assert not left.exists()
            assert [folder.parent] == list(place.iterdir())


def test_the_same_holds_for_folders_beside_files_of_the_user(place: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / ".ragqa-of-somebody").mkdir(parents=True)
    with owner(place, home) as (process, left), owner(place, home) as (_, living):
        assert left.parent.name.startswith(".ragqa-")
        process.kill()
        process.wait()
        with Scratch(home) as folder:
            kept = {".ragqa-of-somebody", folder.parent.name, living.parent.name}
            assert {path.name for path in home.iterdir()} == kept


def test_a_disk_without_locks_will_do(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise OSError(errno.ENOTSUP, "not supported")

    monkeypatch.setattr("filelock._unix.fcntl.flock", refused)
    with Scratch(place) as folder:
        sweep(place)
        assert folder.is_dir()
    assert list(place.iterdir()) == []


def test_what_a_living_process_has_stays(place: Path) -> None:
    with owner(place) as (_, theirs), Scratch() as ours:
        sweep()
        assert (theirs / "private.txt").read_text() == "words"
        assert ours.is_dir()


def test_a_process_that_ends_by_itself_leaves_nothing(place: Path) -> None:
    with owner(place) as (process, theirs):
        assert process.stdin is not None
        process.stdin.close()
        process.wait()
        assert not theirs.exists()
    assert list(place.iterdir()) == []


def test_what_is_of_others_stays(place: Path, tmp_path: Path) -> None:
    (place / "ragqa-without-lock").mkdir()
    (place / "other").mkdir()
    (place / "other" / "owner.lock").touch()
    (place / "ragqa-linked").mkdir()
    (tmp_path / "precious").write_text("words")
    (place / "ragqa-linked" / "owner.lock").symlink_to(tmp_path / "precious")
    (place / "ragqa-link").symlink_to(place / "other")
    before = sorted(place.rglob("*"))
    sweep()
    assert sorted(place.rglob("*")) == before
    assert (tmp_path / "precious").read_text() == "words"


def test_closing_twice_is_no_error() -> None:
    scratch = Scratch()
    scratch.close()
    scratch.close()
