from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ragqa import chat_model
from tests.fakes import ScriptedChat
from tests.stocked import LEAVE
from tests.ui.cli.conftest import GOOD, QUESTION, InterruptedChat
from tests.ui.conftest import CommandLine


def test_ask_streams_the_answer_and_lists_numbered_citations(
    ragqa: CommandLine, stocked: Path, chat: Callable[..., ScriptedChat]
) -> None:
    chat(GOOD)
    outcome = ragqa("ask", QUESTION, "--index", stocked)
    assert outcome.code == 0
    answer, citations = outcome.out.split("\n\n")
    assert answer == GOOD
    header, citation = citations.splitlines()
    assert header == "Sources"
    assert citation.startswith("[1] 手册.pdf p")
    assert LEAVE.rstrip("。") in citation.split("“")[1]


def test_ask_shows_the_checked_text_where_it_differs_from_the_stream(
    ragqa: CommandLine, stocked: Path, chat: Callable[..., ScriptedChat]
) -> None:
    chat(f"{GOOD} 月球由奶酪构成 [77]。")
    outcome = ragqa("ask", QUESTION, "--index", stocked)
    assert "After checking the citations:\n员工每年有十五天年假" in outcome.out
    assert "[77]" not in outcome.out.split("After checking")[1]


def test_ask_json_is_one_object_in_readable_chinese(
    ragqa: CommandLine, stocked: Path, chat: Callable[..., ScriptedChat]
) -> None:
    chat(GOOD)
    outcome = ragqa("ask", QUESTION, "--index", stocked, "--json")
    found = json.loads(outcome.out)
    assert LEAVE.rstrip("。") in outcome.out
    assert found["refused"] is False
    assert found["citations"][0]["number"] == 1
    assert found["citations"][0]["quote"] in LEAVE
    assert found["finish_reason"] == "stop"


def test_ask_without_a_model_quotes_and_says_how_to_get_one(
    ragqa: CommandLine, stocked: Path
) -> None:
    outcome = ragqa("ask", QUESTION, "--index", stocked)
    assert LEAVE.rstrip("。") in outcome.out
    assert "[1] 手册.pdf p" in outcome.out
    assert "Chinese-Mixtral-Instruct" in outcome.err
    assert "Chinese-Mixtral-Instruct" not in outcome.out


def test_a_refusal_lists_the_nearest_passages(
    ragqa: CommandLine, stocked: Path, chat: Callable[..., ScriptedChat]
) -> None:
    chat(GOOD)
    outcome = ragqa("ask", QUESTION, "--index", stocked, "--set", "evidence_threshold=1")
    assert outcome.code == 0
    assert "Nearest passages\n- 手册.pdf p" in outcome.out
    assert GOOD not in outcome.out


def test_who_insists_is_answered_from_too_little_and_told_so(
    ragqa: CommandLine, stocked: Path, chat: Callable[..., ScriptedChat]
) -> None:
    chat(GOOD)
    argv = ["ask", QUESTION, "--index", stocked, "--set", "evidence_threshold=1"]
    assert "--anyway" in ragqa(*argv).err
    insisted = ragqa(*argv, "--anyway")
    assert GOOD in insisted.out
    assert "weak evidence" in insisted.err
    assert "--anyway" not in insisted.err
    assert json.loads(ragqa(*argv, "--json").out)["weak"] is True
    assert "--anyway" not in ragqa("ask", QUESTION, "--index", stocked).err


def test_ask_reads_the_question_from_standard_input(
    ragqa: CommandLine, stocked: Path, chat: Callable[..., ScriptedChat]
) -> None:
    model = chat(GOOD)
    assert ragqa("ask", "-", "--index", stocked, stdin=f"{QUESTION}\n").code == 0
    assert model.history[0][-1].additional_kwargs["question"] == QUESTION


def test_ask_searches_only_the_given_source(
    ragqa: CommandLine, stocked: Path, chat: Callable[..., ScriptedChat]
) -> None:
    model = chat("x")
    ragqa("ask", QUESTION, "--index", stocked, "--source", "notes.md")
    passages = model.history[0][-1].additional_kwargs["passages"]
    assert {passage.source for passage in passages} == {"notes.md"}


def test_k_bounds_the_passages(
    ragqa: CommandLine, stocked: Path, chat: Callable[..., ScriptedChat]
) -> None:
    model = chat(GOOD)
    ragqa("ask", QUESTION, "--index", stocked, "-k", "1")
    assert len(model.history[0][-1].additional_kwargs["passages"]) == 1


def test_verbose_shows_tokens_and_seconds_on_standard_error(
    ragqa: CommandLine, stocked: Path, chat: Callable[..., ScriptedChat]
) -> None:
    chat(GOOD)
    outcome = ragqa("ask", QUESTION, "--index", stocked, "--verbose")
    assert "tokens: instructions" in outcome.err
    assert re.search(r"^seconds: .*\bsearch \d", outcome.err, re.MULTILINE)


@pytest.mark.parametrize(("reason", "setting"), [("length", "tokens"), ("time", "seconds")])
def test_an_answer_that_was_cut_short_says_so(
    ragqa: CommandLine,
    stocked: Path,
    chat: Callable[..., ScriptedChat],
    reason: str,
    setting: str,
) -> None:
    chat(GOOD, finish_reason=reason)
    assert f"raise answer_{setting}" in ragqa("ask", QUESTION, "--index", stocked).err


def test_control_characters_of_an_answer_are_not_obeyed(
    ragqa: CommandLine, stocked: Path, chat: Callable[..., ScriptedChat]
) -> None:
    chat("\x1b[2J\x1b]0;x\x07员工每年有十五天年假 [1]。")
    out = ragqa("ask", QUESTION, "--index", stocked).out
    assert "\x1b" not in out
    assert "\\x1b[2J" in out


def test_ctrl_c_ends_ask_with_130(
    ragqa: CommandLine, stocked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = InterruptedChat(answers=[GOOD])
    monkeypatch.setattr(chat_model, "open_chat", lambda settings, embeddings: model)
    outcome = ragqa("ask", QUESTION, "--index", stocked)
    assert outcome.code == 130
    assert outcome.err.splitlines()[-1] == "Stopped before the end."
    assert "Traceback" not in outcome.err
