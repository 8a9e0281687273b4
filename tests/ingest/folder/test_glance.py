"""A glance sees that nothing changed, and never takes a change for nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.folder.glance import is_as_known
from tests.ingest.indexing import write


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    write(tmp_path / "docs" / "a.txt", "alpha")
    write(tmp_path / "docs" / "子" / "b.txt", "beta")
    write(tmp_path / "docs" / ".hidden" / "c.txt", "not a document")
    write(tmp_path / "docs" / "index" / "d.txt", "not a document either")
    return tmp_path / "docs"


def places(docs: Path) -> dict[str, tuple[int, int]]:
    return {
        str(path): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in (docs / "a.txt", docs / "子" / "b.txt")
    }


def test_a_folder_that_did_not_change_is_as_known(docs: Path) -> None:
    assert is_as_known(docs, places(docs), exclude=docs / "index")
    assert is_as_known(docs, places(docs), exclude=docs / "子" / ".." / "index")


def no_longer_a_file(docs: Path) -> None:
    (docs / "a.txt").unlink()
    (docs / "a.txt").mkdir()


def a_link_in_its_place(docs: Path) -> None:
    (docs / "a.txt").rename(docs / ".hidden" / "a.txt")
    (docs / "a.txt").symlink_to(".hidden/a.txt")


CHANGES: list[Callable[[Path], object]] = [
    lambda docs: write(docs / "a.txt", "alpha and more"),
    lambda docs: os.utime(docs / "a.txt", ns=(1, 1)),
    lambda docs: (docs / "a.txt").unlink(),
    lambda docs: (docs / "a.txt").rename(docs / "z.txt"),
    lambda docs: write(docs / "new.txt", "new"),
    lambda docs: write(docs / "film.mkv", "it is in the report that it is skipped"),
    lambda docs: (docs / "link.txt").symlink_to("a.txt"),
    lambda docs: (docs / "link").symlink_to("子"),
    lambda docs: os.mkfifo(docs / "pipe.txt"),
    no_longer_a_file,
    a_link_in_its_place,
]


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changed_is_not_passed_over(docs: Path, change: Callable[[Path], object]) -> None:
    known = places(docs)
    change(docs)
    assert not is_as_known(docs, known, exclude=docs / "index")


def test_a_folder_that_is_gone_is_not_as_known(docs: Path, tmp_path: Path) -> None:
    assert not is_as_known(tmp_path / "gone", {}, exclude=docs)


def test_each_file_is_looked_at_once_and_none_is_opened(
    docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = places(docs)

    def opened(*args: object, **kwargs: object) -> None:
        raise AssertionError("a file was opened")

    monkeypatch.setattr("builtins.open", opened)
    monkeypatch.setattr(Path, "open", opened)
    monkeypatch.setattr(Path, "stat", opened)
    assert is_as_known(docs, known, exclude=docs / "index")
