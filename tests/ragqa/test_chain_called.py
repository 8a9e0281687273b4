"""How the chain is called: in streams, batches, threads and sequences, until it is closed."""

from __future__ import annotations

import asyncio
import os
from typing import Any
from uuid import UUID

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.chat_history import InMemoryChatMessageHistory
from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda
from langchain_core.runnables.history import RunnableWithMessageHistory

from ragqa.errors import IndexUnusableError
from ragqa.index import Index
from ragqa.types import Answer, Finished, Retrieved, Token
from tests.fakes import ScriptedChat
from tests.ragqa.chains import ASKED, chain_of
from tests.stocked import LEAVE


def test_a_chain_gives_back_what_it_holds_at_the_end_of_a_block(index: Index) -> None:
    closed: list[str] = []

    class Closing(ScriptedChat):
        def close(self) -> None:
            closed.append("model")

    chain, _ = chain_of(index)
    chain.model = Closing(answers=["ok"])
    with chain as opened:
        assert opened.invoke(ASKED).text
    assert closed == ["model"]
    with pytest.raises(IndexUnusableError, match="was closed"):
        chain.invoke(ASKED)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # LangChain's own of its class
def test_a_conversation_can_be_kept_by_langchain(
    index: Index, caplog: pytest.LogCaptureFixture
) -> None:
    kept = InMemoryChatMessageHistory()
    chain, _ = chain_of(index, "员工每年有十五天年假。 [1]")
    talk = RunnableWithMessageHistory(
        chain | (lambda answer: answer.text),
        lambda _session: kept,
        input_messages_key="question",
        history_messages_key="history",
    )
    for _ in range(2):
        talk.invoke({"question": ASKED}, {"configurable": {"session_id": "one"}})
    assert [message.type for message in kept.messages] == ["human", "ai"] * 2
    assert caplog.text == ""


def test_an_abandoned_stream_stops_the_model(index: Index) -> None:
    chain, chat = chain_of(index, "很长的回答" * 100)
    stream = chain.stream(ASKED)
    for event in stream:
        if isinstance(event, Token):
            break
    stream.close()
    assert chat.closed_early == 1
    assert chain.invoke(ASKED).text


def test_events_come_asynchronously_too_and_leaving_stops_the_model(index: Index) -> None:
    chain, chat = chain_of(index)

    async def all_kinds() -> list[type]:
        return [type(event) async for event in chain.astream(ASKED)]

    async def first_token() -> None:
        stream = chain.astream(ASKED)
        async for event in stream:
            if isinstance(event, Token):
                break
        await stream.aclose()  # type: ignore[attr-defined]  # a generator

    kinds = asyncio.run(all_kinds())
    assert (kinds[0], kinds[-1]) == (Retrieved, Finished)
    assert kinds.count(Token) > 1
    asyncio.run(first_token())
    assert chat.closed_early == 1
    texts = chain | RunnableLambda(lambda answer: answer.text)
    assert asyncio.run(texts.ainvoke(ASKED)).startswith(LEAVE)


def test_batch_answers_in_order(index: Index) -> None:
    chain, _ = chain_of(index, "ok")
    answers = chain.batch([ASKED, "How does dh_make create templates?"])
    assert [a.question for a in answers] == [ASKED, "How does dh_make create templates?"]


def test_the_chain_is_a_step_of_a_langchain_sequence(index: Index) -> None:
    chain, _ = chain_of(index)
    texts = chain | RunnableLambda(lambda answer: answer.text)
    assert texts.invoke(ASKED) == "员工每年有十五天年假。 [1]"
    assert list(texts.stream(ASKED)) == ["员工每年有十五天年假。 [1]"]


class Recorder(BaseCallbackHandler):
    """Notes which callbacks fired, and who was whose parent."""

    def __init__(self) -> None:
        self.fired: list[str] = []
        self.parents: dict[str, UUID | None] = {}

    def on_chain_start(
        self, serialized: Any, inputs: Any, *, parent_run_id: UUID | None = None, **rest: Any
    ) -> None:
        self.fired.append("chain start")

    def on_chain_end(self, outputs: Any, **rest: Any) -> None:
        assert isinstance(outputs["answer"], Answer)
        self.fired.append("chain end")

    def on_chain_error(self, error: BaseException, **rest: Any) -> None:
        self.fired.append(f"chain error {type(error).__name__}")

    def on_retriever_start(
        self, serialized: Any, query: str, *, parent_run_id: UUID | None = None, **rest: Any
    ) -> None:
        self.fired.append("retriever start")
        self.parents["retriever"] = parent_run_id

    def on_retriever_end(self, documents: Any, **rest: Any) -> None:
        assert all(isinstance(document, Document) for document in documents)
        self.fired.append("retriever end")

    def on_chat_model_start(
        self, serialized: Any, messages: Any, *, parent_run_id: UUID | None = None, **rest: Any
    ) -> None:
        self.fired.append("model start")
        self.parents["model"] = parent_run_id

    def on_llm_new_token(self, token: Any, **rest: Any) -> None:
        self.fired.append("token")


def test_callbacks_fire_under_the_run_of_the_chain(index: Index) -> None:
    chain, _ = chain_of(index)
    recorder = Recorder()
    chain.invoke(ASKED, {"callbacks": [recorder]})
    assert list(dict.fromkeys(recorder.fired)) == [
        "chain start",
        "retriever start",
        "retriever end",
        "model start",
        "token",
        "chain end",
    ]
    assert recorder.fired.count("chain end") == 1
    assert recorder.parents["retriever"] == recorder.parents["model"] is not None


def test_a_failure_is_reported_to_callbacks_and_raised(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **kwargs: Any) -> Any:
        raise ConnectionError("gone")

    chain, _ = chain_of(index)
    monkeypatch.setattr(ScriptedChat, "_stream", broken)
    recorder = Recorder()
    with pytest.raises(ConnectionError):
        chain.invoke(ASKED, {"callbacks": [recorder]})
    assert recorder.fired[-1] == "chain error ConnectionError"


def test_a_forked_process_is_told_to_open_the_index_itself(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain, _ = chain_of(index)
    own = os.getpid()
    monkeypatch.setattr(os, "getpid", lambda: own + 1)  # its threads would be waited for for ever
    for ask in (chain.invoke, chain.retriever.invoke):
        with pytest.raises(IndexUnusableError, match="forked") as refused:
            ask(ASKED)
        assert "spawn" in refused.value.zh
    monkeypatch.undo()
    assert chain.invoke(ASKED).text
