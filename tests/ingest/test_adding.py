"""Single files are added beside those of folders."""

from __future__ import annotations

from pathlib import Path

from ingest.sync import add_files, sync
from ragqa.index import Index
from ragqa.sources import UPLOADS
from tests.fakes import HashEmbeddings
from tests.ingest.indexing import (
    OPTIONS,
    known,
    statuses,
    write,
)


def test_added_files_are_kept_under_their_shown_name_and_nothing_is_deleted(
    docs: Path, index: Index, tmp_path: Path, embedder: HashEmbeddings
) -> None:
    sync(docs, index, OPTIONS)
    first = write(tmp_path / "tmp" / "8f2a.txt", "An uploaded note on lintian.")
    report = add_files([(first, "../笔记.txt")], index, OPTIONS)
    assert statuses(report) == {"../笔记.txt": "new"}
    source = known(index)["../笔记.txt"]
    assert (source.folder, source.path) == (UPLOADS, str(first))
    assert set(known(index)) == {"build.txt", "指南/安装.md", "../笔记.txt"}
    embedded = embedder.embedded
    second = write(tmp_path / "tmp" / "91bc.txt", "An uploaded note on lintian.")
    assert statuses(add_files([(second, "../笔记.txt")], index, OPTIONS)) == {
        "../笔记.txt": "unchanged"
    }
    assert embedder.embedded == embedded
    assert known(index)["../笔记.txt"].path == str(second)
    assert set(statuses(sync(docs, index, OPTIONS)).values()) == {"unchanged"}


def test_added_files_of_one_name_are_numbered_and_bad_ones_are_reported(
    index: Index, tmp_path: Path
) -> None:
    files = [
        (write(tmp_path / "1.txt", "Alpha is first."), "a.txt"),
        (write(tmp_path / "2.txt", "Beta is second."), "a.txt"),
        (tmp_path / "gone.txt", "gone.txt"),
        (write(tmp_path / "3.mkv", "x"), "film.mkv"),
    ]
    assert statuses(add_files(files, index, OPTIONS)) == {
        "a.txt": "new",
        "a (2).txt": "new",
        "gone.txt": "failed",
        "film.mkv": "skipped",
    }


def test_a_file_does_not_replace_one_of_its_name_in_another_collection(
    index: Index, tmp_path: Path
) -> None:
    for n, collection in enumerate(("default", "work", "work")):
        file = write(tmp_path / f"{n}.txt", f"Note number {n}.")
        add_files([(file, "note.txt")], index, OPTIONS, collection=collection)
    assert {s.collection: (s.folder, Path(s.path).name) for s in index.sources()} == {
        "default": ("uploads", "0.txt"),
        "work": ("uploads (work)", "2.txt"),
    }
    assert all(source.is_upload for source in index.sources())
