"""The bundled embedder, unpacked once and kept between runs, loaded once in a run; indexes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ragqa.embedding.bundled import NAME, PASSAGE_PREFIX, QUERY_PREFIX, prepare
from ragqa.embedding.embeddings import SentenceTransformerEmbeddings
from ragqa.index import Index
from tests.ragqa.library import opened, put
from tests.stocked import open_stocked


@pytest.fixture(scope="session")
def bundled_folder() -> Path:
    return prepare(Path(os.environ.get("RAGQA_CACHE") or Path.home() / ".cache" / "ragqa"))


@pytest.fixture(scope="session")
def embedder(bundled_folder: Path) -> SentenceTransformerEmbeddings:
    return SentenceTransformerEmbeddings(
        str(bundled_folder),
        name=NAME,
        query_prefix=QUERY_PREFIX,
        passage_prefix=PASSAGE_PREFIX,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Of a closed index with two documents and three chunks."""
    with opened(tmp_path) as index, index.writer() as writer:
        put(writer, index, "a", "red apples", "green pears")
        put(writer, index, "b", "red cherries")
    return tmp_path


@pytest.fixture
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The index of tests.stocked, open."""
    with open_stocked(tmp_path_factory.mktemp("index")) as opened:
        yield opened
