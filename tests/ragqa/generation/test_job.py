from __future__ import annotations

import threading

import pytest

from ragqa.generation.job import Job


def test_a_job_runs_beside_its_maker_and_gives_what_it_made() -> None:
    go = threading.Event()

    def work() -> int:
        go.wait()
        return 7

    job = Job(work, "work")
    assert not job.done(0)
    go.set()
    assert job.result() == 7
    assert job.done(None)


def test_what_it_raises_is_raised_where_it_is_waited_for() -> None:
    def fail() -> None:
        raise ValueError("no")

    job = Job(fail, "work")
    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            job.result()
