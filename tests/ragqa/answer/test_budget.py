from __future__ import annotations

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from ragqa.answer.budget import Budget
from ragqa.errors import QuestionError
from ragqa.types import Hit, Question, Turn
from tests.builders import chunk, hit
from tests.fakes import ScriptedChat

CHAT = ScriptedChat(answers=["x"])
TEXT = st.text(alphabet="我们年假abc 12。.", max_size=80)


def hits_of(texts: list[str]) -> list[Hit]:
    return [
        hit(chunk(text, n=2 * n, start=100 * n), 1 / (n + 1))
        for n, text in enumerate(texts)
        if text
    ]


@given(
    st.lists(TEXT, max_size=6),
    st.lists(st.tuples(TEXT, TEXT), max_size=5),
    TEXT.filter(str.strip),
    st.integers(512, 2048),
    st.integers(16, 1024),
)
def test_whatever_is_asked_the_prompt_and_the_answer_fit_the_window(
    texts: list[str],
    turns: list[tuple[str, str]],
    asked: str,
    context_size: int,
    answer_tokens: int,
) -> None:
    budget = Budget(CHAT, context_size=context_size, answer_tokens=answer_tokens)
    question = Question(asked, tuple(Turn(*turn) for turn in turns))
    with suppress(QuestionError):
        plan = budget.plan(question, hits_of(texts), {})
        used = CHAT.get_num_tokens_from_messages(plan.messages)
        assert used + plan.spent.reserved <= context_size
        assert plan.spent.passages_used == len(plan.passages)
        assert str(plan.messages[-1].content).endswith(asked)


def test_the_newest_history_is_kept_and_the_oldest_dropped() -> None:
    turns = tuple(Turn(f"问题{n}" + "长" * 40, f"回答{n}") for n in range(20))
    plan = Budget(CHAT, context_size=1024, answer_tokens=256).plan(
        Question("新问题", turns), [], {}
    )
    shown = "".join(str(message.content) for message in plan.messages)
    assert "回答19" in shown
    assert "回答0" not in shown
    assert plan.spent.history > 0


def test_what_is_left_out_is_counted() -> None:
    hits = hits_of(["长" * 200] * 6)
    plan = Budget(CHAT, context_size=1024, answer_tokens=256).plan(Question("问题"), hits, {})
    ledger = plan.ledger(tokens_reused=5)
    assert ledger.passages_used + ledger.passages_left_out == 6
    assert 0 < ledger.passages_used < 6
    assert (ledger.reserved, ledger.context_size, ledger.tokens_reused) == (256, 1024, 5)
