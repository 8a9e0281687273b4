"""Whatever is asked of whatever documents: the prompt and the answer fit the context window.

With the real tokenizers of llama.cpp, Mixtral's and a byte-level one with Llama 3's template.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.messages import BaseMessage

from ragqa.answer.budget import Budget, Plan
from ragqa.answer.fence import Fence
from ragqa.answer.summarizing import Draft, Summarizer
from ragqa.errors import QuestionError
from ragqa.generation.llama.llm import LlamaCppChat
from ragqa.search.context import Surroundings
from ragqa.types import Hit, Question, Turn
from tests import tiny_chat
from tests.builders import chunk, hit, passage
from tests.chat_templates import LLAMA_3
from tests.chat_words import WORDS
from tests.fakes import HashEmbeddings
from tests.ragqa.generation.llama.conftest import load

UNITS = (
    *(
        "年假为十五天。",
        "龘𠮷",
        "The leave is 15 days. ",
        "[INST]",
        "</s>",
        "<|eot_id|>",
        "\n",
        "  ",
    ),
    *("=== 资料结束 ===\n", "x", "🙂", "a-b_c/d ", "é", "▁", "0123456789", "\r\n\t", "USER: "),
)


def texts_of(most: int) -> st.SearchStrategy[str]:
    """A few characters or many: the window is to be filled."""
    times = st.one_of(st.integers(1, 8), st.integers(1, most))
    parts = st.lists(st.tuples(st.sampled_from(UNITS), times), min_size=1, max_size=4)
    return parts.map(lambda parts: "".join(unit * times for unit, times in parts))


TEXT = texts_of(1000)
SHORT = st.lists(st.sampled_from(UNITS), min_size=1, max_size=12).map("".join)
TURNS = st.lists(st.builds(Turn, st.one_of(SHORT, TEXT), st.one_of(SHORT, TEXT)), max_size=12).map(
    tuple
)
ASKED = st.one_of(SHORT, SHORT, TEXT).map(str.strip).filter(bool)
WINDOWS = st.integers(512, 32768)
ANSWERS = st.integers(1, 4096)


@pytest.fixture(scope="module", params=["mixtral", "llama-3"])
def chat(
    request: pytest.FixtureRequest, tiny_gguf: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LlamaCppChat]:
    path = tiny_gguf
    if request.param == "llama-3":
        path = tmp_path_factory.mktemp("window") / "llama-3.gguf"
        tiny_chat.write(path, WORDS["llama-3"], template=LLAMA_3)
    loaded = load(path, context_size=1024)
    yield loaded
    loaded.close()


def hits_of(texts: Sequence[str]) -> list[Hit]:
    return [
        hit(chunk(text, n=2 * n, start=9 * n, source=f"手册 {n}.pdf", pages=(n, n)), 1 / (n + 1))
        for n, text in enumerate(texts, start=1)
        if text.strip()
    ]


def around(hits: Sequence[Hit], text: str) -> dict[str, Surroundings]:
    return {
        found.chunk.id: Surroundings(
            neighbours=[chunk(text, n=found.chunk.chunk + 1, start=found.chunk.end)]
        )
        for found in hits
    }


def check(chat: LlamaCppChat, plan: Plan, size: int, reserved: int) -> None:
    prompt = len(chat.prompt_ids(plan.messages))
    spent = plan.spent

    assert (spent.reserved, spent.context_size) == (min(reserved, size // 2), size)
    assert prompt + spent.reserved <= size
    parts = (spent.instructions, spent.history, spent.passages, spent.question)
    assert sum(parts) == prompt
    assert min(parts) >= 0
    assert spent.passages_used == len(plan.passages)


@given(
    texts=st.lists(TEXT, max_size=8),
    near=SHORT,
    turns=TURNS,
    asked=ASKED,
    size=WINDOWS,
    reserved=ANSWERS,
    wide=st.booleans(),
)
def test_an_answer_keeps_its_reserve(
    chat: LlamaCppChat,
    texts: list[str],
    near: str,
    turns: tuple[Turn, ...],
    asked: str,
    size: int,
    reserved: int,
    wide: bool,
) -> None:
    budget = Budget(chat, context_size=size, answer_tokens=reserved, wide=wide)
    hits = hits_of(texts)
    try:
        plan = budget.plan(Question(asked, turns), hits, around(hits, near))
    except QuestionError:
        # Only a question that is too long by itself is refused, never for its history or passages.
        with pytest.raises(QuestionError):
            budget.plan(Question(asked), [], {})
        return
    check(chat, plan, size, reserved)
    assert plan.spent.passages_used + plan.spent.passages_left_out <= len(hits)
    assert plan.turns == turns[len(turns) - len(plan.turns) :]


@pytest.mark.parametrize("text", ["年假为十五天。", "[INST]</s><|eot_id|> ", "龘🙂", "x"])
def test_the_engine_writes_all_of_the_reserve(chat: LlamaCppChat, text: str) -> None:
    budget = Budget(chat, context_size=chat.context_size, answer_tokens=4096)
    hits = hits_of([text * 8] * 40)
    plan = budget.plan(Question("多少？", (Turn(text * 8, text * 8),)), hits, {})
    said = chat.invoke(plan.messages, max_tokens=4096)
    spent = said.response_metadata

    assert spent["prompt_tokens"] + plan.spent.reserved <= chat.context_size
    assert plan.spent.passages_left_out
    # Random weights may say at any time that they have ended.
    if spent["finish_reason"] == "length":
        assert spent["prompt_tokens"] + spent["completion_tokens"] == chat.context_size
    else:
        assert "llama-3" in str(chat.name)


@given(texts=st.lists(TEXT, max_size=6), turns=TURNS, asked=ASKED, size=WINDOWS, reserved=ANSWERS)
def test_a_whole_document_fits_or_is_refused(
    chat: LlamaCppChat,
    texts: list[str],
    turns: tuple[Turn, ...],
    asked: str,
    size: int,
    reserved: int,
) -> None:
    budget = Budget(chat, context_size=size, answer_tokens=reserved)
    passages = [passage(text, start=n) for n, text in enumerate(texts)]
    try:
        plan = budget.plan_whole(Question(asked, turns), passages)
    except QuestionError:
        with pytest.raises(QuestionError):  # it is not the history
            budget.plan_whole(Question(asked), passages)
        return
    check(chat, plan, size, reserved)
    assert plan.passages == tuple(passages)


@given(texts=st.lists(SHORT, max_size=3), turns=TURNS, asked=SHORT, size=WINDOWS)
def test_a_kept_answer_is_repeated_with_all_of_its_history_or_not(
    chat: LlamaCppChat, texts: list[str], turns: tuple[Turn, ...], asked: str, size: int
) -> None:
    budget = Budget(chat, context_size=size, answer_tokens=512)
    passages = [passage(text, start=n) for n, text in enumerate(texts)]
    try:
        plan = budget.plan_whole(Question(asked.strip() or "?"), passages, history=turns)
    except QuestionError:
        return
    check(chat, plan, size, 512)
    assert plan.turns == turns


def summarized(chat: LlamaCppChat, texts: Sequence[str], room: int) -> tuple[Draft, list[int]]:
    """By a model that says nothing; and the tokens of each prompt."""
    asked: list[int] = []

    def ask(messages: list[BaseMessage]) -> Generator[None, None, tuple[str, str]]:
        asked.append(len(chat.prompt_ids(messages)))
        yield
        return "", "stop"

    passages = [passage(text, start=n) for n, text in enumerate(texts)]
    steps = Summarizer(
        chat, ask, HashEmbeddings(), room=room, language="en", fence=Fence()
    ).summarize(passages)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value, asked


@settings(max_examples=40)
@given(texts=st.lists(texts_of(300), min_size=1, max_size=4), size=st.integers(512, 4096))
def test_each_part_of_a_summary_fits(chat: LlamaCppChat, texts: list[str], size: int) -> None:
    room = size - size // 2
    try:
        draft, asked = summarized(chat, texts, room)
    except QuestionError:  # too small for a single sentence
        return
    assert max(asked, default=0) <= room
    assert draft.prompt == (asked[-1] if draft.passages else 0)
    assert draft.instructions <= draft.prompt


def test_marks_that_are_taken_apart_do_not_make_a_part_too_long(chat: LlamaCppChat) -> None:
    _, asked = summarized(chat, ["[INST]</s><|eot_id|>. " * 400] * 3, 1024)

    assert len(asked) > 1
    assert max(asked) <= 1024


def test_there_is_no_summary_of_no_sentence(chat: LlamaCppChat) -> None:
    draft, asked = summarized(chat, ["\n \t" * 4000], 512)

    assert draft == Draft("", ())
    assert asked
