"""What the tests of ingestion start from: an empty index, and a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.parsed import Parsed
from ingest.sandbox.sandbox import Parser
from ingest.splitting.split import SPLITTER
from ingest.versions import VERSIONS
from ragqa.index import Index
from tests.fakes import HashEmbeddings
from tests.ingest.indexing import write


@pytest.fixture
def embedder() -> HashEmbeddings:
    return HashEmbeddings()


@pytest.fixture
def index(tmp_path: Path, embedder: HashEmbeddings) -> Iterator[Index]:
    with Index.open(tmp_path / "index", embedder, splitter=SPLITTER) as opened:
        yield opened


@pytest.fixture
def better(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Raises the version of a kind."""
    return lambda kind: monkeypatch.setitem(VERSIONS, kind, VERSIONS[kind] + 1)


@pytest.fixture
def says(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Parsed], Parsed]], None]:
    """Lets the readers give something else than they do."""

    def change(read: Callable[[Parsed], Parsed]) -> None:
        class Changed(Parser):
            def parse(self, path: Path) -> Parsed:
                return read(super().parse(path))

        monkeypatch.setattr("ingest.reading.Parser", Changed)

    return change


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    write(folder / "build.txt", "The package is built with debuild. It takes a minute.")
    write(folder / "指南/安装.md", "# 安装\n\n使用 apt 安装软件包。然后重启服务。\n")
    return folder
