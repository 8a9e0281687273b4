from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.language_models import FakeListChatModel
from langchain_core.messages import ToolCall, ToolMessage
from langchain_core.outputs import ChatGenerationChunk
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import BaseModel, Field

from ragqa.chain import RagChain
from ragqa.retrieval import HybridRetriever
from ragqa.types import Answer, Finished
from tests.fakes import ScriptedChat
from tests.stocked import LEAVE, open_stocked

ASKED = "员工每年有多少天年假？"


class SlowChat(ScriptedChat):
    """Says that it has begun to answer."""

    begun: Any = Field(default_factory=threading.Event)

    def _stream(self, *args: Any, **kwargs: Any) -> Iterator[ChatGenerationChunk]:
        for chunk in super()._stream(*args, **kwargs):
            self.begun.set()
            yield chunk


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


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[RagChain]:
    with open_stocked(tmp_path / "index") as index:
        yield RagChain(
            HybridRetriever(index=index),
            ScriptedChat(answers=[f"{LEAVE} [1]"]),
            context_size=4096,
            answer_tokens=256,
            evidence=None,
        )


CALLED = f'{LEAVE} [1]\n[1] 手册.pdf p. 2: "{LEAVE}"'


def test_a_model_calls_it_as_a_tool(chain: RagChain) -> None:
    tool = chain.as_tool()
    arguments = {"question": ASKED, "sources": ["手册.pdf"], "history": [["a", "b"]]}
    call = ToolCall(name=tool.name, args=arguments, id="1", type="tool_call")
    for message in (tool.invoke(call), asyncio.run(tool.ainvoke(call))):
        assert isinstance(message, ToolMessage)
        assert message.content == CALLED
        assert isinstance(message.artifact, Answer)
        assert {passage.source for passage in message.artifact.passages} == {"手册.pdf"}
        assert message.artifact.ledger.history > 0


def test_what_the_tool_takes_is_told_in_plain_types(chain: RagChain) -> None:
    function = convert_to_openai_tool(chain.as_tool())["function"]
    parameters = function["parameters"]
    assert parameters["required"] == ["question"]
    kinds = {name: field["type"] for name, field in parameters["properties"].items()}
    assert kinds["question"] == kinds["collection"] == kinds["since"] == "string"
    assert kinds["sources"] == kinds["history"] == "array"
    assert "$" not in str(parameters)  # references, which not every server follows
    assert chain.get_input_jsonschema()["required"] == ["question"]


def test_a_tool_may_take_less_under_another_name(chain: RagChain) -> None:
    class Only(BaseModel):
        question: str

    for tool in (
        chain.as_tool(Only, name="handbook", description="Asks the handbook."),
        chain.as_tool(arg_types={"question": str}, name="handbook", description="Asks it."),
    ):
        assert tool.name == "handbook"
        assert list(tool.args) == ["question"]
        assert tool.invoke({"question": ASKED}) == CALLED


def test_the_tool_takes_the_bare_question_too(chain: RagChain) -> None:
    tool = chain.as_tool()
    assert tool.invoke(ASKED) == tool.run(ASKED) == asyncio.run(tool.ainvoke(ASKED)) == CALLED


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"question": " "}, "The question is empty"),
        ({"question": ASKED, "sources": ["没有.pdf"]}, "没有.pdf"),
        ({"question": "How long?", "pages": "last"}, 'pages "last"'),
    ],
)
def test_a_model_is_told_what_is_wrong_with_its_call(
    chain: RagChain, arguments: dict[str, Any], said: str
) -> None:
    tool = chain.as_tool()
    call = ToolCall(name=tool.name, args=arguments, id="1", type="tool_call")
    for message in (tool.invoke(call), asyncio.run(tool.ainvoke(call))):
        assert message.status == "error"
        assert said in message.content


def test_what_a_model_cannot_mend_is_raised_from_the_tool(tmp_path: Path) -> None:
    with open_stocked(tmp_path / "index") as index:
        chain = RagChain(
            HybridRetriever(index=index),
            ScriptedChat(answers=[]),
            context_size=4096,
            answer_tokens=256,
            evidence=None,
        )
        with pytest.raises(ZeroDivisionError):
            chain.as_tool().invoke({"question": ASKED})


def test_who_is_cancelled_while_an_answer_is_written_stops_the_model(tmp_path: Path) -> None:
    chat = SlowChat(answers=[LEAVE * 1000])
    with open_stocked(tmp_path / "index") as index:
        chain = RagChain(
            HybridRetriever(index=index),
            chat,
            context_size=4096,
            answer_tokens=256,
            evidence=None,
        )

        async def cancelled() -> None:
            asking = asyncio.create_task(chain.ainvoke(ASKED))
            await asyncio.to_thread(chat.begun.wait)
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking

        asyncio.run(cancelled())
    assert chat.closed_early == 1


def test_a_model_that_counts_no_tokens_has_them_estimated_and_nothing_fetched(
    tmp_path: Path,
) -> None:
    model = FakeListChatModel(responses=[f"{LEAVE} [1]"])
    with open_stocked(tmp_path / "index") as index:
        chain = RagChain(
            HybridRetriever(index=index),
            model,
            context_size=4096,
            answer_tokens=256,
            evidence=None,
        )
        answer = chain.invoke(ASKED)
    assert answer.text.startswith(LEAVE)
    assert answer.ledger.estimated
    assert answer.ledger.passages > len(LEAVE)
    assert model.custom_get_token_ids is None  # it is left as it was
