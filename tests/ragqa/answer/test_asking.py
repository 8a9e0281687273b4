"""What is searched for, for a question within a conversation."""

from __future__ import annotations

from typing import Any, cast

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.prompts import ChatPromptTemplate

from ragqa.answer.asking import read_question, standalone_question
from ragqa.errors import QuestionError
from ragqa.scope import Scope
from ragqa.types import Question, Turn


@pytest.mark.parametrize(
    ("before", "text", "searched"),
    [
        ("2025年1月实发工资是多少？", "那2月呢？", "2025年2月实发工资是多少？"),
        ("2025年度家财险保费多少钱？", "2024 年呢？", "2024年度家财险保费多少钱？"),
        ("2025年1月实发工资是多少？", "2024年12月的呢", "2024年12月实发工资是多少？"),
        ("What was paid in January 2025?", "And in February?", "What was paid in February 2025?"),
        ("What was paid in January 2025?", "What about 2024?", "What was paid in January 2024?"),
    ],
)
def test_another_time_takes_the_place_of_that_in_the_question_before(
    before: str, text: str, searched: str
) -> None:
    assert standalone_question(Question(text, (Turn(before, "1"),))) == searched


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("2025年1月和2月实发工资是多少？", "那3月呢？"),  # which of the two is not said
        ("实发工资是多少？", "那2月呢？"),
        ("2025年1月实发工资是多少？", "那公积金呢？"),
        ("2025年1月实发工资是多少？", "2月的公积金呢？"),
        ("What was paid in January?", "And how much?"),
    ],
)
def test_else_it_takes_the_question_before_along(before: str, text: str) -> None:
    assert standalone_question(Question(text, (Turn(before, "1"),))) == f"{before} {text}"


def test_a_lone_surrogate_in_a_question_is_harmless() -> None:
    assert read_question("年假\udcff几天？").text == "年假?几天？"


def test_a_mapping_is_read_with_history_in_any_common_form() -> None:
    turn = Turn("一？", "二。")
    forms: list[list[Any]] = [[turn], [("一？", "二。")], [{"question": "一？", "answer": "二。"}]]
    for history in forms:
        asked = read_question({"question": " 三？ ", "history": history, "sources": "a.md"})
        assert asked == Question("三？", (turn,), Scope(sources=("a.md",)))


def test_messages_are_read_as_the_last_question_and_the_turns_before_it() -> None:
    turn = Turn("一？", "二。")
    plain = [
        {"role": "system", "content": "short"},
        {"role": "user", "content": "一？"},
        {"role": "assistant", "content": "二。"},
        {"role": "user", "content": "三？"},
    ]
    kinds: list[Any] = [SystemMessage("short"), HumanMessage("一？"), AIMessage("二。")]
    forms: list[Any] = [
        plain,
        [*kinds, HumanMessage("三？")],
        ChatPromptTemplate([*kinds, ("user", "{asked}")]).invoke({"asked": "三？"}),
    ]
    for given in forms:
        assert read_question(given) == Question("三？", (turn,))
    assert read_question(HumanMessage("三？")) == read_question(plain[-1]) == Question("三？")


def test_a_history_may_be_messages() -> None:
    history = [HumanMessage("一？"), AIMessage("二。"), HumanMessage("unanswered")]
    asked = read_question({"question": "三？", "history": history, "sources": "a.md"})
    assert asked == Question("三？", (Turn("一？", "二。"),), Scope(sources=("a.md",)))


def test_what_a_model_says_after_it_called_a_tool_is_its_answer() -> None:
    calling = AIMessage("", tool_calls=[{"name": "f", "args": {}, "id": "1"}])
    given = [HumanMessage("一？"), calling, ToolMessage("x", tool_call_id="1"), AIMessage("二。")]
    assert read_question([*given, HumanMessage("三？")]).history == (Turn("一？", "二。"),)


def test_the_scope_of_a_question_may_be_a_mapping() -> None:
    scope: Any = {"types": "PDF"}
    assert read_question(Question("三？", scope=scope)).scope == Scope(types=("pdf",))
    with pytest.raises(QuestionError, match='kept to "type"'):
        read_question(Question("三？", scope=cast(Any, {"type": "pdf"})))


@pytest.mark.parametrize(
    "given",
    [
        None,
        3,
        {"question": "x", "source": ["a"]},
        {"question": "x", "anyway": "yes"},
        {"question": "x", "history": [1]},
        {"question": "x", "history": [{"human": "a", "ai": "b"}]},
        [],
        [AIMessage("said")],
        [{"role": "nobody", "content": "x"}],
    ],
)
def test_input_in_another_form_is_refused(given: Any) -> None:
    with pytest.raises(QuestionError, match="not understood") as refused:
        read_question(given)
    assert refused.value.zh.startswith("无法理解输入")


@pytest.mark.parametrize("given", [{"question": 5}, {"question": None}, Question(cast(Any, None))])
def test_a_question_that_is_no_text_is_refused(given: Any) -> None:
    with pytest.raises(QuestionError, match="no text but a") as refused:
        read_question(given)
    assert refused.value.zh.startswith("问题不是文字")


def test_no_history_is_none_and_pairs_may_stand_in_a_question() -> None:
    assert read_question({"question": "三？", "history": None}) == Question("三？")
    pairs: Any = [("一？", "二。")]
    assert read_question(Question("三？", pairs)).history == (Turn("一？", "二。"),)


def test_a_lone_surrogate_in_the_history_is_harmless() -> None:
    turns = [("a\ud800", "b\udfff")]
    assert read_question({"question": "年假？", "history": turns}).history == (Turn("a?", "b?"),)
