"""Deleted documents go for good in time, although nobody writes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ragqa.configuration import load_settings
from ragqa.index import Index
from ragqa.store.kept.recorded import Cited
from ragqa.store.kept.records import Records
from ragqa.store.writing import Writer
from tests.fakes import HashEmbeddings
from tests.ragqa.library import put
from tests.ragqa.store.kept.test_records import RECORD
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


def test_what_a_crash_has_left_of_a_removed_document_goes_too(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    with services.index.writer() as writer:
        put(writer, services.index, "b.txt", "blue plums")
        writer.flush()
        Records(services.index.folder).add(replace(RECORD, cited=(Cited("b.txt", 1, "b.txt"),)))
        with monkeypatch.context() as patch:
            patch.setattr(Writer, "sweep", lambda self: None)
            writer.remove("b.txt")
    assert not services.index.is_swept()
    empty(services)
    assert services.index.is_swept()
    assert Records(services.index.folder).all() == []


def test_what_goes_wrong_once_is_tried_again(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    tried = threading.Semaphore(0)

    def besides() -> None:
        tried.release()
        raise PermissionError(13, "Permission denied")

    with caplog.at_level(logging.ERROR), emptying(services, besides, every=0.01):
        assert all(tried.acquire(timeout=30) for _ in range(2))
    assert "PermissionError: Permission denied" in caplog.text
