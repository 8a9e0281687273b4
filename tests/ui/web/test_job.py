from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from ui.web.job import Job


def test_reports_arrive_in_order() -> None:
    def work(report: Callable[[int], None], stopped: threading.Event) -> None:
        for number in range(5):
            report(number)

    assert [r for r in Job(work).reports(1) if r is not None] == [0, 1, 2, 3, 4]


def test_silence_yields_none_so_that_the_reader_can_look_around() -> None:
    gate = threading.Event()

    def work(report: Callable[[str], None], stopped: threading.Event) -> None:
        gate.wait()
        report("done")

    reports = Job(work).reports(0.01)
    assert next(reports) is None
    gate.set()
    assert "done" in list(reports)


def test_stop_ends_the_reports_while_the_work_is_silent_and_tells_the_work() -> None:
    told = threading.Event()

    def work(report: Callable[[str], None], stopped: threading.Event) -> None:
        stopped.wait()
        told.set()

    job = Job(work)
    reports = job.reports(0.01)
    assert next(reports) is None
    job.stop()
    assert list(reports) == []
    assert told.wait(60)


def test_an_error_of_the_work_is_raised_where_the_reports_are_read() -> None:
    def work(report: Callable[[str], None], stopped: threading.Event) -> None:
        report("first")
        raise ValueError("broken")

    reports = Job(work).reports(1)
    assert next(reports) == "first"
    with pytest.raises(ValueError, match="broken"):
        list(reports)
