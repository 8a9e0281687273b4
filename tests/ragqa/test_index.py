from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from ragqa.errors import (
    EmbedderMismatchError,
    EmptyIndexError,
    IndexDamagedError,
    IndexUnusableError,
    UnknownSourceError,
)
from ragqa.index import Index
from ragqa.retrieval import HybridRetriever
from ragqa.scope import Scope
from ragqa.store.health import Health
from ragqa.types import chunk_id
from tests.fakes import HashEmbeddings
from tests.ragqa.library import found, put
from tests.stocked import LEAVE, open_stocked


def opened(folder: Path, embeddings: HashEmbeddings | None = None) -> Index:
    return Index.open(folder, embeddings or HashEmbeddings(), splitter="s1")


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with opened(tmp_path / "index") as index:
        yield index


@pytest.fixture
def fruit(index: Index) -> Index:
    with index.writer() as writer:
        put(writer, index, "a", "red apples", "green pears")
        put(writer, index, "b", "red cherries", source="sub/b")
    return index


def test_a_new_index_is_empty_and_finds_nothing(index: Index) -> None:
    query = index.embed("anything")
    assert index.empty
    assert index.dense(query, 5) == []
    assert index.lexical(query, 5) == []
    assert index.hits(query, ["x.1.0"]) == []
    assert index.sources() == []


def test_no_index_and_none_to_be_made_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EmptyIndexError, match="ragqa ingest FOLDER"):
        Index.open(tmp_path / "no", HashEmbeddings(), splitter=None, create=False)
    assert not (tmp_path / "no").exists()


def test_a_path_that_the_system_does_not_take_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(IndexUnusableError, match="name too long"):
        Index.open(tmp_path / ("x" * 5000), HashEmbeddings(), splitter=None, create=False)


def test_an_index_that_is_gone_says_so_and_asks_for_no_repair(fruit: Index, tmp_path: Path) -> None:
    (tmp_path / "index").rename(tmp_path / "elsewhere")

    def write() -> None:
        with fruit.writer() as writer:
            writer.remove("a")

    for use in (fruit.sources, partial(HybridRetriever(index=fruit).search, "red apples"), write):
        with pytest.raises(IndexUnusableError, match="no longer there") as gone:
            use()
        assert "repair" not in gone.value.en
    assert not (tmp_path / "index").exists()
    (tmp_path / "elsewhere").rename(tmp_path / "index")
    assert [source.source for source in fruit.sources()] == ["a", "sub/b"]


def test_both_engines_find_what_was_put(fruit: Index) -> None:
    query = fruit.embed("red apples")
    [(nearest, cosine)] = fruit.dense(query, 1)
    assert (nearest, round(cosine, 5)) == ("a.1.0", 1.0)
    assert [key for key, _ in fruit.lexical(query, 5)] == ["a.1.0", "b.1.0"]
    assert not fruit.empty


def test_hits_have_both_exact_scores_whichever_engine_found_them(fruit: Index) -> None:
    query = fruit.embed("red apples")
    hits = fruit.hits(query, ["b.1.0", "a.1.1", "a.1.0", "gone.1.0"])
    assert [hit.chunk.id for hit in hits] == ["b.1.0", "a.1.1", "a.1.0"]
    dense = dict(fruit.dense(query, 5))
    lexical = dict(fruit.lexical(query, 5))
    for hit in hits:
        assert hit.dense == pytest.approx(dense[hit.chunk.id], abs=1e-5)
        assert hit.score == hit.dense
        assert hit.lexical == pytest.approx(lexical.get(hit.chunk.id, 0.0))
    assert hits[1].lexical == hits[1].coverage == 0.0
    assert 0 < hits[0].coverage < hits[2].coverage <= 1


def test_cosines_are_the_same_whatever_was_read_before(fruit: Index) -> None:
    query = fruit.embed("red apples")
    ids = ["a.1.0", "b.1.0", "a.1.1", "gone.1.0"]
    known = fruit.cosines(query, ["a.1.0"])
    read = fruit.vectors(["b.1.0", "gone.1.0"])
    assert set(read) == {"b.1.0"}
    near = fruit.cosines(query, ids, known=known, vectors=read)
    assert near == pytest.approx(fruit.cosines(query, ids))
    assert set(near) == {"a.1.0", "b.1.0", "a.1.1"}


def test_only_the_chosen_documents_are_searched(fruit: Index) -> None:
    query = fruit.embed("red")
    only = fruit.select(Scope(sources=("sub/b",)))
    assert {key for key, _ in fruit.dense(query, 5, only)} == {"b.1.0"}
    assert {key for key, _ in fruit.lexical(query, 5, only)} == {"b.1.0"}
    assert len(fruit.dense(query, 5, fruit.select(Scope(sources=("sub/b", "a"))))) == 3


def test_an_unknown_document_is_named_with_what_comes_near(fruit: Index) -> None:
    with pytest.raises(UnknownSourceError, match=r'"sub/c".*did you mean sub/b'):
        fruit.select(Scope(sources=("sub/c",)))


def test_a_name_of_two_documents_is_not_searched(fruit: Index) -> None:
    with fruit.writer() as writer:
        put(writer, fruit, "c", "red", source="a", folder="/g")
    with pytest.raises(UnknownSourceError, match=r"/f/a, /g/a"):
        fruit.select(Scope(sources=("a",)))
    chosen = fruit.select(Scope(sources=("/g/a",)))
    for search in (fruit.dense, fruit.lexical):
        assert [key for key, _ in search(fruit.embed("red"), 9, chosen)] == ["c.1.0"]


def test_neighbours_are_read_by_their_ids(fruit: Index) -> None:
    assert [c.text for c in fruit.chunks([chunk_id("a", 1, 1)]).values()] == ["green pears"]


def test_another_embedder_is_refused_with_both_names(fruit: Index) -> None:
    with pytest.raises(EmbedderMismatchError) as caught:
        opened(fruit.folder, HashEmbeddings(name="other"))
    assert "embedder hash" in caught.value.en
    assert "embedder other" in caught.value.en
    for language in ("en", "zh"):
        assert f"--rebuild --index {fruit.folder}`" in caught.value.text(language)


def test_another_splitter_is_refused_only_to_write(fruit: Index) -> None:
    with Index.open(fruit.folder, HashEmbeddings(), splitter="s2") as index:
        assert index.dense(index.embed("red apples"), 1)
        with pytest.raises(
            EmbedderMismatchError, match=r"another version.*\(s1, now s2\)"
        ) as caught:
            index.writer()
    # It is no setting: there is nothing to change back.
    assert "settings" not in caught.value.en
    assert f"--rebuild --index {fruit.folder}`" in caught.value.en
    assert "其他版本" in caught.value.zh
    with Index.open(fruit.folder, HashEmbeddings(), splitter="s1") as index:
        assert index.refused is None


def test_erasing_leaves_other_files_and_lets_another_embedder_in(tmp_path: Path) -> None:
    with opened(tmp_path) as index, index.writer() as writer:
        put(writer, index, "a", "text")
    (tmp_path / "uploads").mkdir()
    Index.erase(tmp_path)
    assert (tmp_path / "uploads").exists()
    with opened(tmp_path, HashEmbeddings(dimension=32, name="other")) as index:
        assert index.empty
        assert index.check() == Health(0, 0, 0, 0, 0)
    Index.erase(tmp_path / "no-index")


def test_a_reader_sees_that_the_index_was_erased_and_filled_anew(fruit: Index) -> None:
    assert found(fruit, "red")
    Index.erase(fruit.folder)
    with opened(fruit.folder) as again:
        assert fruit.empty
        assert found(fruit, "red") == set()
        with again.writer() as writer:
            put(writer, again, "c", "red plums")
    assert found(fruit, "red") == {"c.1.0"}


def test_a_broken_catalog_can_be_erased(tmp_path: Path) -> None:
    opened(tmp_path).close()
    (tmp_path / "catalog.db").write_bytes(b"rubbish" * 1000)
    with pytest.raises(IndexDamagedError):
        opened(tmp_path)
    Index.erase(tmp_path)
    opened(tmp_path).close()


def test_everything_is_there_when_opened_again(fruit: Index) -> None:
    with opened(fruit.folder) as again:
        assert found(again, "red apples") == found(fruit, "red apples") == {"a.1.0", "b.1.0"}
        assert again.check() == Health(2, 3, 3, 3, 0)


def test_an_open_reader_sees_what_another_index_object_writes(fruit: Index) -> None:
    with opened(fruit.folder) as other:
        assert "c.1.0" not in found(other, "yellow bananas")
        with fruit.writer() as writer:
            put(writer, fruit, "c", "yellow bananas")
            writer.remove("b")
        assert "c.1.0" in found(other, "yellow bananas")
        assert (
            other.dense(other.embed("yellow bananas"), 1, other.select(Scope(sources=("c",))))[0][0]
            == "c.1.0"
        )
        # And may go on to write itself, on top of the other's changes.
        with other.writer() as writer:
            put(writer, other, "d", "blue plums")
        assert fruit.check() == other.check() == Health(3, 4, 4, 4, 0)
        assert "d.1.0" in found(fruit, "blue plums")


def test_threads_search_while_another_writes(fruit: Index) -> None:
    answers: list[set[str]] = []
    failures: list[Exception] = []
    done = threading.Event()

    def search() -> None:
        try:
            while not done.is_set():
                answers.append(found(fruit, "red apples"))
        except Exception as error:  # noqa: BLE001 # a thread's failure must fail the test
            failures.append(error)

    threads = [threading.Thread(target=search) for _ in range(2)]
    for thread in threads:
        thread.start()
    for revision in range(2, 6):
        with fruit.writer() as writer:
            put(writer, fruit, "a", "red apples", revision=revision)
    done.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert answers
    assert all("b.1.0" in answer for answer in answers)
    assert found(fruit, "red apples") == {"a.5.0", "b.1.0"}


def test_health_tells_what_differs() -> None:
    assert Health(1, 2, 2, 2, 0).problems() == []
    [left] = Health(1, 2, 3, 3, 1).problems()
    assert "ragqa ingest" in left.en
    [differs] = Health(1, 2, 3, 2, 0).problems()
    assert "3 vectors" in differs.en


def test_another_way_to_the_same_vectors_leaves_the_index_as_it_was(tmp_path: Path) -> None:
    with opened(tmp_path) as index:
        with index.writer() as writer:
            put(writer, index, "a", "red apples")
        own, other = index.embeddings, HashEmbeddings()
        seen = index.embedded_by(other)
        assert (seen.embeddings, index.embeddings) == (other, own)
        assert found(seen, "red apples") == {"a.1.0"}


def test_hidden_chunks_are_found_by_no_engine_and_cannot_be_read(tmp_path: Path) -> None:
    with open_stocked(tmp_path) as index:
        query = index.embed("员工每年有几天年假？")
        [best] = index.lexical(query, 1)
        assert index.chunks([best[0]])[best[0]].text == LEAVE
        hiding = index.without({best[0]})
        everything = [key for key, _ in index.dense(query, 10)]
        left = [key for key, _ in hiding.dense(query, 10)]
        assert sorted([*left, best[0]]) == sorted(everything)
        assert len(hiding.dense(query, 2)) == 2
        assert best[0] not in dict(hiding.lexical(query, 10))
        assert best[0] in index.holding("十五天年假", 10)[0].scores
        assert hiding.holding("十五天年假", 10)[0].scores == {}
        assert list(hiding.chunks(everything)) == [key for key in everything if key != best[0]]
        assert best[0] in {chunk.id for chunk in index.drawn(10, 1)}
        assert best[0] not in {chunk.id for chunk in hiding.drawn(10, 1)}
        assert best[0] in dict(index.dense(query, 10))


def test_what_is_done_meanwhile_is_over_before_the_index_is_closed(tmp_path: Path) -> None:
    closing = threading.Event()
    with opened(tmp_path) as index:

        def work() -> int:
            closing.wait()
            return index.documents

        done = index.meanwhile(work)
        threading.Timer(0.1, closing.set).start()
    assert done.done()
    assert done.result() == 0
