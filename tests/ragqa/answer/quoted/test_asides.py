"""Second and third lines: none that tell of something else than the question and the first."""

from __future__ import annotations

import pytest
from langchain_core.embeddings import Embeddings

from ragqa.answer.quoted.quoting import QuotingChat
from tests.ragqa.answer.quoted.asked import messages

LEAVE = (
    "### 年假\n员工入职满一年后，每年享有十天带薪年假。\n未休完的年假可以顺延到次年三月三十一日。\n"
    "### 婚假\n员工结婚可享有三天婚假，晚婚的增加七天。\n婚假须在领取结婚证后一年内一次休完。\n"
    "### 产假\n女员工产假为一百五十八天，男员工陪产假为十五天。\n"
)


def told(embedder: Embeddings, question: str, text: str) -> list[str]:
    chat = QuotingChat(embeddings=embedder, late_interaction=True)
    return chat.invoke(messages(question, [text])).text.splitlines()


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("年假有几天？", "员工入职满一年后"),
        ("没休完的年假能留到什么时候？", "未休完的年假"),
        ("婚假有几天？", "员工结婚可享有三天婚假"),
        ("产假多少天？", "女员工产假"),
    ],
)
def test_lines_under_the_title_of_something_else_are_left_out(
    embedder: Embeddings, question: str, best: str
) -> None:
    lines = told(embedder, question, LEAVE)
    assert lines[0].startswith(best)
    [of] = [word for word in ("年假", "婚假", "产假") if word in question]
    assert all(of in line for line in lines)
