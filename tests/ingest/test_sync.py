"""Ingestion from end to end, with the real parser and the real stores."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from pathlib import Path

import pytest

from ingest.report import Progress, SyncInterruptedError
from ingest.splitting.split import SPLITTER
from ingest.sync import sync
from ragqa.errors import IndexLockedError
from ragqa.index import Index
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
