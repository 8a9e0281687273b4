"""Kept answers on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ragqa import chat_model
from ragqa.chain import RagChain
from ragqa.embedding.embedder import Embedder
from ragqa.errors import UnknownSourceError
from ragqa.settings import Settings
from tests.fakes import ScriptedChat
from tests.stocked import LEAVE
from tests.ui.conftest import CommandLine

QUESTION = "员工每年有几天年假？"


@pytest.fixture(autouse=True)
def model(monkeypatch: pytest.MonkeyPatch) -> ScriptedChat:
    chat = ScriptedChat(answers=[f"{LEAVE} [1]"], name="scripted")
    monkeypatch.setattr(chat_model, "open_chat", lambda settings, embeddings: chat)
    return chat


def asked(ragqa: CommandLine, stocked: Path, *more: str) -> str:
    """The id of an answer."""
    out = ragqa("ask", QUESTION, "--index", stocked, "--json", *more).out
    return str(json.loads(out)["id"])


def test_an_answer_is_kept_listed_and_replayed(ragqa: CommandLine, stocked: Path) -> None:
    key = asked(ragqa, stocked)
    assert "kept as " in ragqa("ask", QUESTION, "--index", stocked, "-v").err
    listed = ragqa("answers", "--index", stocked)
    assert listed.code == 0
    assert key in listed.out
    assert QUESTION in listed.out
    again = ragqa("replay", key, "--index", stocked)
    assert (again.code, again.out.splitlines()[-1]) == (0, "The prompt and the text are the same.")
    told = json.loads(ragqa("replay", key, "--index", stocked, "--json").out)
    assert (told["same_prompt"], told["same_text"], told["differences"]) == (True, True, [])
    [*_, first] = json.loads(ragqa("answers", "--index", stocked, "--json").out)
    assert (first["id"], first["cited"][0]["source"]) == (key, "手册.pdf")
    assert first["chunks"]


def test_what_differs_is_said(ragqa: CommandLine, stocked: Path, model: ScriptedChat) -> None:
    key = asked(ragqa, stocked)
    model.answers[0] = "别的话。"
    out = ragqa("replay", key, "--index", stocked, "--set", "candidates=7", "--set", "seed=0")
    assert out.code == 1
    assert "! candidates was 50, now 7" in out.out
    assert "the text differs" in out.out
    assert LEAVE in out.out
    assert "别的话。" in out.out


def test_why_it_cannot_be_asked_again_is_said(
    ragqa: CommandLine, stocked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = asked(ragqa, stocked)

    def refuse(*_: object) -> object:
        raise UnknownSourceError('There is no collection "old".', "没有集合 “old”。")

    monkeypatch.setattr(RagChain, "again", refuse)
    out = ragqa("replay", key, "--index", stocked)
    assert out.code == 1
    assert out.out.splitlines()[-1] == 'It cannot be asked again. There is no collection "old".'
    told = json.loads(ragqa("replay", key, "--index", stocked, "--json").out)
    assert (told["now"], told["failure"]) == (None, 'There is no collection "old".')


def test_answers_are_forgotten_and_need_not_be_kept(ragqa: CommandLine, stocked: Path) -> None:
    asked(ragqa, stocked)
    assert ragqa("forget-answers", "--index", stocked).out == "Deleted answers: 1.\n"
    assert ragqa("answers", "--index", stocked).out == "No answers are kept.\n"
    assert asked(ragqa, stocked, "--set", "record_answers=off") == ""
    assert ragqa("answers", "--index", stocked, "--language", "zh").out == "没有保存的答案。\n"


def test_an_unknown_id_is_an_error_in_one_sentence(ragqa: CommandLine, stocked: Path) -> None:
    out = ragqa("replay", "12345678", "--index", stocked)
    assert out.code == 2
    assert "`ragqa answers` lists them" in out.err


def test_a_whole_document_is_read(ragqa: CommandLine, stocked: Path, model: ScriptedChat) -> None:
    whole = ragqa("ask", QUESTION, "--index", stocked, "--whole", "--source", "手册.pdf")
    assert whole.code == 0
    assert "报销单据应在三十天内提交" in str(model.history[-1][-1].content)
    assert "choose one with --source" in ragqa("ask", QUESTION, "--index", stocked, "--whole").err


def test_quotes_only_asks_no_model(
    ragqa: CommandLine, stocked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    known = chat_model.open_chat

    def spied(settings: Settings, embeddings: Embedder) -> object:
        opened.append(settings.model)
        return known(settings, embeddings)

    monkeypatch.setattr(chat_model, "open_chat", spied)
    out = ragqa("ask", QUESTION, "--index", stocked, "--model", "none.gguf", "--quotes")
    assert (out.code, opened) == (0, [""])
    assert "No language model is loaded" not in out.err
