"""What the page is made of, over an empty index, its conversations kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.splitting.split import SPLITTER
from ragqa.chain import RagChain
from ragqa.configuration import load_settings
from ragqa.index import Index
from ragqa.retrieval import HybridRetriever
from ragqa.store.kept.records import Records
from tests.fakes import HashEmbeddings, ScriptedChat
from ui.services import Services, services_over


@pytest.fixture
def services(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Services]:
    given = {"index": tmp_path / "index", "save_conversations": getattr(request, "param", "on")}
    settings = load_settings(given, environ={}).settings
    with Index.open(settings.index, HashEmbeddings(), splitter=SPLITTER) as index:
        chain = RagChain(
            HybridRetriever(index=index),
            ScriptedChat(answers=[""]),
            context_size=4096,
            answer_tokens=64,
            evidence=None,
            records=Records(index.folder),
        )
        yield services_over(index, chain, "", settings)
