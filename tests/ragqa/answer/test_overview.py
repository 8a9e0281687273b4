from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ragqa.answer.overview import outline
from ragqa.answer.quoted.quoting import QuotingChat
from ragqa.chain import RagChain
from ragqa.errors import EmptyIndexError, UnknownSourceError
from ragqa.index import Index
from ragqa.retrieval import HybridRetriever
from ragqa.scope import Scope
from ragqa.search.gates import RERANKED
from ragqa.types import Finished, Question, Reading, Retrieved, Token, Turn
from tests.builders import passage
from tests.fakes import HashEmbeddings, ScriptedChat
from tests.stocked import DOCUMENTS, LEAVE, open_stocked


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with open_stocked(tmp_path / "index") as opened:
        yield opened


def chain_of(index: Index, model: ScriptedChat | QuotingChat, context_size: int = 4096) -> RagChain:
    return RagChain(
        HybridRetriever(index=index),
        model,
        context_size=context_size,
        answer_tokens=128,
        evidence=replace(RERANKED, threshold=1.0),  # whatever is left to search is refused
        wide=not isinstance(model, QuotingChat),
    )


def quoting(index: Index) -> RagChain:
    return chain_of(index, QuotingChat(embeddings=HashEmbeddings()), 32768)


@pytest.mark.parametrize(
    ("asked", "lead"),
    [
        ("请总结这份文档的内容。", "要点（摘自原文）："),
        ("Summarise my documents", "The main points, in the documents' own words:"),
    ],
)
def test_without_a_model_a_request_for_a_summary_is_met_with_quotes_of_every_document(
    index: Index, asked: str, lead: str
) -> None:
    answer = quoting(index).invoke(asked)
    assert answer.text.startswith(f"{lead}\n\n")
    assert not answer.refused
    assert answer.question == asked
    assert {cited.source for cited in answer.citations} == set(DOCUMENTS)
    assert all(cited.verified for cited in answer.citations)
    assert answer.unsupported == ()
    several = ("（以上取自 2 个文档；", "(From 2 documents; name one")
    assert any(note in answer.text for note in several)


def test_the_headings_of_each_document_are_told_before_the_quotes(tmp_path: Path) -> None:
    documents = {"手册.md": DOCUMENTS["手册.pdf"]}
    with open_stocked(tmp_path / "index", documents, headings=("员工手册", "假期")) as index:
        answer = quoting(index).invoke("请总结这份文档的内容。")
        plain = quoting(index).summarize()
    assert answer.text.startswith("标题：\n- 手册.md：假期\n\n要点（摘自原文）：\n\n")
    assert answer.marks is not None
    assert all(answer.text.startswith("[1]", mark) for mark in answer.marks)
    assert "标题" not in plain.text
    assert "个文档" not in answer.text
    assert answer.unsupported == ()


def test_headings_are_those_below_what_all_of_a_document_stands_under() -> None:
    given = [
        passage("x", source="a.md", headings=("Handbook", "Leave", "Sick leave")),
        passage("x", source="a.md", headings=("Handbook", "Leave", "Holidays")),
        passage("x", source="a.md", headings=("Handbook", "Pay\n and  more")),
        passage("x", source="b.txt"),
        passage("x", source="c.md", headings=("Alone",)),
    ]
    assert outline(given, "en") == ["- a.md: Leave; Pay and more", "- c.md: Alone"]


def test_of_many_headings_the_first_are_told() -> None:
    given = [passage("x", source="a.md", headings=(f"Part {n}",)) for n in range(20)]
    [line] = outline(given, "en")
    assert line == "- a.md: " + "; ".join(f"Part {n}" for n in range(10)) + "; …"


def test_a_model_summarises_in_the_language_of_the_request(index: Index) -> None:
    chat = ScriptedChat(answers=[f"{LEAVE} [1] Nobody said this before. "])
    chain = chain_of(index, chat)
    answer = chain.invoke(
        Question("What is this document about?", scope=Scope(sources=("手册.pdf",)))
    )
    [[message]] = chat.history
    assert str(message.content).startswith("Summarise the passages below in English")
    assert "dh_make" not in str(message.content)
    assert answer.text.startswith(LEAVE)
    assert [answer.text[slice(*span)] for span in answer.unsupported] == [
        "Nobody said this before."
    ]


def test_its_events_are_those_of_a_summary(index: Index) -> None:
    chain = chain_of(index, ScriptedChat(answers=[f"{LEAVE} [1]"]))
    events = list(chain.stream("这些文件主要讲什么？"))
    kinds = list(dict.fromkeys(type(event) for event in events))
    assert kinds == [Reading, Retrieved, Token, Finished]


def test_what_the_caller_wants_of_the_model_holds_for_a_summary(index: Index) -> None:
    chat = ScriptedChat(answers=[f"{LEAVE} [1]"])
    chain_of(index, chat).invoke("Summarise my documents", temperature=0.5)
    assert chat.options == [{"temperature": 0.5}]


def test_of_much_text_the_model_reads_the_central_sentences_and_the_answer_says_so(
    tmp_path: Path,
) -> None:
    orchards = tuple(
        f"Orchard number {n} grows apples, pears and plums in its long rows of old trees. "
        f"It sends {n + 200} baskets of fruit to the market in town."
        for n in range(400)
    )
    documents = {"fruit.pdf": orchards, "手册.pdf": DOCUMENTS["手册.pdf"]}
    with open_stocked(tmp_path / "index", documents) as index:
        chat = ScriptedChat(answers=[f"{LEAVE} [1]"])
        answer = chain_of(index, chat, 2048).invoke("Summarise my documents")
    read = "".join(str(message.content) for messages in chat.history for message in messages)
    assert len(chat.history) <= 2
    assert "Orchard number" in read
    assert "总部在杭州" in read
    assert "or Summary on the page, reads everything.)" in answer.text


def test_of_many_documents_some_are_quoted_and_the_answer_says_so(tmp_path: Path) -> None:
    documents = {
        f"{n}.md": (f"Orchard number {n} grows many apples and pears.",) for n in range(30)
    }
    with open_stocked(tmp_path / "index", documents) as index:
        answer = quoting(index).invoke("Summarise my documents")
        plain = quoting(index).summarize()
    said = "(From 12 of 30 documents only; choose documents or a collection.)"
    assert len({cited.source for cited in answer.citations}) == 12
    assert answer.text.endswith(said)
    assert plain.text.endswith(said)


def test_a_document_may_be_named(index: Index) -> None:
    answer = quoting(index).invoke("What is Notes.md about?")
    assert {cited.source for cited in answer.citations} == {"notes.md"}
    for asked in ("手册.pdf讲了什么？", "请用三句话总结手册"):
        answer = quoting(index).invoke(asked)
        assert {cited.source for cited in answer.citations} == {"手册.pdf"}
    assert quoting(index).invoke("What is other.md about?").refused


def test_the_documents_are_listed(index: Index) -> None:
    chat = ScriptedChat(answers=["never asked"])
    answer = chain_of(index, chat).invoke("列出所有文件")
    assert answer.text == "共有 2 个文档：\n- notes.md\n- 手册.pdf"
    assert (answer.refused, answer.citations, answer.unsupported) == (False, (), ())
    assert chat.history == []
    only = chain_of(index, chat).invoke(Question("List all documents", scope=Scope(types=("md",))))
    assert only.text == "Documents: 1\n- notes.md"


def test_of_a_long_list_the_first_are_told(tmp_path: Path) -> None:
    documents = {f"{n:02}.md": ("Apples and pears.",) for n in range(53)}
    with open_stocked(tmp_path / "index", documents) as index:
        lines = quoting(index).invoke("Which documents do you have?").text.splitlines()
    assert lines[0] == "Documents: 53"
    assert lines[1:51] == [f"- {n:02}.md" for n in range(50)]
    assert lines[51:] == ["And 3 more; `ragqa sources`, or Documents on the page, lists all."]


def test_in_a_conversation_a_bare_request_is_about_what_was_said(index: Index) -> None:
    history = (Turn("员工每年有多少天年假？", LEAVE),)
    assert quoting(index).invoke(Question("总结一下", history)).refused
    assert not quoting(index).invoke(Question("总结一下所有文档", history)).refused


def test_other_questions_are_left_to_search(index: Index) -> None:
    assert quoting(index).invoke("请总结年假规定").refused


def test_a_model_that_is_given_the_whole_document_is_asked_itself(index: Index) -> None:
    chat = ScriptedChat(answers=[f"{LEAVE} [1]"])
    asked = Question("请总结这份文档的内容。", scope=Scope(sources=("手册.pdf",)), whole=True)
    chain_of(index, chat).invoke(asked)
    assert "问题：请总结这份文档的内容。" in str(chat.history[0][-1].content)


def test_an_unknown_document_and_an_empty_index_are_told(index: Index, tmp_path: Path) -> None:
    for asked in ("Summarise this document", "List all documents"):
        with pytest.raises(UnknownSourceError):
            quoting(index).invoke(Question(asked, scope=Scope(sources=("no.pdf",))))
        with (
            open_stocked(tmp_path / "empty", {}) as empty,
            pytest.raises(EmptyIndexError),
        ):
            quoting(empty).invoke(asked)
