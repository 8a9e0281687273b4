"""Ingestion from end to end, with the real parser and the real stores."""

from __future__ import annotations

import os
import signal
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ingest import files as files_module
from ingest.options import Options
from ingest.report import FileResult, Progress, SyncInterruptedError
from ingest.split import SPLITTER
from ingest.sync import add_files, sync
from ragqa.errors import FolderError, IndexLockedError
from ragqa.index import Index
from ragqa.sources import UPLOADS
from ragqa.store.catalog.catalog import Catalog, NewRevision
from tests.fakes import HashEmbeddings
from tests.ingest.indexing import (
    OPTIONS,
    Batches,
    consistent,
    known,
    nearest,
    results,
    statuses,
    write,
)


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    write(folder / "build.txt", "The package is built with debuild. It takes a minute.")
    write(folder / "指南/安装.md", "# 安装\n\n使用 apt 安装软件包。然后重启服务。\n")
    return folder


def test_folder_is_ingested_and_found(docs: Path, index: Index) -> None:
    report = sync(docs, index, OPTIONS)
    assert statuses(report) == {"build.txt": "new", "指南/安装.md": "new"}
    assert report.exit_code == 0
    assert "apt" in nearest(index, "怎样安装软件包")
    source = known(index)["指南/安装.md"]
    assert source.folder == str(docs)
    assert source.path == str(docs / "指南/安装.md")
    assert source.revision == 1
    assert source.chunks == results(report)["指南/安装.md"].chunks > 0
    [hit] = index.hits(index.embed("安装"), [f"{source.document_id}.1.0"])
    assert hit.chunk.headings == ("安装",)
    assert hit.chunk.sha256 == source.sha256 != ""
    assert consistent(index)


def test_second_run_embeds_nothing(docs: Path, index: Index, embedder: HashEmbeddings) -> None:
    first = sync(docs, index, OPTIONS)
    before = embedder.embedded
    again = sync(docs, index, OPTIONS)
    assert set(statuses(again).values()) == {"unchanged"}
    assert embedder.embedded == before == first.embedded
    assert (again.embedded, again.exit_code) == (0, 0)
    assert again.totals["chunks"] == first.totals["chunks"]


def test_file_written_again_with_the_same_content_is_unchanged(
    docs: Path, index: Index, embedder: HashEmbeddings
) -> None:
    sync(docs, index, OPTIONS)
    before = embedder.embedded
    os.utime(docs / "build.txt", ns=(1, 1))
    assert set(statuses(sync(docs, index, OPTIONS)).values()) == {"unchanged"}
    assert embedder.embedded == before
    assert known(index)["build.txt"].mtime_ns == 1


def test_changed_file_keeps_its_id_and_the_old_text_no_longer_answers(
    docs: Path, index: Index
) -> None:
    sync(docs, index, OPTIONS)
    before = known(index)["build.txt"]
    write(docs / "build.txt", "Sbuild is what builds the package in a clean chroot.")
    report = sync(docs, index, OPTIONS)
    assert statuses(report) == {"build.txt": "changed", "指南/安装.md": "unchanged"}
    after = known(index)["build.txt"]
    assert (after.document_id, after.revision) == (before.document_id, 2)
    assert "chroot" in nearest(index, "The package is built with debuild")
    assert consistent(index)


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

    monkeypatch.setattr("ingest.files.os.scandir", refuse)
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


def test_links_are_not_followed_out_of_the_folder(docs: Path, index: Index, tmp_path: Path) -> None:
    secret = write(tmp_path / "docs_evil" / "secret.txt", "The password is swordfish.")
    (docs / "link.txt").symlink_to(secret)
    (docs / "folder").symlink_to(secret.parent)
    (docs / "inside.txt").symlink_to("build.txt")
    report = sync(docs, index, OPTIONS)
    assert statuses(report) == {
        "build.txt": "new",
        "folder": "skipped",
        "inside.txt": "new",
        "link.txt": "skipped",
        "指南/安装.md": "new",
    }
    assert "swordfish" not in nearest(index, "password swordfish")
    (docs / "build.txt").unlink()
    (docs / "build.txt").symlink_to(secret)  # in the place of a document
    again = {(file.source, file.status) for file in sync(docs, index, OPTIONS).files}
    assert {("build.txt", "skipped"), ("build.txt", "deleted")} <= again
    assert "build.txt" not in known(index)


def test_index_inside_the_folder_is_not_ingested(docs: Path, embedder: HashEmbeddings) -> None:
    with Index.open(docs / "index", embedder, splitter=SPLITTER) as inside:
        write(docs / "index" / "notes.txt", "Not a document.")
        assert set(statuses(sync(docs, inside, OPTIONS))) == {"build.txt", "指南/安装.md"}


def test_ignored_files_are_left_out_and_removed_when_they_were_known(
    docs: Path, index: Index
) -> None:
    sync(docs, index, OPTIONS)
    report = sync(docs, index, OPTIONS, ignore=["*.txt"])
    assert statuses(report) == {"build.txt": "deleted", "指南/安装.md": "unchanged"}


def test_rebuild_embeds_everything_again_and_keeps_the_ids(
    docs: Path, index: Index, embedder: HashEmbeddings
) -> None:
    first = sync(docs, index, OPTIONS)
    ids = {name: source.document_id for name, source in known(index).items()}
    report = sync(docs, index, OPTIONS, rebuild=True)
    assert set(statuses(report).values()) == {"changed"}
    assert embedder.embedded == 2 * first.embedded
    assert {name: source.document_id for name, source in known(index).items()} == ids
    assert set(statuses(sync(docs, index, OPTIONS)).values()) == {"unchanged"}
    assert consistent(index)


def test_folder_without_a_usable_file_asks_for_exit_code_2(index: Index, tmp_path: Path) -> None:
    write(tmp_path / "docs" / "film.mkv", "x")
    assert sync(tmp_path / "docs", index, OPTIONS).exit_code == 2
    with pytest.raises(FolderError):
        sync(tmp_path / "missing", index, OPTIONS)


def test_index_that_is_being_written_is_refused(docs: Path, index: Index) -> None:
    with index.writer(), pytest.raises(IndexLockedError):
        sync(docs, index, OPTIONS)


def test_the_smallest_files_are_read_first(tmp_path: Path, index: Index) -> None:
    folder = tmp_path / "sizes"
    for name, times in (("a", 30), ("b", 1), ("c", 10)):
        write(folder / f"{name}.txt", "The gull sat on the mast. " * times)
    seen: list[Progress] = []
    sync(folder, index, OPTIONS, progress=seen.append)
    assert list(dict.fromkeys(progress.current for progress in seen)) == ["b.txt", "c.txt", "a.txt"]


def test_progress_grows_to_all_files_and_chunks(docs: Path, index: Index) -> None:
    write(docs / "empty.txt", "")
    seen: list[Progress] = []
    report = sync(docs, index, OPTIONS, progress=seen.append)
    assert seen[-1].files_done == seen[-1].files_total == 3
    assert seen[-1].chunks_done == report.embedded > 0
    order = [(p.files_done, p.chunks_done, p.seconds) for p in seen]
    assert order == sorted(order)
    assert {p.current for p in seen} == {"build.txt", "empty.txt", "指南/安装.md"}


def test_stop_while_a_folder_is_read_keeps_what_was_finished(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    for number in range(3):
        write(docs / f"{number}.txt", f"The text of number {number} is long. " * 300)
    embedder = Batches(stop_at=2)
    with Index.open(tmp_path / "index", embedder, splitter=SPLITTER) as index:
        with pytest.raises(SyncInterruptedError) as stopped:
            sync(docs, index, OPTIONS)
        assert {source.status for source in stopped.value.report.files} <= {"new"}
        assert len(index.sources()) == len(stopped.value.report.files) > 0
        assert consistent(index)


def test_stop_while_the_stores_are_written_waits_until_they_agree(
    docs: Path, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_live = Catalog.go_live

    def stop_then_go_live(self: Catalog, documents: Sequence[NewRevision]) -> None:
        signal.raise_signal(signal.SIGINT)
        go_live(self, documents)

    monkeypatch.setattr(Catalog, "go_live", stop_then_go_live)
    with pytest.raises(SyncInterruptedError) as stopped:
        sync(docs, index, OPTIONS)
    assert stopped.value.report.totals["new"] == 2 == len(index.sources())
    assert consistent(index)


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
