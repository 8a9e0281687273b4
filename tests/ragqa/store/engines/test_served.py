"""Vectors on a real Chroma server: the same contract, moved to and fro, and what is lost mended."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ragqa.errors import IndexUnusableError, SettingsError
from ragqa.index import Index
from ragqa.store.engines.served import Served, checked_address, marked
from ragqa.store.engines.vectors import ChromaVectors
from ragqa.store.library import open_library
from tests.chroma_server import ChromaServer, chroma_server
from tests.contracts import VectorContract
from tests.fakes import HashEmbeddings
from tests.stocked import LEAVE, open_stocked


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    with chroma_server(tmp_path_factory.mktemp("chroma")) as running:
        yield running


@pytest.fixture
def stocked(tmp_path: Path) -> Path:
    """An index whose vectors are in its folder."""
    with open_stocked(tmp_path / "index"):
        return tmp_path / "index"


@contextmanager
def opened(folder: Path, chroma: str) -> Iterator[Index]:
    with Index.open(folder, HashEmbeddings(), splitter="test", chroma=chroma) as index:
        yield index


def nearest(index: Index) -> list[tuple[str, float]]:
    found = index.dense(index.embed(LEAVE), 3)
    return [(key, round(score, 4)) for key, score in found]


def numbers(folder: Path) -> list[Path]:
    return sorted((folder / "vectors").iterdir())


def collections(server: ChromaServer) -> set[str]:
    path = "api/v2/tenants/default_tenant/databases/default_database/collections"
    with urllib.request.urlopen(f"{server.address}/{path}") as answer:  # noqa: S310
        return {collection["name"] for collection in json.load(answer)}


class TestServedVectors(VectorContract):
    @pytest.fixture(autouse=True)
    def _server(self, server: ChromaServer, request: pytest.FixtureRequest) -> None:
        self.served = Served(server.address, f"test-{abs(hash(request.node.name))}")

    def open(self, folder: Path) -> ChromaVectors:
        return ChromaVectors(folder / "vectors", 3, self.served)


def test_vectors_move_to_a_server_and_back(stocked: Path, server: ChromaServer) -> None:
    with opened(stocked, "") as index:
        before = nearest(index)
    with opened(stocked, server.address) as index:
        assert nearest(index) == before
        assert index.check().problems() == []
    [folder] = numbers(stocked)
    served = marked(folder)
    assert served is not None
    assert served.collection in collections(server)
    assert not (folder / "chroma.sqlite3").exists()
    with opened(stocked, "folder") as index:
        assert nearest(index) == before
    [folder] = numbers(stocked)
    assert marked(folder) is None
    assert served.collection not in collections(server)


def test_documents_are_added_and_removed_there(tmp_path: Path, server: ChromaServer) -> None:
    folder = tmp_path / "index"
    with opened(folder, server.address):
        pass
    with open_stocked(folder, chroma=server.address) as index:
        assert index.check().problems() == []
        with index.writer() as writer:
            writer.remove(index.find("notes.md").document_id)
        assert index.check().problems() == []
        # Another process sees it too.
        with opened(folder, server.address) as other:
            assert nearest(other) == nearest(index)
            assert other.check().chunks_vectors == 4


def test_an_index_on_a_server_that_is_not_named_asks_nobody(
    stocked: Path, server: ChromaServer
) -> None:
    with opened(stocked, "") as index:
        before = nearest(index)
    with opened(stocked, server.address) as index:
        nearest(index)
    with opened(stocked, "") as index:
        assert nearest(index) == before  # compared one by one, from the catalog
        with pytest.raises(IndexUnusableError, match="set `chroma` to it"):
            index.check()
    with open_library(stocked) as library, pytest.raises(IndexUnusableError, match="chroma"):
        library.check()


def test_without_its_server_an_index_answers_and_says_what_to_do(
    stocked: Path, tmp_path: Path
) -> None:
    with chroma_server(tmp_path / "other") as server, opened(stocked, server.address) as index:
        before = nearest(index)
        server.stop()
        assert nearest(index) == before
        with (
            pytest.raises(IndexUnusableError, match="start it, or set `chroma`") as refused,
            index.writer() as writer,
        ):
            writer.remove(index.find("notes.md").document_id)
        assert server.address in refused.value.zh
    with opened(stocked, "folder") as index:
        assert nearest(index)[0] == before[0]
        with index.writer() as writer:
            writer.sweep()  # the removal is made an end of
        assert index.check().problems() == []


def test_what_a_server_has_lost_is_written_anew(stocked: Path, tmp_path: Path) -> None:
    with chroma_server(tmp_path / "first") as server, opened(stocked, server.address) as index:
        before = nearest(index)
        address = server.address
    port = Served(address, "").port
    with chroma_server(tmp_path / "empty", port), opened(stocked, address) as index:
        assert nearest(index) == before
        assert index.check().problems() == []


@pytest.mark.parametrize(
    "setting",
    ["localhost:8000", "ftp://h", "http://", "http://h/path", "http://me:secret@h", "http://h:x"],
)
def test_what_is_no_address_is_refused(setting: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"127\.0\.0\.1:8000") as refused:
        checked_address(setting)
    assert "secret" not in refused.value.en
    with pytest.raises(SettingsError), opened(tmp_path, setting):
        pass


def test_a_marker_that_is_damaged_is_of_nobody(stocked: Path) -> None:
    [folder] = numbers(stocked)
    (folder / "server.json").write_text("{")
    with opened(stocked, "") as index:
        assert index.check().problems() == []
        assert nearest(index)
