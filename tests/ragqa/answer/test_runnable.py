from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from uuid import uuid4

from langchain_core.callbacks import BaseCallbackHandler

from ragqa.chain import RagChain
from ragqa.retrieval import HybridRetriever
from ragqa.types import Answer, Finished
from tests.fakes import ScriptedChat
from tests.stocked import LEAVE, open_stocked

ASKED = "员工每年有多少天年假？"


class Runs(BaseCallbackHandler):
    """Notes the id of each run of a chain."""

    def __init__(self) -> None:
        self.ids: list[object] = []

    def on_chain_start(self, serialized: Any, inputs: Any, *, run_id: object, **rest: Any) -> None:
        self.ids.append(run_id)


def test_events_of_langchain_reach_the_end(tmp_path: Path) -> None:
    with open_stocked(tmp_path / "index") as index:
        chain = RagChain(
            HybridRetriever(index=index),
            ScriptedChat(answers=[f"{LEAVE} [1]"]),
            context_size=4096,
            answer_tokens=256,
            evidence=None,
        )

        async def events() -> list[Any]:
            return [event async for event in chain.astream_events(ASKED, version="v2")]

        seen = asyncio.run(events())
    kinds = [event["event"] for event in seen]
    assert kinds.count("on_chat_model_stream") > 1
    pieces = [e["data"]["chunk"] for e in seen if e["event"] == "on_chain_stream"]
    assert isinstance(pieces[-1], Finished)
    [answer] = [e["data"]["output"]["answer"] for e in seen if e["event"] == "on_chain_end"]
    assert isinstance(answer, Answer)
    assert answer.text.startswith(LEAVE)


def test_a_run_has_the_id_that_it_is_given(tmp_path: Path) -> None:
    given, runs = uuid4(), Runs()
    with open_stocked(tmp_path / "index") as index:
        chain = RagChain(
            HybridRetriever(index=index),
            ScriptedChat(answers=["ok"]),
            context_size=4096,
            answer_tokens=256,
            evidence=None,
        )
        chain.invoke(ASKED, {"run_id": given, "callbacks": [runs]})
    assert runs.ids == [given]
