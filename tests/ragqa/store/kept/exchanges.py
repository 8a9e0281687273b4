"""What is kept in the tests of conversations, and what is read of it."""

from __future__ import annotations

from dataclasses import replace

from ragqa.store.kept.conversations import Conversations, Place
from ragqa.store.kept.said import Said
from ragqa.types import Answer, Citation, Contradiction, Ledger, Turn, Unread
from tests.builders import passage

CITED = Citation(
    1,
    "手册.pdf",
    3,
    4,
    "iii",
    ("人事", "年假"),
    "十五天。",
    7,
    11,
    0.9,
    True,
    document_id="d1",
    revision=2,
)
ANSWER = Answer(
    text="十五天 [1]。",
    citations=(CITED,),
    refused=False,
    question="年假几天？",
    standalone_question="员工年假几天？",
    ledger=Ledger(1, 2, 3, 4, 5, 4096, 1, 0, 2, estimated=True),
    timings={"total": 1.5},
    model="m",
    seed=None,
    finish_reason="stop",
    passages=(
        replace(
            passage("十五天。"), document_id="d1", headings=("人事",), sections=((0, ("人事",)),)
        ),
    ),
    unread=(Unread("手册.pdf", 9, 1),),
    unsupported=((0, 2),),
    contradictions=(Contradiction(CITED, replace(CITED, source="b"), ("15", "10")),),
    prompt_sha256="ab",
    id="0a1b2c3d",
)
SAID = Said(
    question="年假几天？",
    mode="quotes",
    scope={"sources": ["手册.pdf"], "since": "2026-01-31"},
    history=(Turn("一？", "二。"),),
    rewritten="员工年假几天？",
    text=ANSWER.text,
    passages=ANSWER.passages,
    answer=ANSWER,
)
PLAIN = Said("What is it?", text="It is a base.")


def load(kept: Conversations, place: Place, user: str = "ada") -> list[Said]:
    """What the conversation holds for ``user``, in order; nothing where it is not theirs."""
    talk = kept.load(user, place.key)
    return [said for _, said in talk.exchanges] if talk else []
