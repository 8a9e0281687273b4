"""What somebody who may see only some collections finds, lists and reads: nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ragqa.answer.quoted.quoting import QuotingChat
from ragqa.chain import RagChain
from ragqa.errors import EmptyIndexError, RagqaError, UnknownSourceError
from ragqa.index import Index
from ragqa.retrieval import HybridRetriever
from ragqa.scope import Scope
from ragqa.store.catalog.listing import Wanted
from ragqa.types import Question, chunk_id
from tests.calls import calls
from tests.fakes import HashEmbeddings
from tests.ragqa.library import put


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    """Documents of the collections "default" and "work"; "plan" is the name of one in each."""
    with Index.open(tmp_path / "index", HashEmbeddings(), splitter="s1") as index:
        with index.writer() as writer:
            put(writer, index, "a", "red apples", "green apples", folder="/home")
            put(writer, index, "p", "red pears", source="plan", folder="/home")
            put(
                writer,
                index,
                "b",
                "red plums are secret",
                "blue plums",
                source="plan",
                folder="/work",
            )
            put(writer, index, "c", "red cherries", source="salaries", folder="/work")
            writer.flush()
            writer.collect("/work", "work")
        yield index


@pytest.fixture
def seen(index: Index) -> Index:
    return index.seen_by(frozenset({"default"}))


def test_everything_is_seen_by_who_may(index: Index) -> None:
    assert index.seen_by(None) is index
    both = index.seen_by(frozenset({"default", "work"}))
    assert [s.document_id for s in both.sources()] == [s.document_id for s in index.sources()]


@pytest.mark.parametrize(
    "scope",
    [Scope(), Scope(folder="/home"), Scope(since=None, types=()), Scope(collection="default")],
)
def test_search_finds_only_what_may_be_seen(seen: Index, scope: Scope) -> None:
    hits = HybridRetriever(index=seen, k=9).search("red plums", scope)
    assert {hit.chunk.document_id for hit in hits} == {"a", "p"}


def test_engines_asked_directly_find_no_more(seen: Index) -> None:
    query = seen.embed("red plums")
    found = {key.split(".")[0] for key, _ in seen.dense(query, 9)}
    found |= {key.split(".")[0] for key, _ in seen.lexical(query, 9)}
    found |= {key.split(".")[0] for key in seen.holding("plums", 9)[0].scores}
    assert found == {"a", "p"}


def test_ids_of_other_documents_and_chunks_are_as_if_they_were_not_there(
    index: Index, seen: Index
) -> None:
    ids = [chunk_id("b", 1, n) for n in range(2)]
    assert index.chunks(ids)
    assert seen.chunks(ids) == {}
    assert seen.hits(seen.embed("red"), ids) == []
    assert seen.document("b") is None
    assert {chunk.document_id for chunk in seen.drawn(9, 0)} <= {"a", "p"}


def test_lists_and_names_are_those_of_what_may_be_seen(index: Index, seen: Index) -> None:
    assert [s.document_id for s in seen.sources()] == ["a", "p"]
    assert seen.sources("/work") == []
    with pytest.raises(UnknownSourceError, match="Several"):
        index.find("plan")
    assert seen.find("plan").document_id == "p"


@pytest.mark.parametrize(
    "scope",
    [
        Scope(collection="work"),
        Scope(sources=("salaries",)),
        Scope(sources=("salarie",)),
        Scope(sources=("/work/plan",)),
        Scope(folder="/work"),
        Scope(types=("pdf",)),
    ],
)
def test_no_error_names_what_may_not_be_seen(seen: Index, scope: Scope) -> None:
    with pytest.raises(RagqaError) as told:
        seen.select(scope)
    for text in (told.value.en, told.value.zh):
        said = text.replace(f'"{scope.collection}"', "").replace(f"“{scope.collection}”", "")
        for name in (*scope.sources, scope.folder):
            said = said.replace(name, "") if name else said
        assert "work" not in said
        assert "salaries" not in said


def test_pages_and_the_trash_hide_it_too(index: Index, seen: Index) -> None:
    assert {s.document_id for s in seen.page(Wanted()).sources} == {"a", "p"}
    assert seen.page(Wanted(collection="work")).total == 0
    assert seen.page(Wanted(within=None)).total == seen.documents == 2
    assert "work" not in seen.collections()
    every = [source.document_id for source in index.sources()]
    with index.writer() as writer:
        writer.discard(every, seconds=60)
        assert {t.source.document_id for t in seen.trashed()} == {"a", "p"}
        for key in every:
            writer.bring_back(key)


def test_who_may_see_nothing_has_an_empty_index(index: Index) -> None:
    blind = index.seen_by(frozenset())
    assert blind.empty
    with pytest.raises(EmptyIndexError):
        HybridRetriever(index=blind).search("red")
    assert blind.dense(blind.embed("red"), 5) == []


def test_a_chain_over_it_cites_quotes_and_summarises_nothing_else(
    index: Index, seen: Index
) -> None:
    chain = RagChain(
        HybridRetriever(index=index, k=9),
        QuotingChat(embeddings=HashEmbeddings()),
        context_size=4096,
        answer_tokens=128,
        evidence=None,
    )
    asked = chain.over(seen).invoke(Question("Which plums are secret?"))
    assert {passage.document_id for passage in asked.passages} <= {"a", "p"}
    assert "secret" not in asked.text
    told = chain.over(seen).summarize()
    assert {passage.document_id for passage in told.passages} <= {"a", "p"}
    with pytest.raises(UnknownSourceError):
        chain.over(seen).summarize(Scope(sources=("salaries",)))
    # The chain itself is as it was.
    everything = chain.invoke(Question("Which plums are secret?"))
    assert "b" in {passage.document_id for passage in everything.passages}


def test_a_chunk_is_read_at_the_same_cost_however_many_documents_there_are(index: Index) -> None:
    few = index.seen_by(frozenset({"default"}))
    before = calls(lambda: few.chunks(["a.1.0"]))
    with index.writer() as writer:
        for n in range(60):
            put(writer, index, f"more{n}", f"red {n}", folder="/home")
    many = index.seen_by(frozenset({"default"}))
    assert list(many.chunks(["a.1.0", "b.1.0"])) == ["a.1.0"]
    assert calls(lambda: many.chunks(["a.1.0"])) < 1.5 * before
