"""What is done to documents once that can be."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from ragqa.access.identity import Identity
from ragqa.errors import AccessError, IndexLockedError
from ragqa.sources import Source
from ui.web.library import adding, waiting
from ui.web.library.shelf import Shelf
from ui.web.library.waiting import Act, do_when_free
from ui.web.library.works import Done, Work

KNOWN = Source("a", "/f", "a.txt", "/f/a.txt", 1, 1, 1, "", 0, 0, 1)
GONE = Done("deleted", ["a.txt"], ("a",))
ANN = Identity("ann", "editor", frozenset({"work"}))


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adding, "AGAIN", 0.01)
    monkeypatch.setattr(waiting, "visitor_now", lambda: ANN)


def act(do: Callable[[], Done], collection: str = "work") -> Act:
    return Act("deleted", "delete", [replace(KNOWN, collection=collection)], do)


def refuse_first() -> Callable[[], Done]:
    tries = iter([IndexLockedError("busy"), IndexLockedError("busy"), None])

    def do() -> Done:
        if (refused := next(tries)) is not None:
            raise refused
        return GONE

    return do


def ended(shelf: Shelf) -> list[Work]:
    for _ in range(1000):
        if not shelf.works.running:
            break
        time.sleep(0.01)
    return [*shelf.works]


def test_what_can_be_done_at_once_is_no_work() -> None:
    shelf = Shelf()
    do_when_free(shelf, act(lambda: GONE))
    assert shelf.done == GONE
    assert [*shelf.works] == []


def test_what_must_wait_is_told_and_done_later() -> None:
    shelf = Shelf()
    do_when_free(shelf, act(refuse_first()))
    assert ended(shelf) == []
    assert shelf.done == GONE


def test_who_may_no_more_does_nothing_after_the_wait() -> None:
    shelf = Shelf()
    do_when_free(shelf, act(refuse_first(), collection="private"))
    [work] = ended(shelf)
    assert work.then == Done("deleted", ["a.txt"])
    assert work.waits == "program"
    assert shelf.done is None
    assert isinstance(work.failure, AccessError)
