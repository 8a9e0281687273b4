"""What the tests of ingestion start from: an empty index."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.split import SPLITTER
from ragqa.index import Index
from tests.fakes import HashEmbeddings


@pytest.fixture
def embedder() -> HashEmbeddings:
    return HashEmbeddings()


@pytest.fixture
def index(tmp_path: Path, embedder: HashEmbeddings) -> Iterator[Index]:
    with Index.open(tmp_path / "index", embedder, splitter=SPLITTER) as opened:
        yield opened
