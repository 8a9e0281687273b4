"""Asking, searching, listing and removing on the command line, over a real index."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ragqa import __version__, factory
from tests.stocked import LEAVE
from tests.ui.cli.conftest import QUESTION
from tests.ui.conftest import CommandLine
from ui.texts.commands import BEGIN, COMMANDS, PROGRAM


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
