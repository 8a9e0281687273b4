"""Opening an index to write, and what a rebuild must not lose."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from ingest.splitting.split import SPLITTER
from ingest.versions import VERSIONS
from ragqa import factory
from ragqa.configuration import load_settings
from ragqa.errors import IndexUnusableError
from ragqa.index import Index
from ragqa.store import stores
from ragqa.store.catalog import database
from tests.fakes import HashEmbeddings
from tests.ui.conftest import CommandLine
from ui.services import Services, services_over
from ui.texts import EN
from ui.web.library.keeping import keep
from ui.web.library.uploads import Offered


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "documents"
    made.mkdir()
    (made / "a.txt").write_text("Annual leave is fifteen days.")
    return made


def uploaded(
    index: Index, folder: Path, name: str, text: str, collection: str = "default"
) -> Services:
    """Upload a file as the page does."""
    settings = load_settings({"index": index.folder}, environ={}).settings
    services = services_over(index, None, "", settings)  # type: ignore[arg-type] # asks nothing
    file = folder / name
    file.write_text(text)
    offered = [Offered(name, file, file.stat().st_size)]
    keep(services, offered, lambda progress: None, collection)
    return services


def test_an_uploaded_document_that_is_removed_leaves_no_copy(
    ragqa: CommandLine, embeddings: HashEmbeddings, tmp_path: Path
) -> None:
    with Index.open(tmp_path / "index", embeddings, splitter=SPLITTER) as index:
        services = uploaded(index, tmp_path, "comets.txt", "Comets are cold.")
        assert len(list(services.uploads.iterdir())) == 1
    assert not (tmp_path / "comets.txt").exists()  # what the server received
    assert ragqa("remove", "comets.txt", "--index", "index").code == 0
    assert list((tmp_path / "index" / "uploads").iterdir()) == []


def test_an_upload_that_cannot_be_read_is_told_by_its_own_name(
    embeddings: HashEmbeddings, tmp_path: Path
) -> None:
    with Index.open(tmp_path / "index", embeddings, splitter=SPLITTER) as index:
        uploaded(index, tmp_path, "broken.pdf", "%PDF-1.4 nothing")
        known = index.find("broken.pdf")
    assert known.reason.startswith("broken.pdf is damaged")
    assert known.reason_zh.startswith("broken.pdf 已损坏")


@pytest.mark.usefixtures("embeddings")
def test_uploads_are_read_again_where_they_are_read_better_now(
    ragqa: CommandLine, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ragqa("ingest", folder, "--index", "index")
    with Index.open(tmp_path / "index", HashEmbeddings(), splitter=SPLITTER) as index:
        uploaded(index, tmp_path, "comets.md", "Comets are cold.", "secret")
        before = index.find("comets.md")
    monkeypatch.setitem(VERSIONS, "markdown", VERSIONS["markdown"] + 1)
    planned = ragqa("ingest", folder, "--index", "index", "--plan")
    assert "read again  comets.md: It can be read better now." in planned.out
    outcome = ragqa("ingest", folder, "--index", "index")
    assert outcome.code == 0
    assert "read again  comets.md" in outcome.out
    assert "0 chunks embedded" in outcome.out
    with Index.open(tmp_path / "index", HashEmbeddings(), splitter=SPLITTER) as index:
        now = index.find("comets.md")
    assert (now.revision, now.path, now.collection) == (1, before.path, "secret")
    assert "comets.md" not in ragqa("ingest", folder, "--index", "index").out


def test_a_rebuild_with_another_embedder_reads_the_uploads_again(
    ragqa: CommandLine, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Index.open(tmp_path / "index", HashEmbeddings(), splitter=SPLITTER) as index:
        uploaded(index, tmp_path, "彗星.txt", "Comets are cold.")
        uploaded(index, tmp_path, "彗星.txt", "They have tails.", "secret")
    other = HashEmbeddings(dimension=32, name="other")
    monkeypatch.setattr(factory, "open_embeddings", lambda settings: other)
    outcome = ragqa("ingest", folder, "--index", "index", "--rebuild")
    assert outcome.code == 0
    assert EN.erased in outcome.err
    assert outcome.out.count("new  彗星.txt") == 2
    assert other.embedded == 3
    listed = json.loads(ragqa("sources", "--index", "index", "--json").out)
    assert {s["collection"] for s in listed if s["source"] == "彗星.txt"} == {"default", "secret"}
    for place in ("uploads/彗星.txt", "uploads (secret)/彗星.txt"):
        assert ragqa("remove", place, "--index", "index").code == 0
    assert list((tmp_path / "index" / "uploads").iterdir()) == []


def test_a_rebuild_of_a_damaged_catalog_keeps_the_uploads_under_their_stored_names(
    ragqa: CommandLine, folder: Path, tmp_path: Path, embeddings: HashEmbeddings
) -> None:
    with Index.open(tmp_path / "index", embeddings, splitter=SPLITTER) as index:
        services = uploaded(index, tmp_path, "comets.txt", "Comets are cold.")
    for file in (tmp_path / "index").glob("catalog.db*"):
        file.write_bytes(b"broken" * 1000)
    outcome = ragqa("ingest", folder, "--index", "index", "--rebuild")
    assert outcome.code == 0
    [copy] = services.uploads.iterdir()
    assert f"new  {copy.name}" in outcome.out


def test_a_rebuild_never_erases_an_index_of_a_newer_version(
    ragqa: CommandLine, folder: Path, tmp_path: Path, embeddings: HashEmbeddings
) -> None:
    assert ragqa("ingest", folder, "--index", "index").code == 0
    opened = sqlite3.connect(tmp_path / "index" / "catalog.db")
    opened.execute("PRAGMA user_version = 999")
    opened.close()
    refused = ragqa("ingest", folder, "--index", "index", "--rebuild")
    assert refused.code == 2
    assert "newer" in refused.err
    opened = sqlite3.connect(tmp_path / "index" / "catalog.db")
    assert opened.execute("SELECT source FROM source").fetchall() == [("a.txt",)]
    opened.close()


def test_a_rebuild_never_erases_an_index_that_is_busy(
    ragqa: CommandLine,
    folder: Path,
    tmp_path: Path,
    embeddings: HashEmbeddings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert ragqa("ingest", folder, "--index", "index").code == 0
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0.05)
    opened = sqlite3.connect(tmp_path / "index" / "catalog.db", isolation_level=None)
    opened.execute("PRAGMA locking_mode = EXCLUSIVE")
    opened.execute("BEGIN EXCLUSIVE")
    try:
        refused = ragqa("ingest", folder, "--index", "index", "--rebuild")
    finally:
        opened.close()
    assert refused.code == 2
    assert EN.erased not in refused.err
    assert "a.txt" in ragqa("sources", "--index", "index").out


def test_a_rebuild_never_erases_an_index_when_the_disk_is_full(
    ragqa: CommandLine,
    folder: Path,
    tmp_path: Path,
    embeddings: HashEmbeddings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert ragqa("ingest", folder, "--index", "index").code == 0

    def full(*args: object, **kwargs: object) -> Index:
        raise IndexUnusableError("database or disk is full", "磁盘已满")

    with monkeypatch.context() as patch:
        patch.setattr(Index, "open", full)
        refused = ragqa("ingest", folder, "--index", "index", "--rebuild")
    assert refused.code == 2
    assert "disk is full" in refused.err
    opened = stores.open_catalog(tmp_path / "index")
    assert [source.source for source in opened.sources()] == ["a.txt"]
    opened.close()
