"""Whatever a user gets wrong is one sentence on standard error, exit code 2, no traceback."""

from __future__ import annotations

import errno
import os
import struct
from pathlib import Path

import pytest

from ragqa import factory
from tests.fakes import HashEmbeddings
from tests.ui.conftest import CommandLine, Outcome
from ui.texts.usage import usage_zh


def complaint(outcome: Outcome) -> str:
    """The one line that was printed; fails on anything more."""
    assert outcome.code == 2
    assert outcome.out == ""
    assert "Traceback" not in outcome.err
    [line] = outcome.err.splitlines()
    assert line.startswith(("ragqa: ", "ragqa："))
    return line


def test_an_unknown_setting_is_refused_with_a_suggestion(ragqa: CommandLine) -> None:
    line = complaint(ragqa("config", "--set", "tpo_k=3"))
    assert 'Unknown setting "tpo_k"' in line
    assert 'did you mean "top_k"?' in line


def test_an_unknown_setting_is_refused_in_chinese(ragqa: CommandLine) -> None:
    line = complaint(ragqa("config", "--set", "tpo_k=3", "--language", "zh"))
    assert line.startswith("ragqa：未知设置 “tpo_k”")


def test_the_settings_file_chooses_the_language_of_errors(
    ragqa: CommandLine, tmp_path: Path
) -> None:
    (tmp_path / "ragqa.toml").write_text('language = "zh"', encoding="utf-8")
    assert "不存在" in complaint(ragqa("ingest", "nowhere"))
    assert "does not exist" in complaint(ragqa("ingest", "nowhere", "--language", "en"))


def test_an_unknown_setting_in_the_environment_is_refused(
    ragqa: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAGQA_TEMPRATURE", "1")
    assert "RAGQA_TEMPRATURE" in complaint(ragqa("config"))


def test_a_value_out_of_bounds_is_refused(ragqa: CommandLine) -> None:
    assert '"passages" (from flag) cannot be' in complaint(ragqa("ask", "x", "-k", "0"))


def test_an_assignment_without_equals_sign_is_refused(ragqa: CommandLine) -> None:
    assert "NAME=VALUE" in complaint(ragqa("config", "--set", "top_k"))
    assert "名称=值" in complaint(ragqa("config", "--set", "top_k", "--language=zh"))


@pytest.mark.parametrize(
    ("argv", "chinese"),
    [
        ("zzz", "没有命令 zzz"),
        ("asc", "没有命令 asc，是否指 ask"),
        ("ask", "缺少参数 QUESTION"),
        ("remove", "缺少参数 SOURCE..."),
        ("ask x --seed-of 3", "没有选项 --seed-of"),
        ("ask x --sorce 3", "没有选项 --sorce，相近的有 --set, --since, --source"),
        ("ask x -q", "没有选项 -q"),
        ("ask 年假 几天", "多余的参数 几天；含空格的文字请加引号"),
        ("sources --json=3", "选项 --json 后面不能带值"),
        ("ask x -k", "选项 -k 后面缺少值"),
        ("ask x -k abc", "选项 -k 的值应为整数"),
        ("eval x -k 0", "选项 -k 的值应不小于 1"),
    ],
)
def test_a_command_line_that_cannot_be_understood(
    ragqa: CommandLine, monkeypatch: pytest.MonkeyPatch, argv: str, chinese: str
) -> None:
    first = argv.split()[0]
    command = "ragqa" if first in ("zzz", "asc") else f"ragqa {first}"
    assert complaint(ragqa(*argv.split())).endswith(f"See `{command} --help`.")
    monkeypatch.setenv("RAGQA_LANGUAGE", "zh")
    line = complaint(ragqa(*argv.split()))
    assert line.removeprefix("ragqa：").startswith(f"命令写法有误：{chinese}")
    assert line.endswith(f"见 `{command} --help`。")


def test_who_forgets_the_quotes_is_told_of_them(ragqa: CommandLine) -> None:
    line = complaint(ragqa("ask", "How", "long", "is", "it"))
    assert line.startswith("ragqa: Not expected here: long is it. Text with spaces")


def test_a_complaint_of_typer_that_nobody_has_translated_is_left_out_in_chinese() -> None:
    assert usage_zh("Something new.") == ""


def test_a_missing_folder(ragqa: CommandLine) -> None:
    assert "nowhere does not exist" in complaint(ragqa("ingest", "nowhere"))
    assert "nowhere 不存在" in complaint(ragqa("ingest", "nowhere", "--language", "zh"))


def test_a_file_where_a_folder_is_meant(ragqa: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("text")
    assert "a.txt is not a folder" in complaint(ragqa("ingest", "a.txt"))


def test_a_missing_model(ragqa: CommandLine, stocked: Path) -> None:
    line = complaint(ragqa("ask", "年假？", "--index", stocked, "--model", "gone.gguf"))
    assert "gone.gguf" in line


@pytest.mark.parametrize(
    "content", [b"", b"not a model at all", b"GGUF" + struct.pack("<IQQ", 3, 2**60, 2**60)]
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_file_that_is_no_model(
    ragqa: CommandLine, stocked: Path, tmp_path: Path, content: bytes, language: str
) -> None:
    (tmp_path / "bad.gguf").write_bytes(content)
    outcome = ragqa(
        "ask", "年假？", "--index", stocked, "--model", "bad.gguf", "--language", language
    )
    assert "bad.gguf" in complaint(outcome)


def test_a_folder_as_a_model(ragqa: CommandLine, stocked: Path, tmp_path: Path) -> None:
    assert str(tmp_path) in complaint(ragqa("ask", "x", "--index", stocked, "--model", tmp_path))


@pytest.mark.parametrize("command", ["ask", "search"])
def test_an_index_made_with_another_embedder(
    ragqa: CommandLine, stocked: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr(factory, "open_embeddings", lambda settings: HashEmbeddings(name="other"))
    line = complaint(ragqa(command, "年假？", "--index", stocked))
    assert "hash" in line
    assert "other" in line
    assert "--rebuild" in line


@pytest.mark.parametrize(
    "argv", [["ask", "x"], ["search", "x"], ["chat"], ["sources"], ["remove", "x"]]
)
def test_an_index_that_was_never_made(ragqa: CommandLine, tmp_path: Path, argv: list[str]) -> None:
    line = complaint(ragqa(*argv, "--index", tmp_path / "none"))
    assert "ragqa ingest" in line
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_empty_index(ragqa: CommandLine, stocked: Path, command: str, language: str) -> None:
    assert ragqa("remove", "手册.pdf", "notes.md", "--index", stocked).code == 0
    outcome = ragqa(command, "x", "--index", stocked, "--language", language)
    assert "ragqa ingest" in complaint(outcome)


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize(
    ("question", "word"), [("", "empty"), (" \n", "empty"), ("问" * 50_000, "50,000")]
)
def test_an_empty_or_endless_question(
    ragqa: CommandLine, stocked: Path, command: str, question: str, word: str
) -> None:
    assert word in complaint(ragqa(command, question, "--index", stocked))


def test_an_empty_question_from_standard_input_in_chinese(
    ragqa: CommandLine, stocked: Path
) -> None:
    outcome = ragqa("ask", "-", "--index", stocked, "--language", "zh", stdin="\n")
    assert "问题是空的" in complaint(outcome)


def test_a_source_that_is_not_there(ragqa: CommandLine, stocked: Path) -> None:
    line = complaint(ragqa("remove", "notes.md", "gone\x1b[2J.md", "--index", stocked))
    assert "gone\\x1b[2J.md" in line
    assert "notes.md" in ragqa("sources", "--index", stocked).out


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "example.org", "::"])  # noqa: S104
def test_the_page_is_served_to_other_machines_by_password_only(
    ragqa: CommandLine, host: str
) -> None:
    for language in ("en", "zh"):
        outcome = ragqa("web", "--host", host, "--language", language)
        # Before it, the warning that all of it could be read on the way.
        refused = outcome.err.splitlines()[-1]
        assert (outcome.code, outcome.out) == (2, "")
        assert refused.startswith("ragqa")
        assert "`ragqa users add" in refused.replace(" `", "`")


@pytest.mark.parametrize("command", ["ingest", "eval"])
def test_a_folder_that_may_not_be_read_is_our_sentence(
    ragqa: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    # What typer asks before it complains in English; the tests may run as root, who may all.
    (tmp_path / "shut").mkdir()
    monkeypatch.setattr(os, "access", lambda *args, **kwargs: False)
    outcome = ragqa(command, "shut", "--index" if command == "ingest" else "--questions", "shut")
    assert "Invalid value" not in complaint_of(outcome)


def complaint_of(outcome: Outcome) -> str:
    """The last line on standard error, with whatever was printed before."""
    assert outcome.code == 2
    return outcome.err.splitlines()[-1]


def test_a_full_disk_behind_standard_output_is_no_bug_of_ours(
    ragqa: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(settings: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(factory, "open_chain", full)
    line = complaint(ragqa("ask", "x"))
    assert line == "ragqa: The system refused to read or write: No space left on device."
    assert "磁盘已满" in complaint(ragqa("ask", "x", "--language", "zh"))


def test_a_bug_is_one_line_that_asks_for_a_report(
    ragqa: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(settings: object) -> None:
        raise ZeroDivisionError("a\nb\x1b[2J")

    monkeypatch.setattr(factory, "open_chain", broken)
    line = complaint(ragqa("ask", "x"))
    assert "unexpected ZeroDivisionError: a b\\x1b[2J" in line
