"""What an older reader has read is read again by itself, and only that."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from ingest import survey
from ingest.options import Options
from ingest.parsed import Parsed
from ingest.splitting.split import SPLITTER
from ingest.sync import sync
from ingest.versions import OCR, VERSIONS
from ragqa.errors import DocumentError
from ragqa.index import Index
from ragqa.store.catalog import tables
from ragqa.store.stores import open_catalog
from tests.fakes import HashEmbeddings
from tests.ingest.formats.test_images import picture
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

TEXT = "The package is built with debuild. It takes a minute."


def asks_for_nothing(docs: Path, index: Index, options: Options = OPTIONS) -> bool:
    """Whether a run is known to have nothing to do before an embedder is loaded."""
    with closing(open_catalog(index.folder)) as catalog:
        report = survey.nothing_to_do(
            *(docs, catalog, options),
            ignore=(),
            index_folder=index.folder,
            collection=None,
            every_file=False,
        )
        return report is not None


def test_a_raised_version_has_its_kind_read_again_and_no_other(
    docs: Path, index: Index, better: Callable[[str], None]
) -> None:
    sync(docs, index, OPTIONS)
    assert asks_for_nothing(docs, index)
    better("markdown")
    assert not asks_for_nothing(docs, index)
    listing = survey.look(docs, (), index.folder)
    plan = survey.preview(listing, index.sources(), OPTIONS)
    assert statuses(plan) == {"build.txt": "unchanged", "指南/安装.md": "reread"}
    told = results(plan)["指南/安装.md"]
    assert (told.reason, told.reason_zh) == ("It can be read better now.", "现在可更好地读取。")
    report = sync(docs, index, OPTIONS)
    assert statuses(report) == statuses(plan)
    assert (report.totals["reread"], report.exit_code) == (1, 0)
    assert asks_for_nothing(docs, index)
    assert set(statuses(sync(docs, index, OPTIONS)).values()) == {"unchanged"}


def test_a_document_that_a_better_reader_cannot_read_goes_on_answering_and_is_tried_once(
    docs: Path,
    index: Index,
    better: Callable[[str], None],
    says: Callable[[Callable[[Parsed], Parsed]], None],
) -> None:
    sync(docs, index, OPTIONS)
    read: list[Parsed] = []

    def refuse(parsed: Parsed) -> Parsed:
        read.append(parsed)
        raise DocumentError("build.txt is odd.", "build.txt 异常。")

    better("text")
    says(refuse)
    for _ in range(2):
        assert statuses(sync(docs, index, OPTIONS))["build.txt"] == "failed"
    assert len(read) == 1
    assert "debuild" in nearest(index, "debuild")
    better("text")
    says(lambda parsed: parsed)
    assert statuses(sync(docs, index, OPTIONS))["build.txt"] == "changed"


def test_what_changed_is_read_before_what_is_only_read_better(
    docs: Path, index: Index, better: Callable[[str], None]
) -> None:
    write(docs / "a.txt", "Small.")
    sync(docs, index, OPTIONS)
    better("text")
    write(docs / "new.txt", "A new file that is larger than the others. " * 20)
    order: list[str] = []
    sync(docs, index, OPTIONS, progress=lambda progress: order.append(progress.current))
    assert list(dict.fromkeys(order)) == ["new.txt", "a.txt", "build.txt"]


def test_of_a_document_that_is_touched_the_time_is_noted_too(
    docs: Path, index: Index, better: Callable[[str], None]
) -> None:
    sync(docs, index, OPTIONS)
    better("text")
    write(docs / "build.txt", (docs / "build.txt").read_text())
    assert statuses(sync(docs, index, OPTIONS))["build.txt"] == "reread"
    assert known(index)["build.txt"].mtime_ns == (docs / "build.txt").stat().st_mtime_ns
    assert asks_for_nothing(docs, index)


def test_an_index_of_before_versions_is_read_once_again_and_nothing_of_it_embedded(
    docs: Path, tmp_path: Path
) -> None:
    embedder = Batches()
    with Index.open(tmp_path / "index", embedder, splitter=SPLITTER) as index:
        sync(docs, index, OPTIONS)
        before = known(index)
    make_old(tmp_path / "index")
    embedder.sizes.clear()
    with Index.open(tmp_path / "index", embedder, splitter=SPLITTER) as index:
        assert {source.read_by for source in index.sources()} == {""}
        assert set(statuses(sync(docs, index, OPTIONS)).values()) == {"reread"}
        assert known(index) == before
        assert embedder.sizes == []
        assert asks_for_nothing(docs, index)
        assert consistent(index)


def make_old(folder: Path) -> None:
    """Take from an index what the version of its catalog before this one did not have."""
    with closing(sqlite3.connect(folder / "catalog.db")) as db:
        db.execute("ALTER TABLE source DROP COLUMN read_by")
        db.execute(f"PRAGMA user_version = {len(tables.MIGRATIONS) - 1}")


def test_a_run_that_is_stopped_keeps_what_was_read_again_and_the_next_reads_the_rest(
    docs: Path,
    index: Index,
    better: Callable[[str], None],
    says: Callable[[Callable[[Parsed], Parsed]], None],
) -> None:
    sync(docs, index, OPTIONS)
    folder = docs / "more"
    for n in range(3):
        write(folder / f"{n}.txt", TEXT * (n + 2))
    sync(docs, index, OPTIONS)
    better("text")
    read: list[Parsed] = []

    def stop(parsed: Parsed) -> Parsed:
        read.append(parsed)
        if len(read) == 3:
            raise KeyboardInterrupt
        return parsed

    says(stop)
    with pytest.raises(KeyboardInterrupt):
        sync(docs, index, OPTIONS)
    newest = f"text={VERSIONS['text']}"
    assert [s.source for s in index.sources() if s.read_by == newest] == ["build.txt", "more/0.txt"]
    assert consistent(index)
    says(lambda parsed: parsed)
    assert sync(docs, index, OPTIONS).totals["reread"] == 2


def test_a_scan_is_read_again_for_better_text_recognition_alone_and_where_that_is_on(
    tmp_path: Path, index: Index, embedder: HashEmbeddings, better: Callable[[str], None]
) -> None:
    docs = tmp_path / "scans"
    docs.mkdir()
    picture("Invoice 4711").save(docs / "scan.pdf")
    sync(docs, index, OPTIONS)
    [source] = index.sources()
    assert (source.pages_by_ocr, source.read_by) == (1, f"{OCR}={VERSIONS[OCR]}")
    better("pdf")
    assert asks_for_nothing(docs, index)
    better(OCR)
    assert asks_for_nothing(docs, index, replace(OPTIONS, ocr=False))
    embedded = embedder.embedded
    assert statuses(sync(docs, index, OPTIONS)) == {"scan.pdf": "reread"}
    assert embedder.embedded == embedded
    assert asks_for_nothing(docs, index)
