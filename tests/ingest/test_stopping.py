"""An ingestion that is ended early keeps what was finished."""

from __future__ import annotations

from pathlib import Path

from ingest.report import Progress
from ingest.stopping import Stopper
from ingest.sync import add_files, reread, sync
from ragqa.index import Index
from ragqa.sources import UPLOADS
from tests.ingest.indexing import OPTIONS, known, statuses, write


def test_what_is_called_when_it_is_stopped() -> None:
    stopper, called = Stopper(), []
    with stopper.calling(lambda: called.append(1)):
        stopper.stop()
    stopper.stop()
    assert called == [1]
    with stopper.calling(lambda: called.append(2)):
        assert called == [1, 2]  # too late to begin
    assert stopper.stopped


def test_a_run_that_is_stopped_keeps_what_was_finished_and_the_next_goes_on(
    index: Index, tmp_path: Path
) -> None:
    docs = tmp_path / "docs"
    for n in range(6):
        write(docs / f"{n}.txt", f"Text number {n} says something. " * 500)
    stopper = Stopper()

    def look(progress: Progress) -> None:
        if progress.files_done:
            stopper.stop()

    report = sync(docs, index, OPTIONS, progress=look, stopper=stopper)
    assert report.stopped
    assert 0 < len(report.files) < 6
    assert set(known(index)) == {file.source for file in report.files}
    done = len(report.files)
    again = sync(docs, index, OPTIONS)
    assert not again.stopped
    assert sorted(statuses(again).values()) == ["new"] * (6 - done) + ["unchanged"] * done


def test_a_run_that_was_stopped_before_it_began_reads_nothing(index: Index, tmp_path: Path) -> None:
    write(tmp_path / "docs" / "a.txt", "Alpha.")
    stopper = Stopper()
    stopper.stop()
    report = sync(tmp_path / "docs", index, OPTIONS, stopper=stopper)
    assert (report.stopped, report.files) == (True, ())


def test_a_document_is_read_again_although_it_did_not_change(index: Index, tmp_path: Path) -> None:
    file = write(tmp_path / "docs" / "a.txt", "Alpha is a letter.")
    same = write(tmp_path / "a.txt", "Alpha is another one.")
    sync(tmp_path / "docs", index, OPTIONS, collection="work")
    add_files([(same, "a.txt")], index, OPTIONS)
    before = {source.folder: source for source in index.sources()}
    report = reread(list(before.values()), index, OPTIONS)
    assert [result.status for result in report.files] == ["reread", "reread"]
    assert all(result.seconds > 0 for result in report.files)
    assert report.embedded == 0  # they say what they said
    after = {source.folder: source for source in index.sources()}
    assert after == before
    file.unlink()
    [lost] = reread([s for s in after.values() if s.folder != UPLOADS], index, OPTIONS).files
    assert lost.status == "failed"
    assert index.document(next(s for f, s in after.items() if f != UPLOADS).document_id)


def test_a_file_that_became_a_link_out_of_its_folder_is_not_read(
    index: Index, tmp_path: Path
) -> None:
    secret = write(tmp_path / "secret.txt", "The cellar holds gold.")
    file = write(tmp_path / "docs" / "a.txt", "Alpha is a letter.")
    inner = write(tmp_path / "docs" / "inner" / "b.txt", "Beta is a letter.")
    sync(tmp_path / "docs", index, OPTIONS)
    file.unlink()
    file.symlink_to(secret)
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "b.txt").symlink_to(secret)
    inner.unlink()
    inner.parent.rmdir()
    inner.parent.symlink_to(tmp_path / "inner")
    report = reread(index.sources(), index, OPTIONS)
    assert [(file.status, file.reason) for file in report.files] == [
        ("failed", "The link leads outside the folder.")
    ] * 2
    assert not index.by_words("gold", 5)[0].scores
    # A link within the folder is followed, as ever.
    file.unlink()
    write(tmp_path / "docs" / "c.txt", "Gamma is a letter.")
    file.symlink_to(tmp_path / "docs" / "c.txt")
    [again] = reread([known(index)["a.txt"]], index, OPTIONS).files
    assert again.status == "changed"


def test_documents_that_were_moved_one_by_one_stay_where_they_are(
    index: Index, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        write(tmp_path / "docs" / f"{name}.txt", f"Text of {name}.")
    sync(tmp_path / "docs", index, OPTIONS)
    with index.writer() as writer:
        writer.assign([known(index)["a.txt"].document_id], "work")
    sync(tmp_path / "docs", index, OPTIONS)
    assert {name: s.collection for name, s in known(index).items()} == {
        "a.txt": "work",
        "b.txt": "default",
    }
