"""Asking, searching, listing and removing on the command line, over a real index."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk

from ragqa import __version__, chat_model, factory
from tests.fakes import ScriptedChat
from tests.stocked import LEAVE
from tests.ui.conftest import CommandLine
from ui.texts.commands import BEGIN, COMMANDS, PROGRAM

QUESTION = "员工每年有几天年假？"
GOOD = "员工每年有十五天年假 [1]。"


class Model(ScriptedChat):
    """A scripted model with the window that the factory asks for."""

    context_size: int = 8192


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch) -> Callable[..., ScriptedChat]:
    """Puts a scripted model in place of the real one."""

    def put(*answers: str, **fields: Any) -> ScriptedChat:
        model = Model(answers=list(answers), **fields)
        monkeypatch.setattr(chat_model, "open_chat", lambda settings, embeddings: model)
        return model

    return put


def test_help_lists_every_command_in_the_language_of_the_system(
    ragqa: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    english = ragqa()
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    chinese = ragqa("--help")
    assert english.code == chinese.code == 0
    for name in COMMANDS:
        *group, last = name.split()
        if group:
            assert f"  {last}" in ragqa(*group, "--help").out
        else:
            assert f"  {name}" in english.out
            assert f"  {name}" in chinese.out
    assert PROGRAM[0] in english.out
    assert PROGRAM[1] in chinese.out
    # typer breaks the lines
    assert BEGIN[0].split() == english.out.split()[-len(BEGIN[0].split()) :]
    assert "`ragqa ingest 文件夹`" in chinese.out


@pytest.mark.parametrize("flag", [["--language", "zh"], ["--language=zh"]])
def test_the_language_may_be_told_before_the_command(
    ragqa: CommandLine, stocked: Path, flag: list[str]
) -> None:
    assert PROGRAM[1] in ragqa(*flag).out
    assert PROGRAM[1] in ragqa(*flag, "--help").out
    assert "文档" in ragqa(*flag, "sources", "--index", stocked).out
    named = ragqa(*flag, "remove", "--index", stocked, "--", "--language").err
    assert named.startswith("ragqa：")


def test_the_version(ragqa: CommandLine) -> None:
    assert ragqa("--version").out == f"{__version__}\n"


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


class InterruptedChat(Model):
    """The user presses Ctrl-C in the middle of the first answer."""

    def _stream(
        self, messages: list[BaseMessage], *args: Any, **kwargs: Any
    ) -> Iterator[ChatGenerationChunk]:
        for chunk in super()._stream(messages, *args, **kwargs):
            yield chunk
            if len(self.history) == 1:
                raise KeyboardInterrupt


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


def test_ctrl_c_ends_ask_with_130(
    ragqa: CommandLine, stocked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = InterruptedChat(answers=[GOOD])
    monkeypatch.setattr(chat_model, "open_chat", lambda settings, embeddings: model)
    outcome = ragqa("ask", QUESTION, "--index", stocked)
    assert outcome.code == 130
    assert outcome.err.splitlines()[-1] == "Stopped before the end."
    assert "Traceback" not in outcome.err


def test_search_shows_scores_place_and_snippet(ragqa: CommandLine, stocked: Path) -> None:
    out = ragqa("search", QUESTION, "--index", stocked, "-k", "2").out
    lines = out.splitlines()
    assert len(lines) == 6
    assert lines[0].startswith("1. 手册.pdf p. 2")
    assert "dense" in lines[1]
    assert lines[2].strip() == LEAVE


def test_search_json_has_dense_lexical_and_fused_scores_best_first(
    ragqa: CommandLine, stocked: Path
) -> None:
    found = json.loads(ragqa("search", QUESTION, "--index", stocked, "-k", "3", "--json").out)
    assert found["question"] == QUESTION
    assert len(found["chunks"]) == 3
    scores = [chunk["score"] for chunk in found["chunks"]]
    assert scores == sorted(scores, reverse=True)
    best = found["chunks"][0]
    assert best["text"] == LEAVE
    assert best["fused"] == pytest.approx(best["dense"] + 0.25 * best["coverage"])


def unexpected(settings: object) -> None:
    """In place of what loads the embedder, which takes seconds."""
    raise AssertionError("the embedder was loaded")


def test_sources_lists_documents_without_loading_the_embedder(
    ragqa: CommandLine, stocked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(factory, "open_embeddings", unexpected)
    lines = ragqa("sources", "--index", stocked).out.splitlines()
    assert [line.split()[0] for line in lines] == ["source", "notes.md", "手册.pdf"]
    found = json.loads(ragqa("sources", "--index", stocked, "--json").out)
    assert [(s["source"], s["pages"], s["chunks"]) for s in found] == [
        ("notes.md", 0, 2),
        ("手册.pdf", 4, 4),
    ]


def test_remove_takes_a_document_out_of_every_search(
    ragqa: CommandLine, stocked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as without_embedder:
        without_embedder.setattr(factory, "open_embeddings", unexpected)
        outcome = ragqa("remove", "手册.pdf", "--index", stocked)
    assert outcome.out == "Removed documents: 1, with chunks: 4.\n"
    found = json.loads(ragqa("search", QUESTION, "--index", stocked, "--json").out)
    assert {chunk["source"] for chunk in found["chunks"]} == {"notes.md"}


def test_search_looks_only_into_the_given_source(ragqa: CommandLine, stocked: Path) -> None:
    argv = ["search", QUESTION, "--index", stocked, "--json", "--source"]
    found = json.loads(ragqa(*argv, "notes.md").out)
    assert {chunk["source"] for chunk in found["chunks"]} == {"notes.md"}
    outcome = ragqa(*argv, "gone.md")
    assert outcome.code == 2
    assert "gone.md" in outcome.err


@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_source_in_two_folders_must_be_told_apart(
    ragqa: CommandLine, tmp_path: Path, command: str
) -> None:
    for place in ("one", "two"):
        (tmp_path / place).mkdir()
        (tmp_path / place / "a.txt").write_text(f"The key is in house {place}.")
        assert ragqa("ingest", place, "--index", "index").code == 0
    shown = ragqa("sources", "--index", "index").out
    assert str(tmp_path / "one" / "a.txt") in shown
    argv = [command, "Where is the key?", "--index", "index", "--source"]
    refused = ragqa(*argv, "a.txt")
    assert refused.code == 2
    assert f"{tmp_path}/one/a.txt, {tmp_path}/two/a.txt" in refused.err
    assert "house two" in ragqa(*argv, "two/a.txt").out
    assert "house one" not in ragqa(*argv, "two/a.txt").out


def test_a_document_named_twice_is_removed_once(ragqa: CommandLine, stocked: Path) -> None:
    outcome = ragqa("remove", "notes.md", "/documents/notes.md", "--index", stocked)
    assert outcome.out == "Removed documents: 1, with chunks: 2.\n"


def test_config_shows_every_value_and_where_it_came_from(
    ragqa: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ragqa.toml").write_text("passages = 3\ntop_k = 7\n")
    monkeypatch.setenv("RAGQA_TOP_K", "8")
    rows = json.loads(ragqa("config", "--json", "--set", "seed=5", "--index", "x").out)
    origins = {row["name"]: (row["value"], row["origin"]) for row in rows}
    assert origins["passages"] == (3, "ragqa.toml")
    assert origins["top_k"] == (8, "RAGQA_TOP_K")
    assert origins["seed"] == (5, "flag")
    assert origins["index"] == ("x", "flag")
    assert origins["candidates"] == (50, "default")
    assert "RAGQA_TOP_K" in ragqa("config").out
    chinese = ragqa("config", "--set", "seed=5", "--language", "zh").out
    assert "default" not in chinese
    assert "默认值" in chinese


def test_a_flag_of_its_own_wins_over_set_and_lists_add_up(ragqa: CommandLine) -> None:
    argv = ["--set", "passages=2", "-k", "4", "--set", "ignore=*.tmp, *.bak", "--set", "ignore=x"]
    rows = json.loads(ragqa("config", "--json", *argv).out)
    values = {row["name"]: row["value"] for row in rows}
    assert values["passages"] == 4
    assert values["ignore"] == ["*.tmp", "*.bak", "x"]


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_config_hides_secrets(ragqa: CommandLine, form: list[str]) -> None:
    out = ragqa("config", "--set", "pdf_passwords=hunter2", *form).out
    assert "hunter2" not in out
    assert "(hidden)" in out


def test_web_serves_with_the_given_settings(
    ragqa: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    import ui.web.app

    seen: list[Any] = []

    def serve(settings: Any, *, open_browser: bool, announce: Callable[[str], None]) -> None:
        seen.append((settings.port, open_browser))
        announce("http://127.0.0.1:8123/")

    monkeypatch.setattr(ui.web.app, "serve", serve)
    outcome = ragqa("web", "--port", "8123", "--no-browser")
    assert outcome.code == 0
    assert seen == [(8123, False)]
    assert "http://127.0.0.1:8123/" in outcome.out
