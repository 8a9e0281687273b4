"""The whole chain with a model server: asking, cancelling, failing, summarising, records."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from ragqa.chain import RagChain
from ragqa.chat_model import open_chat
from ragqa.configuration import load_settings
from ragqa.errors import ModelError
from ragqa.factory import chain_over
from ragqa.index import Index
from ragqa.types import Finished, Question, Reading, Token, Turn
from tests.fakes import HashEmbeddings
from tests.model_servers import ScriptedServer, llama_server, said, scripted_server
from tests.stocked import LEAVE, open_stocked

ASKED = "员工每年有多少天年假？"
GOOD = "员工每年有十五天年假。 [1]"
KEY = "sk-very-secret"

Made = Callable[..., RagChain]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with open_stocked(tmp_path / "index") as opened:
        yield opened


@pytest.fixture
def made(index: Index) -> Iterator[Made]:
    """A chain over the index with the model server at an address."""
    chains: list[RagChain] = []

    def make(url: str, **settings: Any) -> RagChain:
        chosen = {"model": f"openai:{url}", "api_key": KEY, "answer_tokens": 64} | settings
        loaded = load_settings(chosen, environ={}).settings
        chain = chain_over(index, loaded, open_chat(loaded, HashEmbeddings()))
        chains.append(chain)
        return chain

    yield make
    for chain in chains:
        chain.model.close()  # type: ignore[attr-defined]


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with scripted_server() as running:
        running.events = [said("员工每年有", "十五天年假。 [1]")]
        yield running


def test_an_answer_is_written_cited_and_its_tokens_called_estimated(
    server: ScriptedServer, made: Made
) -> None:
    answer = made(server.url).invoke(ASKED)

    assert answer.text == GOOD
    assert answer.citations[0].quote == LEAVE
    assert answer.citations[0].verified
    assert (answer.model, answer.finish_reason, answer.ledger.estimated) == ("tiny", "stop", True)
    (sent,) = server.chats
    assert LEAVE in sent["messages"][0]["content"]


def test_tokens_that_a_server_counts_are_not_called_estimated(
    server: ScriptedServer, made: Made
) -> None:
    server.routes["/tokenize"] = (200, {"tokens": [0] * 40})
    server.routes["/props"] = (200, {"default_generation_settings": {"n_ctx": 1000}})

    ledger = made(server.url).invoke(ASKED).ledger

    assert not ledger.estimated
    assert (ledger.question, ledger.context_size) == (40, 1000)


def test_a_record_names_the_server_and_never_the_key(
    server: ScriptedServer, made: Made, index: Index
) -> None:
    chain = made(server.url)
    answer = chain.invoke(ASKED)

    assert chain.records is not None
    made_with = chain.records.get(answer.id).made_with
    assert made_with["model_url"] == server.url
    assert "model_sha256" not in made_with
    kept = b"".join(p.read_bytes() for p in index.folder.rglob("*") if p.is_file())
    assert answer.id.encode() in kept
    assert KEY.encode() not in kept
    assert KEY not in json.dumps(made_with) + repr(chain.model)


def test_cancelling_an_answer_closes_the_connection(server: ScriptedServer, made: Made) -> None:
    server.events = [[*said("一")[:1], *([0.01, *said("二")[:1]] * 3000)]]
    events = made(server.url).stream(ASKED)

    with closing(events):
        assert next(event.text for event in events if isinstance(event, Token)) == "一"

    assert server.gone.wait(60)


def test_a_server_that_fails_in_the_middle_ends_the_answer_and_not_the_chain(
    server: ScriptedServer, made: Made
) -> None:
    good = server.events[0]
    server.events = [said("员工", finish=None)[:-1], good]
    chain = made(server.url)

    with pytest.raises(ModelError, match="broke off"):
        chain.invoke(ASKED)

    assert chain.invoke(ASKED).text == GOOD


def test_a_follow_up_is_rewritten_by_the_server(server: ScriptedServer, made: Made) -> None:
    server.events = [said(ASKED), said(GOOD)]
    asked = Question("那病假呢？", (Turn(ASKED, GOOD),))

    made(server.url).invoke(asked)

    first, second = server.chats
    assert "那病假呢" in first["messages"][0]["content"]
    assert [m["role"] for m in second["messages"]] == ["user", "assistant", "user"]


def test_a_summary_is_written_by_the_server(server: ScriptedServer, made: Made) -> None:
    *others, last = made(server.url).stream_summary()

    assert any(isinstance(event, Reading) for event in others)
    assert isinstance(last, Finished)
    assert last.answer.text.startswith("员工每年有十五天年假")
    assert server.chats


def test_a_real_server_answers_in_its_window_and_is_cancelled(tiny_gguf: Path, made: Made) -> None:
    with llama_server(tiny_gguf, context_size=1024, key=KEY) as url:
        chain = made(f"{url}#tiny", context_size=1024, temperature=0.0, evidence_threshold=0.0)
        first = chain.invoke(ASKED)
        assert first.model == "tiny"
        assert first.finish_reason in ("stop", "length")
        ledger = first.ledger
        assert not ledger.estimated
        assert ledger.passages_used >= 1
        for _ in range(3):
            events = chain.stream(ASKED)
            with closing(events):
                next(event for event in events if isinstance(event, Token))
        assert chain.invoke(ASKED).text == first.text
