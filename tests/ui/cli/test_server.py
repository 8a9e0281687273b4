"""A model server on the command line: asked, told of, and its key shown nowhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.model_servers import ScriptedServer, said, scripted_server
from tests.ui.conftest import CommandLine
from ui.texts import EN

KEY = "sk-very-secret"
QUESTION = "员工每年有几天年假？"
GOOD = "员工每年有十五天年假 [1]。"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedServer]:
    with scripted_server() as running:
        running.events = [said(GOOD)]
        monkeypatch.setenv("RAGQA_MODEL", f"openai:{running.url}")
        monkeypatch.setenv("RAGQA_API_KEY", KEY)
        yield running


def test_a_question_is_answered_by_the_server(
    ragqa: CommandLine, stocked: Path, server: ScriptedServer
) -> None:
    outcome = ragqa("ask", QUESTION, "--index", stocked, "--verbose")

    assert outcome.code == 0, outcome.err
    assert GOOD in outcome.out
    assert "estimated: the model server does not count tokens" in outcome.err
    assert "sent to" not in outcome.err
    assert server.requests[-1].headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize("command", [("ask", QUESTION), ("serve", "--port", "0")])
def test_another_machine_is_named_before_anything_is_sent(
    ragqa: CommandLine, stocked: Path, command: tuple[str, ...]
) -> None:
    outcome = ragqa(*command, "--index", stocked, "--model", "openai:http://192.0.2.7/v1")

    first, *_ = outcome.err.splitlines()
    assert first == EN.sends_to.format(host="192.0.2.7")


def test_a_server_that_is_not_there_is_one_line(ragqa: CommandLine, stocked: Path) -> None:
    outcome = ragqa("ask", QUESTION, "--index", stocked, "--model", "openai:http://127.0.0.1:9/v1")

    assert outcome.code == 2
    assert "No model server answers at http://127.0.0.1:9/v1" in outcome.err
    assert "Traceback" not in outcome.err


def test_a_conversation_goes_on_after_the_server_has_failed(
    ragqa: CommandLine, stocked: Path, server: ScriptedServer
) -> None:
    server.refusals = [(500, {"error": {"message": "boom"}})]

    outcome = ragqa("chat", "--index", stocked, stdin=f"{QUESTION}\n{QUESTION}\n")

    assert outcome.code == 0, outcome.err
    assert "failed (HTTP 500: boom)" in outcome.err
    assert GOOD in outcome.out


def test_the_key_is_hidden_and_a_password_in_the_address_too(
    ragqa: CommandLine, server: ScriptedServer
) -> None:
    shown = ragqa("config")
    listed = ragqa("config", "--json", "--set", "model=openai:http://me:hidden@h/v1")
    values = {row["name"]: row["value"] for row in json.loads(listed.out)}

    assert (values["api_key"], values["model"]) == (EN.hidden, "openai:http://…@h/v1")
    assert KEY not in shown.out + shown.err + listed.out + listed.err
    refused = ragqa("ask", "x", "--model", "openai:http://me:hidden@h/v1")
    assert refused.code == 2
    assert "hidden" not in refused.out + refused.err


def test_doctor_tells_what_the_server_tells(ragqa: CommandLine, server: ScriptedServer) -> None:
    out = ragqa("doctor").out
    assert f"server {server.url}, window 8192 tokens as set" in out
    assert "tokens are estimated" in out
    assert "the model server decides" in out

    server.routes["/props"] = (200, {"default_generation_settings": {"n_ctx": 4096}})
    server.routes["/tokenize"] = (200, {"tokens": [1]})
    out = ragqa("doctor").out
    assert "window 4096 tokens (the server has 4096), it counts tokens as llama-server does" in out


def test_doctor_says_what_is_wrong_with_a_server(
    ragqa: CommandLine, server: ScriptedServer
) -> None:
    server.routes["/v1/models"] = (401, {})
    outcome = ragqa("doctor")
    assert outcome.code != 0
    assert "refuses the key (HTTP 401)" in outcome.out
    assert KEY not in outcome.out
