"""An index follows its folder without reading what was only moved, touched or deleted."""

from __future__ import annotations

import os
from pathlib import Path

from ingest.sync import sync
from ragqa.index import Index
from tests.fakes import HashEmbeddings
from tests.ingest.indexing import (
    OPTIONS,
    consistent,
    known,
    nearest,
    statuses,
    write,
)


def test_file_written_again_with_the_same_content_is_unchanged(
    docs: Path, index: Index, embedder: HashEmbeddings
) -> None:
    sync(docs, index, OPTIONS)
    before = embedder.embedded
    os.utime(docs / "build.txt", ns=(1, 1))
    assert set(statuses(sync(docs, index, OPTIONS)).values()) == {"unchanged"}
    assert embedder.embedded == before
    assert known(index)["build.txt"].mtime_ns == 1


def test_renamed_file_is_moved_without_embedding(
    docs: Path, index: Index, embedder: HashEmbeddings
) -> None:
    sync(docs, index, OPTIONS)
    before, embedded = known(index)["build.txt"], embedder.embedded
    (docs / "sub").mkdir()
    (docs / "build.txt").rename(docs / "sub" / "make.txt")
    report = sync(docs, index, OPTIONS)
    assert statuses(report) == {"sub/make.txt": "moved", "指南/安装.md": "unchanged"}
    after = known(index)["sub/make.txt"]
    assert (after.document_id, after.revision) == (before.document_id, before.revision)
    assert after.path == str(docs / "sub" / "make.txt")
    assert embedder.embedded == embedded
    assert set(statuses(sync(docs, index, OPTIONS)).values()) == {"unchanged"}


def test_swapped_names_are_moves_without_embedding(
    docs: Path, index: Index, embedder: HashEmbeddings
) -> None:
    write(docs / "a.txt", "Alpha is the first letter.")
    write(docs / "b.txt", "Beta comes after it.")
    sync(docs, index, OPTIONS)
    ids = {name: known(index)[name].document_id for name in ("a.txt", "b.txt")}
    embedded = embedder.embedded
    (docs / "a.txt").rename(docs / "c.txt")
    (docs / "b.txt").rename(docs / "a.txt")
    (docs / "c.txt").rename(docs / "b.txt")
    report = statuses(sync(docs, index, OPTIONS))
    assert (report["a.txt"], report["b.txt"]) == ("moved", "moved")
    assert known(index)["a.txt"].document_id == ids["b.txt"]
    assert known(index)["b.txt"].document_id == ids["a.txt"]
    assert embedder.embedded == embedded


def test_deleted_file_no_longer_answers(docs: Path, index: Index) -> None:
    sync(docs, index, OPTIONS)
    (docs / "build.txt").unlink()
    report = sync(docs, index, OPTIONS)
    assert statuses(report) == {"build.txt": "deleted", "指南/安装.md": "unchanged"}
    assert set(known(index)) == {"指南/安装.md"}
    assert "debuild" not in nearest(index, "The package is built with debuild")
    assert consistent(index)


def test_file_moved_over_another_while_a_new_one_takes_its_place(docs: Path, index: Index) -> None:
    write(docs / "a.txt", "Alpha is the first letter.")
    write(docs / "b.txt", "Beta comes after it.")
    sync(docs, index, OPTIONS)
    (docs / "a.txt").replace(docs / "b.txt")
    write(docs / "a.txt", "Gamma is quite another one.")
    report = sync(docs, index, OPTIONS)
    assert sorted((file.source, file.status) for file in report.files) == [
        ("a.txt", "new"),
        ("b.txt", "deleted"),
        ("b.txt", "moved"),
        ("build.txt", "unchanged"),
        ("指南/安装.md", "unchanged"),
    ]
    assert set(statuses(sync(docs, index, OPTIONS)).values()) == {"unchanged"}
    assert consistent(index)


def test_folders_are_mirrored_apart(docs: Path, index: Index, tmp_path: Path) -> None:
    sync(docs, index, OPTIONS)
    write(tmp_path / "other" / "build.txt", "Another file of that name.")
    sync(tmp_path / "other", index, OPTIONS)
    assert len(index.sources()) == 3
    (tmp_path / "other" / "build.txt").unlink()
    write(tmp_path / "other" / "stays.txt", "An empty folder would be an unmounted disk.")
    assert statuses(sync(tmp_path / "other", index, OPTIONS)) == {
        "build.txt": "deleted",
        "stays.txt": "new",
    }
    assert len(index.sources()) == 3


def test_ignored_files_are_left_out_and_removed_when_they_were_known(
    docs: Path, index: Index
) -> None:
    sync(docs, index, OPTIONS)
    report = sync(docs, index, OPTIONS, ignore=["*.txt"])
    assert statuses(report) == {"build.txt": "deleted", "指南/安装.md": "unchanged"}
