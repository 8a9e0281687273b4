"""A plan says what a run will do, and the run does just that."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from ingest import survey
from ingest.options import Options
from ingest.report import Report
from ingest.sync import sync
from ragqa.errors import FolderError
from ragqa.index import Index
from ragqa.store.stores import open_catalog
from tests.ingest.indexing import OPTIONS, results, statuses, write


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    for name in ("stays", "changes", "goes", "moves"):
        write(tmp_path / "docs" / f"{name}.txt", f"The text of the file that {name}.")
    write(tmp_path / "docs" / "broken.pdf", "%PDF-1.7 nothing more")
    write(tmp_path / "docs" / "film.mkv", "x")
    return tmp_path / "docs"


@pytest.fixture
def index(index: Index, docs: Path) -> Index:
    sync(docs, index, OPTIONS)
    return index


def change(docs: Path) -> None:
    write(docs / "changes.txt", "Quite another text by now.")
    (docs / "goes.txt").unlink()
    (docs / "moves.txt").rename(docs / "moved.txt")
    write(docs / "new.txt", "A new file.")
    write(docs / "empty.txt", "")
    write(docs / "large.txt", "x" * 1_000_001)


def planned(docs: Path, index: Index, *, rebuild: bool = False) -> Report:
    listing = survey.look(docs, (), index.folder)
    known = index.sources(str(listing.root))
    return survey.preview(listing, known, OPTIONS, rebuild=rebuild)


def test_the_plan_is_what_the_run_does(docs: Path, index: Index) -> None:
    change(docs)
    plan = planned(docs, index)
    assert statuses(plan) == {
        "broken.pdf": "failed",
        "changes.txt": "changed",
        "empty.txt": "failed",
        "film.mkv": "skipped",
        "goes.txt": "deleted",
        "large.txt": "failed",
        "moved.txt": "moved",
        "new.txt": "new",
        "stays.txt": "unchanged",
    }
    assert results(plan)["moved.txt"].reason == "It was moves.txt."
    assert statuses(sync(docs, index, OPTIONS)) == statuses(plan)


def test_a_file_that_failed_is_planned_to_be_tried_again_where_it_may_be_read_now(
    docs: Path, index: Index
) -> None:
    write(docs / "broken.pdf", "%PDF-1.7 something more")
    plan = planned(docs, index)
    assert "tried again" in results(plan)["broken.pdf"].reason


def test_making_the_plan_changes_nothing(docs: Path, index: Index) -> None:
    change(docs)
    before = [(s, s.ingested_at) for s in index.sources()]
    planned(docs, index)
    assert [(s, s.ingested_at) for s in index.sources()] == before


def test_a_rebuild_is_planned_as_one(docs: Path, index: Index) -> None:
    assert statuses(planned(docs, index, rebuild=True))["stays.txt"] == "changed"


def test_an_emptied_folder_is_refused_as_by_the_run(docs: Path, index: Index) -> None:
    for path in docs.iterdir():
        path.unlink()
    with pytest.raises(FolderError, match="is its disk mounted"):
        planned(docs, index)


class TestNothingToDo:
    """``nothing_to_do`` gives the report of a run without changes, and never of another."""

    def ask(
        self, docs: Path, index: Index, reading: Options = OPTIONS, **changed: object
    ) -> Report | None:
        catalog = open_catalog(index.folder)
        try:
            options = {"ignore": (), "collection": None, "every_file": False} | changed
            return survey.nothing_to_do(
                docs,
                catalog,
                reading,
                index_folder=index.folder,
                **options,  # type: ignore[arg-type]
            )
        finally:
            catalog.close()

    def settle(self, docs: Path, index: Index) -> None:
        (docs / "broken.pdf").unlink()
        (docs / "film.mkv").unlink()
        sync(docs, index, OPTIONS)

    def test_the_totals_are_those_of_the_run(self, docs: Path, index: Index) -> None:
        self.settle(docs, index)
        run = sync(docs, index, OPTIONS)
        report = self.ask(docs, index)
        assert report is not None
        assert report.totals | {"seconds": 0} == run.totals | {"seconds": 0}
        assert (report.files, report.unlisted, report.exit_code) == ((), 4, 0)

    def test_every_file_is_listed_where_that_is_wanted(self, docs: Path, index: Index) -> None:
        self.settle(docs, index)
        report = self.ask(docs, index, every_file=True)
        assert report is not None
        assert report.files == sync(docs, index, OPTIONS).files

    def test_skipped_files_are_reported_as_by_the_run(self, docs: Path, index: Index) -> None:
        (docs / "broken.pdf").unlink()
        run = sync(docs, index, OPTIONS)
        assert run.totals["deleted"] == 1
        report = self.ask(docs, index)
        assert report is not None
        assert report.files == sync(docs, index, OPTIONS).files
        assert statuses(report)["film.mkv"] == "skipped"

    @pytest.mark.parametrize("every_file", [False, True])
    def test_a_file_that_failed_is_reported_again_but_not_read_again(
        self, docs: Path, index: Index, every_file: bool
    ) -> None:
        (docs / "film.mkv").unlink()
        sync(docs, index, OPTIONS)
        run = sync(docs, index, OPTIONS)
        report = self.ask(docs, index, every_file=every_file)
        assert report is not None
        assert report.totals | {"seconds": 0} == run.totals | {"seconds": 0}
        assert results(report)["broken.pdf"] == results(run)["broken.pdf"]
        assert report.exit_code == run.exit_code == 1

    def test_a_file_that_failed_asks_for_a_run_where_it_may_be_read_now(
        self, docs: Path, index: Index
    ) -> None:
        sync(docs, index, OPTIONS)
        assert self.ask(docs, index, replace(OPTIONS, passwords=("open",))) is None
        assert self.ask(docs, index) is not None
        os.utime(docs / "broken.pdf", ns=(1, 1))
        assert self.ask(docs, index) is None
        (docs / "broken.pdf").unlink()
        assert self.ask(docs, index) is None

    def test_every_change_asks_for_a_run(self, docs: Path, index: Index) -> None:
        self.settle(docs, index)
        assert self.ask(docs, index, ignore=["stays.txt"]) is None
        assert self.ask(docs, index, collection="other") is None
        assert self.ask(docs, index, collection="default") is not None
        os.utime(docs / "stays.txt", ns=(1, 1))
        assert self.ask(docs, index) is None
        sync(docs, index, OPTIONS)
        (docs / "moves.txt").rename(docs / "moved.txt")
        assert self.ask(docs, index) is None

    def test_a_folder_of_which_nothing_is_known_asks_for_a_run(
        self, tmp_path: Path, index: Index
    ) -> None:
        write(tmp_path / "other" / "film.mkv", "x")
        assert self.ask(tmp_path / "other", index) is None


def test_a_folder_without_a_file_to_read_is_told_from_one_with(tmp_path: Path) -> None:
    folder, place = tmp_path / "docs", tmp_path / "docs" / "index"
    write(folder / "film.mkv", "x")
    write(folder / "notes.bak", "x")
    write(place / "inside.txt", "x")
    report = survey.nothing_to_read(folder, (), place)
    assert report is not None
    assert statuses(report) == {"film.mkv": "skipped", "notes.bak": "skipped"}
    write(folder / "a.txt", "x")
    assert survey.nothing_to_read(folder, (), place) is None
    assert survey.nothing_to_read(folder, ("a.txt",), place) is not None
