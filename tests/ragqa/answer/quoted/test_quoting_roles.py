"""Who was there, absent, in the chair: told by the line that names them."""

from __future__ import annotations

import pytest
from langchain_core.embeddings import Embeddings

from ragqa.answer.quoted.quoting import QuotingChat
from tests.ragqa.answer.quoted.asked import messages

MINUTES = (
    "Minutes of the garden club\nDate: 11 February 2026\n"
    "Present: Mary Shaw, Tom Reed, Jane Price\nApologies: Peter Hall\nChair: Mary Shaw\n\n"
    "1. The next meeting is on 11 March in the church hall.\n"
    "2. Tom will order two new bins for the club.\n"
)
JIYAO = (
    "办公室搬迁会议纪要\n时间：2026年3月10日\n地点：二楼会议室\n参加人员：王芳、李强、赵敏\n"
    "缺席：孙丽\n主持人：王芳\n\n一、搬迁日期定为4月18日。\n"
)


def told(embedder: Embeddings, question: str, text: str) -> list[str]:
    chat = QuotingChat(embeddings=embedder, late_interaction=True)
    return chat.invoke(messages(question, [text])).text.splitlines()


@pytest.mark.parametrize(
    ("question", "text", "line"),
    [
        ("Who took part in the meeting?", JIYAO, "参加人员：王芳、李强、赵敏 [1]"),
        ("谁参加了搬迁会议？", JIYAO, "参加人员：王芳、李强、赵敏 [1]"),
        ("Who was at the garden club meeting?", MINUTES, "Present: Mary Shaw, Tom Reed, Jane"),
        ("园艺会谁没来？", MINUTES, "Apologies: Peter Hall [1]"),
    ],
)
def test_who_was_there_is_told_by_the_line_that_names_them_alone(
    embedder: Embeddings, question: str, text: str, line: str
) -> None:
    [only] = told(embedder, question, text)
    assert only.startswith(line)
