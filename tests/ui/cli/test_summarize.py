"""Summaries on the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk

from ragqa import chat_model
from tests.fakes import ScriptedChat
from tests.stocked import LEAVE
from tests.ui.conftest import CommandLine


def test_a_summary_by_a_model_with_progress_and_citations(
    ragqa: CommandLine, stocked: Path, tiny_gguf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = ScriptedChat(answers=[f"{LEAVE} [1]"])
    monkeypatch.setattr(chat_model, "open_chat", lambda settings, embeddings: chat)
    out = ragqa("summarize", "手册.pdf", "--index", stocked, "--model", tiny_gguf)
    assert out.code == 0
    assert out.out.splitlines() == [f"{LEAVE} [1]", "", "Sources", f"[1] 手册.pdf p. 2 “{LEAVE}”"]
    assert "Read 1 of 1 parts" in out.err


def test_without_a_model_sentences_are_quoted(ragqa: CommandLine, stocked: Path) -> None:
    out = ragqa("summarize", "--index", stocked, "--json", "--quotes")
    found = json.loads(out.out)
    assert {c["source"] for c in found["citations"]} <= {"手册.pdf", "notes.md"}
    assert found["citations"]
    assert all(c["verified"] for c in found["citations"])
    assert out.err == ""


class InterruptedChat(ScriptedChat):
    """The user presses Ctrl-C while the summary of the parts is made, after the first part."""

    def _stream(
        self, messages: list[BaseMessage], *args: Any, **kwargs: Any
    ) -> Iterator[ChatGenerationChunk]:
        for chunk in super()._stream(messages, *args, **kwargs):
            yield chunk
            raise KeyboardInterrupt


@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_ctrl_c_ends_with_a_sentence_and_130_and_prints_nothing_of_the_summary(
    ragqa: CommandLine,
    stocked: Path,
    tiny_gguf: Path,
    monkeypatch: pytest.MonkeyPatch,
    flags: Sequence[str],
) -> None:
    chat = InterruptedChat(answers=[f"{LEAVE} [1]"])
    monkeypatch.setattr(chat_model, "open_chat", lambda settings, embeddings: chat)
    named = ("--index", stocked, "--model", tiny_gguf)
    out = ragqa("summarize", "手册.pdf", *named, *flags, "--language", "zh")
    assert (out.code, out.out) == (130, "")
    assert "已中途停止" in out.err
    assert chat.closed_early == 1
    assert not (stocked / "answers.db").exists()


def test_an_unknown_document_is_an_error_in_one_sentence(ragqa: CommandLine, stocked: Path) -> None:
    out = ragqa("summarize", "none.pdf", "--index", stocked)
    assert (out.code, out.out) == (2, "")
    assert "none.pdf" in out.err
