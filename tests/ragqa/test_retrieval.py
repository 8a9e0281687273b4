from __future__ import annotations

import random
from typing import Any

import pytest
from langchain_core.runnables import RunnableLambda

from ragqa.embedding.embedder import Query
from ragqa.errors import QuestionError, SettingsError, UnknownSourceError
from ragqa.index import Index
from ragqa.retrieval import HybridRetriever, checked_question
from ragqa.scope import EVERYWHERE, Scope
from ragqa.search.duplicates import without_near_duplicates
from ragqa.text.language import Language, detect
from ragqa.types import Hit
from tests.fusing import fuse
from tests.stocked import DOCUMENTS, LEAVE, open_stocked


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


@pytest.mark.parametrize(
    ("name", "value"), [("k", -1), ("k", "many"), ("candidates", 0), ("lexical_weight", "x")]
)
def test_a_value_that_cannot_be_is_an_error_of_ours(index: Index, name: str, value: Any) -> None:
    with pytest.raises(SettingsError) as refused:
        HybridRetriever(index=index, **{name: value})
    assert f'"{name}" of the retriever cannot be {value!r}' in refused.value.en
    assert f"检索器的 “{name}” 不能是 {value!r}" in refused.value.zh


def test_search_can_be_kept_to_documents(index: Index) -> None:
    retriever = HybridRetriever(index=index, k=9, scope=Scope(sources=("notes.md",)))
    assert {h.chunk.source for h in retriever.search("年假")} == {"notes.md"}
    manual = Scope(sources=("手册.pdf",))
    assert {h.chunk.source for h in retriever.search("年假", manual)} == {"手册.pdf"}
    with pytest.raises(UnknownSourceError, match=r"none\.pdf"):
        retriever.search("年假", Scope(sources=("none.pdf",)))


def test_conditions_may_be_given_as_a_mapping(index: Index) -> None:
    given: Any = {"types": "md"}
    assert HybridRetriever(index=index, scope=given).scope == Scope(types=("md",))
    retriever = HybridRetriever(index=index)
    found = retriever.invoke("templates", scope={"types": "PDF"})
    assert {document.metadata["source"] for document in found} == {"手册.pdf"}
    assert retriever.invoke("templates", scope=None)
    with pytest.raises(QuestionError, match='kept to "type"'):
        retriever.invoke("templates", scope={"type": "pdf"})


def test_the_question_is_embedded_once(index: Index) -> None:
    before = index.embeddings.queries  # type: ignore[attr-defined]  # HashEmbeddings counts
    HybridRetriever(index=index).search("年假")
    assert index.embeddings.queries == before + 1  # type: ignore[attr-defined]


def test_what_is_in_one_language_is_found_alone_and_by_a_question_moved_there(
    index: Index,
) -> None:
    moved: list[tuple[str, str]] = []

    def crossing(query: Query, language: Language) -> Query:
        moved.append((query.text, language))
        return index.embed("templates")

    retriever = HybridRetriever(index=index, k=10, crossing=crossing)
    hits = retriever.search("年假", language="en")
    assert {detect(hit.chunk.text) for hit in hits} == {"en"}
    assert moved == [("年假", "en")]
    nearest = HybridRetriever(index=index, k=10).search("templates")
    assert hits[0].chunk == next(h.chunk for h in nearest if detect(h.chunk.text) == "en")
    assert {detect(d.page_content) for d in retriever.invoke("年假", language="zh")} == {"zh"}
    assert len(retriever.search("年假")) == 6
    assert len(moved) == 2  # where all languages are searched, nothing is moved


def test_a_misspelt_option_is_refused(index: Index) -> None:
    with pytest.raises(SettingsError, match='no "candidats"'):
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


def test_a_quoted_phrase_is_found_and_comes_first(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """However many chunks have the question's other words, and more of them."""
    crowd = [f"交付延期的责任与赔偿，第{n}条：延期 {n * 7919} 天" for n in range(30)]
    documents = {"合同.pdf": [*crowd, "双方另行约定遇有不可抗\n力时免责。"]}
    with open_stocked(tmp_path_factory.mktemp("phrases"), documents=documents) as index:
        retriever = HybridRetriever(index=index, k=3, candidates=5)
        without = retriever.search("延期交付的责任与赔偿遇到不可抗力吗")
        [first, second, _] = retriever.search("延期交付的责任与赔偿遇到“不可抗力”吗")
    assert "免责" not in without[0].chunk.text
    assert "免责" in first.chunk.text
    assert first.score > second.score


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("What is the price of XG-2000/A?", "XG-2000/A"),
        ("RFC 2119 defines what?", "RFC2119"),
        ("Which release is v1.2.3?", "v1.2.3"),
        ("2024-03-05 的会议讨论了什么？", "2024年3月5日"),
        ("What was discussed on 5 March 2024?", "2024年3月5日"),
        ("10.1.2 节说了什么？", "10.1.2"),
    ],
)
def test_codes_numbers_and_days_are_matched_whole(
    tmp_path_factory: pytest.TempPathFactory, question: str, held: str
) -> None:
    """By words alone: beside near misses that share all but one part."""
    texts = [
        "The price of XG-2000/A is 12 euros.",
        "The price of XG-2000/B is 13 euros.",
        "The price of XG-200/A is 14 euros.",
        "RFC2119 defines key words.",
        "RFC2110 defines other words.",
        "Release v1.2.3 fixes a bug.",
        "Release v1.3.2 fixes a bug, 1 2 3.",
        "2024年3月5日的会议讨论了预算。",
        "2024年5月3日的会议讨论了人事。",
        "10.1.2 节：安装。",
        "1.10.2 节：卸载。",
    ]
    with open_stocked(tmp_path_factory.mktemp("codes"), documents={"a.txt": texts}) as index:
        [(best, _)] = index.lexical(index.embed(question), 1)
        assert held in index.chunks([best])[best].text


@pytest.mark.parametrize("scope", [EVERYWHERE, Scope(sources=("a.txt", "b.txt"))])
@pytest.mark.parametrize(("k", "further"), [(2, 0), (2, 150), (30, 5)])
def test_the_order_is_that_of_all_candidates_scored_exactly(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    k: int,
    further: int,
    scope: Scope,
) -> None:
    """Though only those are read and scored that may be among the best."""
    monkeypatch.setattr("ragqa.store.engines.keywords._FURTHER", further)
    drawn = random.Random(0)  # noqa: S311 # a sample
    words = [f"word{n}" for n in range(40)]
    documents = {
        f"{name}.txt": [" ".join(drawn.choices(words, k=12)) for _ in range(25)] for name in "abc"
    }
    with open_stocked(tmp_path_factory.mktemp("exact"), documents=documents) as index:
        retriever = HybridRetriever(index=index, k=k, candidates=12, lexical_weight=2.0)
        within = index.select(scope)
        for _ in range(20):
            question = " ".join(drawn.choices([*words, "unheard"], k=5))
            query = index.embed(question)
            dense = dict(index.dense(query, 12, within))
            lexical = dict(index.lexical(query, 12, within))
            hits = index.hits(query, list(dense | lexical), dense=dense)
            every = without_near_duplicates(
                fuse(hits, lexical_weight=2.0), enough=k, around=retriever._around
            )
            found = retriever.search(question, scope)
            assert [hit.chunk for hit in found] == [hit.chunk for hit in every]
            assert [h.score for h in found] == pytest.approx([h.score for h in every], abs=1e-6)
            assert [h.lexical for h in found] == pytest.approx([h.lexical for h in every])
