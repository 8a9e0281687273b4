from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ragqa import chat_model
from tests.fakes import ScriptedChat
from tests.ui.cli.conftest import GOOD, QUESTION, InterruptedChat
from tests.ui.conftest import CommandLine


def test_chat_keeps_the_conversation_and_shows_the_rewritten_question(
    ragqa: CommandLine, stocked: Path, chat: Callable[..., ScriptedChat]
) -> None:
    model = chat(GOOD)
    outcome = ragqa("chat", "--index", stocked, stdin=f"{QUESTION}\n那怎么申请？\n/quit\n再见\n")
    assert outcome.code == 0
    assert outcome.out.count(GOOD) == 2
    assert len(model.history) == 2
    assert [QUESTION in str(m.content) for m in model.history[1][:-1]].count(True) == 1
    assert f"Searched for: {QUESTION} 那怎么申请？" in outcome.err


@pytest.mark.parametrize("word", ["/quit", "/exit", "exit", "Quit", "退出"])
def test_who_wants_to_leave_need_not_know_our_word_for_it(
    ragqa: CommandLine, stocked: Path, chat: Callable[..., ScriptedChat], word: str
) -> None:
    model = chat()
    outcome = ragqa("chat", "--index", stocked, stdin=f"{word}\n{QUESTION}\n")
    assert (outcome.code, outcome.out) == (0, "")
    assert not model.history


def test_reset_forgets_the_conversation(
    ragqa: CommandLine, stocked: Path, chat: Callable[..., ScriptedChat]
) -> None:
    model = chat(GOOD)
    ragqa("chat", "--index", stocked, stdin=f"{QUESTION}\n/reset\n那怎么申请？\n")
    assert len(model.history[1]) == 1


def test_anyway_answers_what_was_refused_in_its_place(
    ragqa: CommandLine, stocked: Path, chat: Callable[..., ScriptedChat]
) -> None:
    model = chat(GOOD)
    said = f"{QUESTION}\n/anyway\n那怎么申请？\n/anyway\n"
    argv = ["chat", "--index", stocked, "--set", "evidence_threshold=1"]
    outcome = ragqa(*argv, stdin=said)
    assert outcome.err.count("/anyway") == 2
    assert outcome.out.count(GOOD) == 2
    # The refusal is no part of the conversation.
    assert [GOOD in str(m.content) for m in model.history[1][:-1]].count(True) == 1
    assert "没有找到" not in str(model.history[1])


@pytest.mark.parametrize("before", ["", f"{QUESTION}\n/reset\n"])
def test_anyway_needs_a_question_before_it(
    ragqa: CommandLine, stocked: Path, chat: Callable[..., ScriptedChat], before: str
) -> None:
    chat(GOOD)
    outcome = ragqa("chat", "--index", stocked, stdin=f"{before}/anyway\n")
    assert 'Unknown command "/anyway"' in outcome.err
    assert outcome.out.count(GOOD) == (1 if before else 0)


def test_chat_names_an_unknown_command_and_goes_on(
    ragqa: CommandLine, stocked: Path, chat: Callable[..., ScriptedChat]
) -> None:
    chat(GOOD)
    outcome = ragqa("chat", "--index", stocked, stdin=f"/leave\n{QUESTION}\n")
    assert 'Unknown command "/leave"' in outcome.err
    assert GOOD in outcome.out


def test_a_question_too_long_does_not_end_the_conversation(
    ragqa: CommandLine, stocked: Path, chat: Callable[..., ScriptedChat]
) -> None:
    chat(GOOD)
    outcome = ragqa("chat", "--index", stocked, stdin=f"{'问' * 50_000}\n{QUESTION}\n")
    assert "50,000" in outcome.err
    assert GOOD in outcome.out


def test_ctrl_c_stops_the_answer_and_not_the_conversation(
    ragqa: CommandLine, stocked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = InterruptedChat(answers=[GOOD])
    monkeypatch.setattr(chat_model, "open_chat", lambda settings, embeddings: model)
    outcome = ragqa("chat", "--index", stocked, stdin=f"{QUESTION}\n{QUESTION}\n")
    assert outcome.code == 0
    assert "Answer stopped." in outcome.err
    assert outcome.out.count(GOOD) == 1
    assert model.closed_early == 1
    # What was stopped is not part of the conversation.
    assert len(model.history[1]) == 1
