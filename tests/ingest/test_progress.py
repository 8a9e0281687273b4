"""How far an ingestion is."""

from __future__ import annotations

import pytest

from ingest.progress import Track
from ingest.report import FileProgress


def test_nothing_is_known_before_files_are_expected() -> None:
    progress = Track().progress(5.0, "")
    assert (progress.files_total, progress.left, progress.files) == (0, None, ())


def test_each_file_goes_from_reading_through_its_chunks_to_its_end() -> None:
    track = Track()
    track.expect([("a", 10), ("b", 20)])
    assert track.progress(0.0, "").files == (FileProgress("a", None, 0, 0),)
    track.read("a", 4)
    track.embedded(["a"])
    assert track.progress(0.0, "a").files == (
        FileProgress("a", None, 4, 1),
        FileProgress("b", None, 0, 0),
    )
    track.done("a", "new")
    track.done("b", "failed")
    progress = track.progress(0.0, "b")
    assert progress.files == (FileProgress("b", "failed", 0, 0), FileProgress("a", "new", 4, 4))
    assert (progress.files_done, progress.files_total, progress.chunks_done) == (2, 2, 1)


def test_the_time_left_follows_the_share_that_is_done() -> None:
    track = Track()
    track.expect([("a", 1_000_000), ("b", 1_000_000)])
    assert track.progress(10.0, "").left is None
    track.done("a", "new")
    assert track.progress(10.0, "a").left == pytest.approx(10.0)
    assert track.progress(1.0, "a").left is None  # too early to tell
    track.read("b", 2)
    track.embedded(["b"])
    assert track.progress(10.0, "b").left == pytest.approx(10.0 * 0.35 / 1.65)
    track.done("b", "new")
    assert track.progress(10.0, "b").left == pytest.approx(0.0)


def test_only_a_few_of_many_files_are_told_of() -> None:
    track = Track()
    track.expect((str(n), 1) for n in range(100))
    for n in range(50):
        track.read(str(n), 1)
    for n in range(40):
        track.done(str(n), "new")
    progress = track.progress(1.0, "")
    assert len(progress.files) == 13
    assert progress.files[6] == FileProgress("50", None, 0, 0)
    assert [file.source for file in progress.files[7:]] == ["39", "38", "37", "36", "35", "34"]
