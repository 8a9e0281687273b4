"""A watched folder: bursts make one run, files being written are waited for, nothing is lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.folder.watch import News, Schedule, Waits, Watcher
from ragqa.errors import FolderError, IndexLockedError, RagqaError
from tests.ingest.indexing import write

WAITS = Waits(quiet=2, longest=60, between=300, again=30)
QUICK = Waits(quiet=0.2, longest=5.0, between=600.0, again=0.2, tick=0.05)
_PATIENCE = 30.0  # seconds after which a test that waits for something gives up


def test_the_first_run_is_due_at_once() -> None:
    assert Schedule(WAITS).due <= 0


def test_each_change_puts_the_run_off_until_it_is_quiet() -> None:
    schedule = Schedule(WAITS)
    schedule.ran(0)
    assert schedule.due == 300
    for now in (10, 11, 12.5):
        schedule.changed(now)
        assert schedule.due == now + 2


def test_changes_without_end_do_not_put_it_off_for_ever() -> None:
    schedule = Schedule(WAITS)
    schedule.ran(0)
    for now in range(10, 100):
        schedule.changed(now)
    assert schedule.due == 70
    schedule.ran(70)
    schedule.changed(71)
    assert schedule.due == 73


def test_a_run_that_failed_is_tried_again_before_long() -> None:
    schedule = Schedule(WAITS)
    schedule.failed(5)
    assert schedule.due == 35
    schedule.changed(6)
    assert schedule.due == 8


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=50).map(sorted))
def test_a_change_is_always_followed_by_a_run_in_time(changes: list[float]) -> None:
    schedule = Schedule(WAITS)
    schedule.ran(0)
    first: float | None = None  # of the changes that no run has seen
    for now in changes:
        if schedule.due <= now:
            schedule.ran(schedule.due)
            first = None
        schedule.changed(now)
        first = now if first is None else first
        assert now <= schedule.due <= min(now + WAITS.quiet, first + WAITS.longest)


class Trial:
    """A watcher in a thread; what it ran and told can be waited for."""

    def __init__(self, folder: Path, *, exclude: Path | None = None) -> None:
        self.runs: list[set[str]] = []
        self.told: list[News | RagqaError] = []
        self.errors: list[RagqaError] = []  # raised by the next runs
        self._folder = folder
        self.watcher = Watcher(
            folder, self._run, self.told.append, exclude=[exclude] if exclude else (), waits=QUICK
        )

    def _run(self) -> None:
        if self.errors:
            raise self.errors.pop(0)
        self.runs.append({p.name for p in self._folder.rglob("*.txt")})

    def until(self, condition: Callable[[], bool]) -> None:
        end = time.monotonic() + _PATIENCE
        while not condition():
            assert time.monotonic() < end, (self.runs, self.told)
            time.sleep(0.01)


@contextmanager
def watched(folder: Path, *, exclude: Path | None = None) -> Iterator[Trial]:
    """A trial that has made its first run and listens."""
    trial = Trial(folder, exclude=exclude)
    thread = threading.Thread(target=trial.watcher.watch)
    thread.start()
    try:
        trial.until(lambda: len(trial.runs) == 1 and trial.told == ["watching"])
        yield trial
    finally:
        trial.watcher.stop()
        thread.join(_PATIENCE)
        assert not thread.is_alive()


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    write(tmp_path / "docs" / "a.txt", "alpha")
    return tmp_path / "docs"


def test_it_runs_at_the_start_and_after_each_change(docs: Path) -> None:
    with watched(docs) as trial:
        assert trial.runs == [{"a.txt"}]
        write(docs / "sub" / "b.txt", "beta")
        trial.until(lambda: trial.runs[-1] == {"a.txt", "b.txt"})
        write(docs / "sub" / "c.txt", "in a folder made while watching")
        trial.until(lambda: trial.runs[-1] == {"a.txt", "b.txt", "c.txt"})
        (docs / "a.txt").rename(docs / "z.txt")
        trial.until(lambda: trial.runs[-1] == {"z.txt", "b.txt", "c.txt"})
        (docs / "z.txt").unlink()
        trial.until(lambda: trial.runs[-1] == {"b.txt", "c.txt"})


def test_a_burst_is_one_run_that_sees_all_of_it(docs: Path) -> None:
    with watched(docs) as trial:
        for n in range(100):
            write(docs / f"{n}.txt", "text")
        trial.until(lambda: len(trial.runs[-1]) == 101)
        # Without waiting for quiet the hundred reports would make many runs.
        assert len(trial.runs) <= 20  # a busy machine may halt in the middle of it


def test_what_is_no_document_asks_for_no_run(docs: Path) -> None:
    (docs / "index").mkdir()
    (docs / ".git").mkdir()
    with watched(docs, exclude=docs / "index") as trial:
        write(docs / "index" / "catalog.db", "written by every run")
        write(docs / ".git" / "lock", "x")
        write(docs / "~$a.docx", "lock file of an office program")
        (docs / "a.txt").read_text()  # reading is no change
        time.sleep(4 * QUICK.quiet)
        assert len(trial.runs) == 1


def test_a_folder_that_vanishes_is_waited_for(docs: Path, tmp_path: Path) -> None:
    with watched(docs) as trial:
        docs.rename(tmp_path / "away")
        trial.until(lambda: trial.told[-1] == "vanished")
        runs = len(trial.runs)
        (tmp_path / "away" / "b.txt").write_text("while it was away")
        (tmp_path / "away").rename(docs)
        trial.until(lambda: len(trial.runs) > runs and trial.runs[-1] == {"a.txt", "b.txt"})
        assert trial.told == ["watching", "vanished", "returned", "watching"]
        write(docs / "c.txt", "it listens again")
        trial.until(lambda: "c.txt" in trial.runs[-1])


def test_an_error_is_told_once_and_the_run_tried_again(docs: Path) -> None:
    locked = IndexLockedError("locked", "被锁定")
    with watched(docs) as trial:
        trial.errors = [locked, locked, FolderError("empty", "空")]
        write(docs / "b.txt", "beta")
        trial.until(lambda: trial.runs[-1] == {"a.txt", "b.txt"})
        assert [str(told) for told in trial.told] == ["watching", "locked", "empty"]


def test_where_the_system_watches_no_more_folders_it_looks_itself(
    docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from watchdog import observers
    from watchdog.observers import polling

    def full(self: object) -> None:
        raise OSError(28, "inotify watch limit reached")

    real = polling.PollingObserver
    monkeypatch.setattr(observers.Observer, "start", full)
    monkeypatch.setattr(polling, "PollingObserver", lambda timeout: real(timeout=0.1))
    trial = Trial(docs)
    thread = threading.Thread(target=trial.watcher.watch)
    thread.start()
    try:
        trial.until(lambda: trial.told == ["polling"] and len(trial.runs) == 1)
        write(docs / "b.txt", "beta")
        trial.until(lambda: trial.runs[-1] == {"a.txt", "b.txt"})
    finally:
        trial.watcher.stop()
        thread.join(_PATIENCE)


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FolderError):
        Trial(tmp_path / "missing")
