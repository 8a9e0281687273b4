"""A chain over a small index, with a model that says what it is told to."""

from __future__ import annotations

from dataclasses import replace

from ragqa.chain import RagChain
from ragqa.index import Index
from ragqa.retrieval import HybridRetriever
from ragqa.search.gates import RERANKED
from tests.fakes import ScriptedChat

ASKED = "员工每年有多少天年假？"


def chain_of(
    index: Index,
    *answers: str,
    threshold: float = 0.0,
    context_size: int = 4096,
    wide: bool = False,
) -> tuple[RagChain, ScriptedChat]:
    chat = ScriptedChat(answers=list(answers) or ["员工每年有十五天年假。 [1]"], name="scripted")
    retriever = HybridRetriever(index=index, k=3)
    chain = RagChain(
        retriever,
        chat,
        context_size=context_size,
        answer_tokens=256,
        evidence=replace(RERANKED, threshold=threshold),
        seed=7,
        wide=wide,
    )
    return chain, chat
