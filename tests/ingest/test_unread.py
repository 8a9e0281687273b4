"""Files that cannot be read: what is told of them, what stays, and when they are tried again."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ingest.folder import files as files_module
from ingest.options import Options
from ingest.report import FileResult
from ingest.sync import sync
from ragqa.errors import FolderError
from ragqa.index import Index
from tests.fakes import HashEmbeddings
from tests.ingest.indexing import (
    OPTIONS,
    consistent,
    known,
    nearest,
    results,
    statuses,
    write,
)


def test_files_that_cannot_be_read_are_reported_and_the_rest_is_ingested(
    docs: Path, index: Index
) -> None:
    write(docs / "empty.txt", "")
    write(docs / "blank.txt", " \n\t\n")
    write(docs / "broken.pdf", "%PDF-1.7 nothing more")
    write(docs / "large.txt", "word " * 300_000)
    write(docs / "film.mkv", "x")
    report = sync(docs, index, OPTIONS)
    assert statuses(report) == {
        "blank.txt": "failed",
        "broken.pdf": "failed",
        "build.txt": "new",
        "empty.txt": "failed",
        "film.mkv": "skipped",
        "large.txt": "failed",
        "指南/安装.md": "new",
    }
    assert report.exit_code == 1
    for file in report.files:
        assert (file.reason == "") == (file.status == "new")
        assert (file.reason_zh != file.reason) == (file.status != "new")
    assert results(report)["large.txt"].reason.startswith("The file has 1.4 MB, more than the 1.0")
    assert known(index)["empty.txt"].revision == 0
    assert known(index)["empty.txt"].reason == results(report)["empty.txt"].reason
    assert "film.mkv" not in known(index)


def test_file_that_failed_is_tried_again_and_its_reason_is_gone_when_it_can_be_read(
    docs: Path, index: Index
) -> None:
    write(docs / "late.txt", "")
    assert statuses(sync(docs, index, OPTIONS))["late.txt"] == "failed"
    assert statuses(sync(docs, index, OPTIONS))["late.txt"] == "failed"
    failed_id = known(index)["late.txt"].document_id
    write(docs / "late.txt", "Here it is at last.")
    assert statuses(sync(docs, index, OPTIONS))["late.txt"] == "new"
    source = known(index)["late.txt"]
    assert (source.document_id, source.revision, source.reason) == (failed_id, 1, "")


def test_file_that_failed_is_not_read_again_until_it_or_its_reading_changes(
    docs: Path, index: Index
) -> None:
    broken = write(docs / "broken.pdf", "%PDF-1.7 nothing more")
    first = results(sync(docs, index, OPTIONS))["broken.pdf"]

    def again(options: Options = OPTIONS, *, rebuild: bool = False) -> FileResult:
        return results(sync(docs, index, options, rebuild=rebuild))["broken.pdf"]

    assert first.seconds > 0
    unread = replace(first, seconds=0.0)
    assert again() == unread
    assert again(replace(OPTIONS, passwords=("secret",))).seconds > 0
    assert again().seconds > 0  # other passwords once more
    assert again() == unread
    os.utime(broken, ns=(1, 1))
    assert again() == unread
    assert again() == unread
    write(broken, "%PDF-1.7 something more")
    assert again().seconds > 0
    assert again() == unread
    assert again(rebuild=True).seconds > 0


def test_file_that_failed_is_not_read_again_under_another_name(docs: Path, index: Index) -> None:
    broken = write(docs / "broken.pdf", "%PDF-1.7 nothing more")
    sync(docs, index, OPTIONS)
    before = known(index)["broken.pdf"]
    (docs / "new").mkdir()
    broken.rename(docs / "new" / "other.pdf")
    told = results(sync(docs, index, OPTIONS))["new/other.pdf"]
    assert (told.status, told.seconds) == ("failed", 0.0)
    assert told.reason.startswith("other.pdf ")
    now = known(index)["new/other.pdf"]
    assert now.document_id == before.document_id
    assert "broken.pdf" not in known(index)
    assert results(sync(docs, index, OPTIONS))["new/other.pdf"] == told


def test_document_whose_new_version_fails_goes_on_answering_until_it_can_be_read(
    docs: Path, index: Index
) -> None:
    sync(docs, index, OPTIONS)
    text = (docs / "build.txt").read_text()
    write(docs / "build.txt", "")
    report = sync(docs, index, OPTIONS)
    assert statuses(report)["build.txt"] == "failed"
    assert results(report)["build.txt"].chunks == known(index)["build.txt"].chunks > 0
    assert "debuild" in nearest(index, "debuild")
    assert known(index)["build.txt"].reason
    assert statuses(sync(docs, index, OPTIONS))["build.txt"] == "failed"
    write(docs / "build.txt", text)
    sync(docs, index, OPTIONS)
    assert known(index)["build.txt"].reason == ""
    assert consistent(index)


def test_file_that_vanishes_before_it_is_read_has_failed_and_is_read_when_it_is_there_again(
    docs: Path, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    discover = files_module.discover
    text, time = (docs / "build.txt").read_text(), (docs / "build.txt").stat().st_mtime_ns

    def discover_then_delete(*args: Any, **kwargs: Any) -> Iterator[object]:
        entries = list(discover(*args, **kwargs))
        (docs / "build.txt").unlink()
        return iter(entries)

    monkeypatch.setattr("ingest.survey.discover", discover_then_delete)
    report = sync(docs, index, OPTIONS)
    assert statuses(report) == {"build.txt": "failed", "指南/安装.md": "new"}
    assert "No such file" in results(report)["build.txt"].reason
    monkeypatch.undo()
    os.utime(write(docs / "build.txt", text), ns=(time, time))
    assert statuses(sync(docs, index, OPTIONS))["build.txt"] == "new"


def test_documents_of_a_sub_folder_that_cannot_be_read_are_kept(
    docs: Path, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync(docs, index, OPTIONS)
    scandir = os.scandir

    # Permissions do not stop root, as whom tests may run.
    def refuse(path: Path) -> object:
        if path.name == "指南":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr("ingest.folder.files.os.scandir", refuse)
    report = sync(docs, index, OPTIONS)
    assert statuses(report) == {"build.txt": "unchanged", "指南/": "failed"}
    assert report.exit_code == 1
    assert "apt" in nearest(index, "使用 apt 安装软件包")


def test_documents_of_a_sub_folder_that_cannot_even_be_looked_at_are_kept(
    docs: Path, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync(docs, index, OPTIONS)
    look = Path.stat

    def refuse(path: Path, **options: Any) -> os.stat_result:
        if path.name == "指南":
            raise PermissionError(13, "Permission denied")
        return look(path, **options)

    monkeypatch.setattr(Path, "stat", refuse)
    report = sync(docs, index, OPTIONS)
    assert statuses(report) == {"build.txt": "unchanged", "指南": "failed"}
    assert "apt" in nearest(index, "使用 apt 安装软件包")


def test_an_emptied_folder_is_taken_for_an_unmounted_disk(tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "a.txt").write_text("员工每年有十五天年假。", encoding="utf-8")
    with Index.open(tmp_path / "index", HashEmbeddings(), splitter="test") as index:
        sync(folder, index, OPTIONS)
        (folder / "a.txt").unlink()
        with pytest.raises(FolderError, match=r"is empty.*1 document .*ragqa remove"):
            sync(folder, index, OPTIONS)
        assert [source.source for source in index.sources()] == ["a.txt"]


def test_folder_without_a_usable_file_asks_for_exit_code_2(index: Index, tmp_path: Path) -> None:
    write(tmp_path / "docs" / "film.mkv", "x")
    assert sync(tmp_path / "docs", index, OPTIONS).exit_code == 2
    with pytest.raises(FolderError):
        sync(tmp_path / "missing", index, OPTIONS)


def test_file_with_a_remark_is_not_read_again(
    docs: Path, index: Index, embedder: HashEmbeddings
) -> None:
    with zipfile.ZipFile(docs / "mixed.zip", "w") as packed:
        packed.writestr("read.txt", "Apples are red.")
        packed.writestr("unread.exe", b"MZ")
    first = results(sync(docs, index, OPTIONS))["mixed.zip"]
    assert (first.status, bool(first.reason)) == ("new", True)
    before = embedder.embedded
    again = results(sync(docs, index, OPTIONS))["mixed.zip"]
    assert again.status == "unchanged"
    assert (again.reason, again.reason_zh) == (first.reason, first.reason_zh)
    assert embedder.embedded == before
