from __future__ import annotations

from collections.abc import Iterator

import pytest
from langchain_core.runnables import RunnableLambda

from ragqa.errors import QuestionError, UnknownSourceError
from ragqa.index import Index
from ragqa.retrieval import HybridRetriever, checked_question
from ragqa.scope import Scope
from ragqa.types import Hit
from tests.stocked import DOCUMENTS, LEAVE, open_stocked


@pytest.fixture
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with open_stocked(tmp_path_factory.mktemp("index")) as opened:
        yield opened


def test_it_is_an_ordinary_langchain_retriever(index: Index) -> None:
    retriever = HybridRetriever(index=index, k=2)
    documents = retriever.invoke("员工每年有多少天年假？")
    assert documents[0].page_content == LEAVE
    assert documents[0].metadata["source"] == "手册.pdf"
    assert documents[0].metadata["page_first"] == 2
    assert len(documents) == 2
    step = retriever | RunnableLambda(lambda found: found[0].page_content)
    assert step.invoke("员工每年有多少天年假？") == LEAVE


def test_every_hit_has_both_exact_scores(index: Index) -> None:
    hits = HybridRetriever(index=index, k=10).search("员工每年有多少天年假？")
    assert len(hits) == 6
    best = hits[0]
    assert best.score == pytest.approx(best.dense + 0.25 * best.coverage)
    assert best.lexical > 0
    assert 0 < best.coverage <= 1
    unrelated = next(h for h in hits if h.chunk.source == "notes.md")
    assert (unrelated.lexical, unrelated.coverage) == (0, 0)
    assert [Hit.from_document(d) for d in HybridRetriever(index=index, k=10).invoke("年假")]


def test_k_candidates_and_weight_are_kept(index: Index) -> None:
    question = "请假向谁申请？"
    assert len(HybridRetriever(index=index, k=1).search(question)) == 1
    assert len(HybridRetriever(index=index, k=9, candidates=1).search(question)) <= 2
    heavy = HybridRetriever(index=index, lexical_weight=2.0).search(question)
    assert heavy[0].score > HybridRetriever(index=index).search(question)[0].score


def test_search_can_be_kept_to_documents(index: Index) -> None:
    retriever = HybridRetriever(index=index, k=9, scope=Scope(sources=("notes.md",)))
    assert {h.chunk.source for h in retriever.search("年假")} == {"notes.md"}
    manual = Scope(sources=("手册.pdf",))
    assert {h.chunk.source for h in retriever.search("年假", manual)} == {"手册.pdf"}
    with pytest.raises(UnknownSourceError, match=r"none\.pdf"):
        retriever.search("年假", Scope(sources=("none.pdf",)))


def test_the_question_is_embedded_once(index: Index) -> None:
    before = index.embeddings.queries  # type: ignore[attr-defined]  # HashEmbeddings counts
    HybridRetriever(index=index).search("年假")
    assert index.embeddings.queries == before + 1  # type: ignore[attr-defined]


def test_a_misspelt_option_is_refused(index: Index) -> None:
    with pytest.raises(ValueError, match="candidats"):
        HybridRetriever(index=index, candidats=3)  # type: ignore[call-arg]


def test_a_question_needs_a_word(index: Index) -> None:
    with pytest.raises(QuestionError, match="no word"):
        HybridRetriever(index=index).search("？！ …")
    assert checked_question(" C++? ") == "C++?"


def test_a_text_that_two_documents_hold_is_found_once_with_its_page(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    documents = {"a-notes.txt": [LEAVE], "手册.pdf": [LEAVE, DOCUMENTS["手册.pdf"][3]]}
    with open_stocked(tmp_path_factory.mktemp("copies"), documents=documents) as index:
        hits = HybridRetriever(index=index).search("员工每年有多少天年假？")
    assert [h.chunk.text for h in hits].count(LEAVE) == 1
    assert (hits[0].chunk.source, hits[0].chunk.page_first) == ("手册.pdf", 1)
