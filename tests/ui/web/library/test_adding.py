"""Ingestions that wait for another program."""

from __future__ import annotations

import threading

import pytest

from ingest.report import Report
from ragqa.errors import AccessError, IndexLockedError
from ui.web.library import adding
from ui.web.library.adding import once_free
from ui.web.library.works import Works

DONE = Report((), 3, 0.0)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adding, "AGAIN", 0.01)


def test_it_is_tried_until_the_other_has_ended_and_permitted_each_time() -> None:
    work, asked = Works().begin(), []
    tries = iter([IndexLockedError("busy"), IndexLockedError("busy"), None])

    def write() -> Report:
        if (refused := next(tries)) is not None:
            raise refused
        return DONE

    assert once_free(work, lambda: asked.append(1), write) == DONE
    assert len(asked) == 3
    assert work.waits == "program"


def test_who_cancels_waits_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adding, "AGAIN", 600.0)
    work, tried = Works().begin(), threading.Event()

    def write() -> Report:
        tried.set()
        raise IndexLockedError("busy")

    def cancel() -> None:
        tried.wait(60)
        work.stopper.stop()

    threading.Thread(target=cancel).start()
    assert once_free(work, lambda: None, write).stopped


def test_who_may_no_more_is_refused_after_the_wait() -> None:
    asked = iter([None, AccessError("no")])

    def permitted() -> None:
        if (refused := next(asked)) is not None:
            raise refused

    def write() -> Report:
        raise IndexLockedError("busy")

    with pytest.raises(AccessError):
        once_free(Works().begin(), permitted, write)
