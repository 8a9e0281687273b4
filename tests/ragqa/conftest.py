"""The bundled embedder, unpacked once and kept between runs, loaded once in a run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ragqa.bundled import NAME, PASSAGE_PREFIX, QUERY_PREFIX, prepare
from ragqa.embeddings import SentenceTransformerEmbeddings


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
