"""Which documents a name and a collection mean, and that search is kept to them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from ragqa.errors import SettingsError, UnknownSourceError
from ragqa.index import Index
from ragqa.retrieval import HybridRetriever
from ragqa.scope import Scope
from ragqa.sources import DEFAULT_COLLECTION
from ragqa.store.catalog import tables
from ragqa.store.catalog.catalog import Catalog
from ragqa.store.scoping import choosing
from ragqa.store.scoping.seen import Seen
from ragqa.store.scoping.selecting import EVERYTHING, select
from tests.fakes import HashEmbeddings
from tests.ragqa.library import put


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    """Two folders; the second one is the collection "work"."""
    with Index.open(tmp_path / "index", HashEmbeddings(), splitter="s1") as index:
        with index.writer() as writer:
            put(writer, index, "a", "red apples", folder="/home")
            put(writer, index, "b", "red cherries", source="a", folder="/work")
            put(writer, index, "c", "red plums", folder="/work")
            writer.flush()
            writer.collect("/work", "work")
        yield index


def found(index: Index, **only: object) -> set[str]:
    hits = HybridRetriever(index=index, k=9).search("red", Scope(**only))  # type: ignore[arg-type]
    return {hit.chunk.document_id for hit in hits}


def test_search_is_kept_to_a_collection(index: Index) -> None:
    assert found(index) == {"a", "b", "c"}
    assert found(index, collection="work") == {"b", "c"}
    assert found(index, collection=DEFAULT_COLLECTION) == {"a"}
    kept = HybridRetriever(index=index, k=9, scope=Scope(collection="work"))
    assert {hit.chunk.document_id for hit in kept.search("red", Scope(collection="default"))} == {
        "a"
    }
    documents = kept.invoke("red", scope=Scope(collection="default"))
    assert [document.metadata["document_id"] for document in documents] == ["a"]


def test_a_document_is_looked_for_within_the_collection(index: Index) -> None:
    with pytest.raises(UnknownSourceError, match=r'Several documents are called "a"'):
        found(index, sources=("a",))
    assert found(index, sources=("a",), collection="work") == {"b"}
    with pytest.raises(UnknownSourceError, match=r'"c" in the collection "default": see'):
        found(index, sources=("c",), collection="default")


def test_an_unknown_collection_is_named_with_those_there_are(index: Index) -> None:
    with pytest.raises(UnknownSourceError, match=r'"wrok".*there are: work, default\.') as error:
        found(index, collection="wrok")
    assert "没有集合 “wrok”；现有集合：work, default。" in error.value.zh


def test_a_collection_that_is_everything_needs_no_filter(tmp_path: Path) -> None:
    with Index.open(tmp_path, HashEmbeddings(), splitter="s1") as index:
        with index.writer() as writer:
            put(writer, index, "a", "red apples")
        catalog = Catalog(tmp_path / "catalog.db")
        seen = Seen(catalog)
        assert select(seen, Scope(collection="default")) == EVERYTHING
        assert select(seen, Scope()) == EVERYTHING
        catalog.close()


@pytest.mark.parametrize(("given", "name"), [(" 工作 ", "工作"), ("e\u0301", "é"), ("a b", "a b")])
def test_a_collection_may_have_any_name_that_can_be_shown(given: str, name: str) -> None:
    assert choosing.checked_collection(given) == name


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "a\u202eb", "x" * 101, "\ud800"])
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(SettingsError, match="A collection cannot be called"):
        choosing.checked_collection(name)


def test_an_index_of_before_there_were_collections_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    with sqlite3.connect(path) as db:
        db.executescript(tables.MIGRATIONS[0])
        db.execute("PRAGMA user_version = 1")
        db.execute("INSERT INTO source VALUES ('d','/f','a','/f/a',1,1,1,'',0,0,0,'',5.0)")
    db.close()
    catalog = Catalog(path)
    [source] = catalog.sources()
    assert (source.document_id, source.collection) == ("d", DEFAULT_COLLECTION)
    assert (source.reason, source.ingested_at) == ("", 5.0)
    catalog.close()


@pytest.mark.parametrize("many", [0, 200])
def test_a_collection_that_is_most_of_the_index_gives_the_same_hits(
    index: Index, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    """Whether the engines are told of its documents, or its hits are picked from all."""
    monkeypatch.setattr("ragqa.store.scoping.finding._MANY", many)
    with index.writer() as writer:
        put(writer, index, "d", *(f"red red apples {n}" for n in range(30)), folder="/home")
        put(writer, index, "e", "red grapes", folder="/work")
        writer.flush()
        writer.collect("/work", "work")
    query = index.embed("red apples")
    work = index.select(Scope(collection="work"))
    for n in (1, 2, 9):
        dense = {key for key, _ in index.dense(query, n, work)}
        lexical = {key for key, _ in index.lexical(query, n, work)}
        assert len(dense) == len(lexical) == min(n, 3)
        assert dense | lexical <= {"b.1.0", "c.1.0", "e.1.0"}
