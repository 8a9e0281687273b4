"""The main job on real files with the real embedder: ingest data/samples, ask from every door."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.runnables import RunnableLambda

from ingest.sync import sync
from ragqa import Answer, Question, RagChain, factory, open_chain
from ragqa.configuration import load_settings
from ragqa.embedding.embeddings import SentenceTransformerEmbeddings
from ragqa.evaluate import load_questions
from ragqa.scope import Scope
from tests.ragqa.conftest import bundled_folder, embedder
from ui.ingestion import options

__all__ = ["bundled_folder", "embedder"]  # fixtures

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "data" / "samples"
QUESTIONS = ROOT / "tests" / "questions" / "samples" / "questions.jsonl"


@pytest.fixture(scope="module")
def chain(
    tmp_path_factory: pytest.TempPathFactory, embedder: SentenceTransformerEmbeddings
) -> Iterator[RagChain]:
    """A quoting chain over the samples, opened by the public door."""
    patch = pytest.MonkeyPatch()
    patch.setattr(factory, "open_embeddings", lambda settings: embedder)
    folder = tmp_path_factory.mktemp("index")
    with factory.open_index(index=folder, splitter="test") as index:
        report = sync(SAMPLES, index, options(load_settings().settings))
        assert report.exit_code == 0
    opened = open_chain(index=folder)
    yield opened
    opened.retriever.index.close()
    patch.undo()


def answerable() -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if row.get("answerable", True)]


@pytest.mark.parametrize("row", answerable(), ids=lambda row: row["id"])
def test_the_cited_page_and_file_hold_the_answer(chain: RagChain, row: dict[str, Any]) -> None:
    answer = chain.invoke(row["question"])
    assert not answer.refused
    assert answer.citations
    assert all(cited.verified for cited in answer.citations)
    first = answer.citations[0]
    assert first.source == row["source"]
    if row["pages"]:
        assert first.page_first in row["pages"]


def test_quotes_stand_letter_for_letter_at_their_offsets(chain: RagChain) -> None:
    answer = chain.invoke("今年没休完的年假最晚能用到什么时候？")
    for cited in answer.citations:
        passage = answer.passages[cited.number - 1]
        assert passage.text[cited.start - passage.start : cited.end - passage.start] == cited.quote
    assert "3 月 31 日" in answer.citations[0].quote


def test_questions_far_from_the_documents_are_refused_in_their_language(chain: RagChain) -> None:
    chinese = chain.invoke("珠穆朗玛峰有多高？")
    english = chain.invoke("Who won the football world cup in 1998?")
    assert (chinese.refused, english.refused) == (True, True)
    assert chinese.text == "在您的文档中没有找到这个问题的答案。"
    assert english.text == "Your documents do not answer this question."


def test_the_right_place_is_among_the_first_five(chain: RagChain) -> None:
    retriever = chain.retriever.model_copy(update={"k": 5})
    for case in load_questions(QUESTIONS):
        if not case.gold:
            continue  # nothing answers it
        hits = retriever.search(case.question)
        assert any(gold.matches(hit.chunk) for gold in case.gold for hit in hits), case.id


def test_a_question_in_the_other_language_is_answered(chain: RagChain) -> None:
    asked = "Until when can unused annual leave be taken?"
    answer = chain.invoke(Question(asked, scope=Scope(sources=("员工手册.md",))))
    assert not answer.refused
    assert "3 月 31 日" in answer.citations[0].quote


def test_one_document_can_be_asked_alone(chain: RagChain) -> None:
    asked = Question(
        "How long may a package name be?", scope=Scope(sources=("meeting-notes.docx",))
    )
    answer = chain.invoke(asked)
    assert {passage.source for passage in answer.passages} <= {"meeting-notes.docx"}


def test_the_chain_composes(chain: RagChain) -> None:
    def sources(answer: Answer) -> set[str]:
        return {cited.source for cited in answer.citations}

    asked = "When do we move to the new office?"
    assert "meeting-notes.docx" in (chain | RunnableLambda(sources)).invoke(asked)
