"""Deleted documents go for good in time, although nobody writes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ragqa.configuration import load_settings
from ragqa.index import Index
from tests.fakes import HashEmbeddings
from tests.ragqa.library import put
from ui.services import Services, services_over
from ui.web.emptying import empty, emptying


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    settings = load_settings({"index": tmp_path}, environ={}).settings
    with Index.open(tmp_path, HashEmbeddings(), splitter="s") as index:
        with index.writer() as writer:
            put(writer, index, "a.txt", "red apples")
            writer.flush()
            writer.discard(["a.txt"], seconds=0)
        yield services_over(index, None, "", settings)  # type: ignore[arg-type] # asks nothing


def test_what_is_due_goes_when_the_server_starts(services: Services) -> None:
    assert services.index.trash_is_due()
    with emptying(services, every=60):
        pass
    assert not services.index.trash_is_due()
    assert not any(thread.name == "ragqa-trash" for thread in threading.enumerate())


def test_it_waits_while_others_write(services: Services) -> None:
    with services.turn:
        empty(services)
    assert services.index.trash_is_due()
    with services.index.writer():
        pass


def test_another_process_that_writes_is_no_error(services: Services) -> None:
    with services.index.writer() as writer:
        writer.discard([], seconds=0)
        put(writer, services.index, "b.txt", "blue plums")
        writer.flush()
        writer.discard(["b.txt"], seconds=0)
        empty(services)
        assert services.index.trash_is_due()
    empty(services)
    assert not services.index.trash_is_due()
