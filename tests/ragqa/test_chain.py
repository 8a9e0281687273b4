from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import pytest

from ragqa.answer.asking import read_question, standalone_question
from ragqa.answer.finding import Found
from ragqa.errors import EmptyIndexError, QuestionError
from ragqa.index import Index
from ragqa.retrieval import LONGEST_QUESTION
from ragqa.scope import Scope
from ragqa.types import Condensed, Finished, Question, Retrieved, Token, Turn, Unread
from tests.ragqa.chains import ASKED, chain_of
from tests.stocked import LEAVE, open_stocked


def test_an_answer_cites_what_it_was_given(index: Index) -> None:
    chain, _ = chain_of(index)
    answer = chain.invoke(ASKED)
    [cited] = answer.citations
    assert answer.text == "员工每年有十五天年假。 [1]"
    assert (cited.source, cited.page_first, cited.quote) == ("手册.pdf", 2, LEAVE)
    assert cited.verified
    assert (answer.refused, answer.finish_reason, answer.model, answer.seed) == (
        False,
        "stop",
        "scripted",
        7,
    )
    assert {"search", "pack", "first_token", "generate", "total"} <= answer.timings.keys()
    assert answer.passages[0].source == "手册.pdf"


@pytest.mark.parametrize("threshold", [0.0, 1.0])  # an answer, and a refusal
def test_pages_without_text_of_the_documents_shown_are_told(
    index: Index, monkeypatch: pytest.MonkeyPatch, threshold: float
) -> None:
    chain, _ = chain_of(index, threshold=threshold)
    assert chain.invoke(ASKED).unread == ()
    known = {source.document_id: source for source in index.sources()}
    monkeypatch.setattr(
        Index,
        "document",
        lambda _, key: replace(known[key], pages=40, pages_without_text=12),
    )
    assert Unread("手册.pdf", 40, 12) in chain.invoke(ASKED).unread


def test_events_come_in_order_and_tokens_as_they_are_made(index: Index) -> None:
    chain, _ = chain_of(index)
    events = list(chain.stream(ASKED))
    kinds = [type(event) for event in events]
    assert kinds[0] is Retrieved
    assert kinds[-1] is Finished
    assert set(kinds[1:-1]) == {Token}
    text = "".join(e.text for e in events if isinstance(e, Token))
    assert text == "员工每年有十五天年假。 [1]"
    assert len(kinds) > 4


def test_the_model_gets_the_question_in_its_language_with_the_passages(index: Index) -> None:
    chain, chat = chain_of(index, "ok")
    chain.invoke(ASKED)
    chain.invoke("How does dh_make create templates?")
    first, second = (str(messages[-1].content) for messages in chat.history)
    assert first.endswith(f"问题：{ASKED}")
    assert LEAVE in first
    assert second.endswith("Question: How does dh_make create templates?")


def test_whether_a_question_would_be_refused_is_known_without_asking_it(index: Index) -> None:
    refusing, chat = chain_of(index, threshold=1.0)
    assert not refusing.has_evidence(ASKED)
    assert chain_of(index, threshold=0.0)[0].has_evidence(ASKED)
    assert chat.history == []


def test_weak_evidence_is_refused_without_asking_the_model(index: Index) -> None:
    chain, chat = chain_of(index, threshold=1.0)
    answer = chain.invoke(ASKED)
    assert answer.refused
    assert answer.text == "在您的文档中没有找到这个问题的答案。"
    assert answer.finish_reason == "refused"
    assert answer.citations == ()
    assert answer.passages
    assert chat.history == []
    tokens = [e.text for e in chain.stream(ASKED) if isinstance(e, Token)]
    assert tokens == [answer.text]


def test_who_wants_an_answer_anyway_gets_one_from_the_nearest_passages(index: Index) -> None:
    chain, chat = chain_of(index, threshold=1.0)
    refused = chain.invoke(ASKED)
    assert (refused.weak, refused.can_insist) == (True, True)
    answer = chain.invoke(Question(ASKED, anyway=True))
    assert (answer.refused, answer.weak, answer.can_insist) == (False, True, False)
    assert answer.passages == refused.passages
    assert answer.citations[0].quote == LEAVE
    assert len(chat.history) == 1
    assert chain.invoke({"question": ASKED, "anyway": True}).text == answer.text


def test_evidence_that_is_enough_is_not_called_weak(index: Index) -> None:
    chain, _ = chain_of(index)
    assert not chain.invoke(ASKED).weak
    assert not chain.invoke(Question(ASKED, anyway=True)).weak
    assert not chain.invoke(Question(ASKED, whole=True, scope=Scope(sources=("手册.pdf",)))).weak


def test_where_nothing_is_found_nobody_can_insist(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ragqa.chain.find", lambda text, *_, **__: Found(text, [], enough=False))
    chain, chat = chain_of(index, threshold=1.0)
    answer = chain.invoke(Question(ASKED, anyway=True))
    assert (answer.refused, answer.weak, answer.passages) == (True, True, ())
    assert not answer.can_insist
    assert chat.history == []


def test_a_question_that_is_answered_as_it_was_meant_says_so(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain, chat = chain_of(index, "Templates are edited by hand. [1]")
    meant = "How are templates edited?"

    def find(text: str, search: Any, *_: Any, **__: Any) -> Found:
        return Found(meant, search(meant), enough=True)

    monkeypatch.setattr("ragqa.chain.find", find)
    events = list(chain.stream("How are tmeplates edited?"))
    assert events[0] == Condensed(meant)
    [finished] = [event for event in events if isinstance(event, Finished)]
    assert finished.answer.standalone_question == meant
    assert finished.answer.question == "How are tmeplates edited?"
    assert chat.history[0][-1].additional_kwargs["question"] == meant


def test_the_refusal_is_in_the_language_of_the_question(index: Index) -> None:
    chain, _ = chain_of(index, threshold=1.0)
    assert chain.invoke("How high is the moon?").text.startswith("Your documents do not")


def test_a_model_that_finds_no_answer_refuses_too(index: Index) -> None:
    chain, _ = chain_of(index, "资料中没有答案。")
    answer = chain.invoke(ASKED)
    assert (answer.refused, answer.citations) == (True, ())


def test_a_model_that_says_nothing_refuses(index: Index) -> None:
    chain, _ = chain_of(index, " \n")
    assert chain.invoke(ASKED).text == "在您的文档中没有找到这个问题的答案。"


def test_invented_sources_are_taken_out(index: Index) -> None:
    chain, _ = chain_of(index, "员工每年有十五天年假。 [9]")
    answer = chain.invoke(ASKED)
    assert "[9]" not in answer.text
    assert answer.citations == ()


def test_another_number_in_another_document_is_shown_beside_the_cited_one(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    documents = {"手册.pdf": (LEAVE,), "旧版.txt": ("员工每年有 10 天年假。",)}
    with open_stocked(tmp_path_factory.mktemp("differing"), documents) as differing:
        numbered = [p.source for p in chain_of(differing)[0].invoke(ASKED).passages]
        chain, _ = chain_of(differing, f"{LEAVE} [{numbered.index('手册.pdf') + 1}]")
        [found] = chain.invoke(ASKED).contradictions
    assert found.values == ("十五天", "10 天")
    assert (found.first.source, found.second.source) == ("手册.pdf", "旧版.txt")


def test_a_follow_up_is_searched_with_the_question_before_it(index: Index) -> None:
    chain, chat = chain_of(index)
    history = (Turn("员工有多少年假？", "十五天。"), Turn("它怎么算？", "按年。"))
    events = list(chain.stream(Question("那怎么申请？", history)))
    assert events[0] == Condensed("员工有多少年假？ 那怎么申请？")
    [messages] = chat.history
    assert [str(m.content) for m in (messages[1], messages[3])] == ["十五天。", "按年。"]
    assert str(messages[2].content).endswith("问题：它怎么算？")
    assert messages[-1].additional_kwargs["question"] == "员工有多少年假？ 那怎么申请？"


def test_a_whole_question_is_searched_as_it_is(index: Index) -> None:
    asked = Question(ASKED, (Turn("请假找谁？", "经理。"),))
    assert standalone_question(asked) == ASKED
    chain, _ = chain_of(index)
    assert not any(isinstance(e, Condensed) for e in chain.stream(asked))


def test_only_the_chosen_documents_are_searched(index: Index) -> None:
    chain, _ = chain_of(index)
    answer = chain.invoke(Question(ASKED, scope=Scope(sources=("notes.md",))))
    assert {p.source for p in answer.passages} == {"notes.md"}


def test_a_hit_grows_by_its_neighbours(index: Index) -> None:
    chain, _ = chain_of(index)
    [handbook] = [p for p in chain.invoke(ASKED).passages if p.source == "手册.pdf"]
    assert len(handbook.chunk_ids) > 1
    assert handbook.page_last is not None
    assert handbook.page_first is not None
    assert handbook.page_last > handbook.page_first


def test_a_model_is_given_whole_sections_with_the_best_passages_at_the_ends(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    documents = {
        f"{name}.md": [f"{word}{n}" * 3 for n in range(8)] + [f"{word}：每年多少天年假？{word}"]
        for name, word in (("a", "总部"), ("b", "报销"), ("c", "财务"))
    }
    folder = tmp_path_factory.mktemp("sections")
    with open_stocked(folder, documents, headings=("手册",)) as index:
        narrow = chain_of(index)[0].invoke(ASKED).passages
        chain, chat = chain_of(index, wide=True)
        wide = chain.invoke(ASKED).passages
    assert max(len(p.chunk_ids) for p in narrow) <= 3
    assert {len(p.chunk_ids) for p in wide} == {9}
    assert [p.source for p in wide] == [narrow[n].source for n in (0, 2, 1)]
    shown = str(chat.history[0][0].content)
    places = [
        shown.index(f"[{n}] {p.source}, 手册".replace(", ", "，")) for n, p in enumerate(wide, 1)
    ]
    assert places == sorted(places)


@pytest.mark.parametrize("empty", ["", "  \n", {"question": ""}, {}])
def test_an_empty_question_is_refused(index: Index, empty: Any) -> None:
    with pytest.raises(QuestionError, match="empty"):
        chain_of(index)[0].invoke(empty)


def test_a_question_of_50000_characters_is_refused_in_one_sentence(index: Index) -> None:
    with pytest.raises(QuestionError, match=r"50,000 characters.*shorten") as caught:
        chain_of(index)[0].invoke("长" * 50_000)
    assert "\n" not in str(caught.value)
    assert read_question("长" * LONGEST_QUESTION).text


def test_a_question_that_fills_the_window_is_refused(index: Index) -> None:
    with pytest.raises(QuestionError, match="context window of 512"):
        chain_of(index, context_size=512)[0].invoke("长" * 400)


def test_an_empty_index_says_what_to_do(tmp_path_factory: pytest.TempPathFactory) -> None:
    with open_stocked(tmp_path_factory.mktemp("empty"), documents={}) as empty:
        chain, _ = chain_of(empty)
        with pytest.raises(EmptyIndexError, match="ragqa ingest"):
            chain.invoke(ASKED)


def test_a_summary_is_kept_to_what_a_mapping_says(index: Index) -> None:
    said = chain_of(index)[0].summarize(cast(Any, {"sources": "手册.pdf"}))
    assert {passage.source for passage in said.passages} == {"手册.pdf"}
