"""What is done to documents at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path

import pytest

from ragqa.chain import RagChain
from ragqa.configuration import load_settings
from ragqa.errors import IndexUnusableError
from ragqa.index import Index
from ragqa.retrieval import HybridRetriever
from tests.fakes import ScriptedChat
from tests.stocked import open_stocked
from ui.services import services_over
from ui.web.library import keeping
from ui.web.library.uploads import Offered


def test_of_two_deletions_that_come_at_once_one_waits_for_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = load_settings({"index": tmp_path / "index"}, environ={}).settings
    begun, go_on, write = threading.Event(), threading.Event(), Index.writer

    @contextmanager
    def slowly(index: Index) -> Iterator[object]:
        begun.set()
        go_on.wait(60)
        with write(index) as writer:
            yield writer

    monkeypatch.setattr(keeping, "_TICK", 0.01)
    with open_stocked(settings.index) as index, ThreadPoolExecutor() as pool:
        retriever = HybridRetriever(index=index)
        chain = RagChain(
            retriever,
            ScriptedChat(answers=[""]),
            context_size=4096,
            answer_tokens=64,
            evidence=None,
        )
        services = services_over(index, chain, "", settings)
        monkeypatch.setattr(Index, "writer", slowly)
        first, second = [source.document_id for source in index.sources()]
        deletions = [pool.submit(keeping.discard, services, [first])]
        assert begun.wait(60)
        deletions.append(pool.submit(keeping.discard, services, [second]))
        wait(deletions[1:], timeout=1)
        go_on.set()
        assert [len(each.result()) for each in deletions] == [1, 1]
        assert index.sources() == []


def test_where_nothing_can_be_written_the_file_that_was_sent_goes(tmp_path: Path) -> None:
    settings = load_settings({"index": tmp_path / "index"}, environ={}).settings
    sent = tmp_path / "sent"
    sent.write_text("text")
    with open_stocked(settings.index) as index:
        chain = RagChain(
            HybridRetriever(index=index),
            ScriptedChat(answers=[""]),
            context_size=4096,
            answer_tokens=64,
            evidence=None,
        )
        services = services_over(index, chain, "", settings)
        services.uploads.write_text("a file in place of the folder")
        with pytest.raises(IndexUnusableError):
            keeping.keep(services, [Offered("a.txt", sent, 4)], lambda progress: None)
    assert not sent.exists()
