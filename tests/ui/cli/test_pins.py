"""Pinned documents on the command line, with the real engine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ragqa.store.kept.pins import FOLDER
from tests import tiny_chat
from tests.chat_templates import CHATML
from tests.tiny_chat import Words
from tests.ui.cli.test_waiting import ERASED, Terminal
from tests.ui.conftest import CommandLine
from ui.cli.waiting import Waiting
from ui.texts.help import pick
from ui.texts.waiting import READING

BOOK = "手册.pdf"


@pytest.fixture
def common(stocked: Path, tiny_gguf: Path) -> tuple[object, ...]:
    settings = ("context_size=1024", "answer_tokens=16", f"cache={stocked / 'cache'}")
    return (
        *("--index", stocked, "--model", tiny_gguf),
        *(part for setting in settings for part in ("--set", setting)),
    )


def test_a_document_is_pinned_listed_and_unpinned(
    ragqa: CommandLine, stocked: Path, common: tuple[object, ...]
) -> None:
    assert "Nothing is pinned" in ragqa("pins", "--index", stocked).out

    done = ragqa("pin", BOOK, *common)
    assert done.code == 0
    assert done.out.startswith(f"{BOOK} is pinned: ")
    assert done.err == ""

    [listed] = json.loads(ragqa("pins", "--json", "--index", stocked).out)
    assert (listed["source"], listed["language"], listed["revision"]) == (BOOK, "zh", 1)
    table = ragqa("pins", "--index", stocked).out.splitlines()
    assert BOOK in table[-2]
    assert "Chinese" in table[-2]
    assert table[-1].endswith("of 4,096 MB (pinned_mb).")

    answer = ragqa("ask", "年假几天？", "--whole", "--source", BOOK, "--json", *common)
    assert json.loads(answer.out)["ledger"]["tokens_reused"] == listed["tokens"]

    assert ragqa("unpin", BOOK, "--index", stocked).out == "Unpinned: 1.\n"
    assert list((stocked / FOLDER).iterdir()) == []


def test_a_terminal_sees_how_far_the_model_has_read(
    ragqa: CommandLine, common: tuple[object, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal()
    monkeypatch.setattr("ui.cli.pins.Waiting", lambda language, _: Waiting(language, terminal))
    tokens = json.loads(ragqa("pin", BOOK, "--json", *common).out)[0]["tokens"]
    assert pick(READING, "en").format(done=tokens, total=tokens) in terminal.getvalue()
    assert terminal.getvalue().endswith(ERASED)


def test_the_day_is_told_on_which_alone_a_pin_is_of_use(
    ragqa: CommandLine, stocked: Path, common: tuple[object, ...], tmp_path: Path
) -> None:
    template = "{{ strftime_now('%d %b') }}" + CHATML
    model = tiny_chat.write(tmp_path / "m.gguf", Words(), template=template)
    done = ragqa("pin", BOOK, *common, "--model", model, "--set", "context_size=4096")

    [listed] = json.loads(ragqa("pins", "--json", "--index", stocked).out)
    assert done.out.splitlines()[-1].endswith(f"is of use on {listed['day']} only.")
    header, row, _ = ragqa("pins", "--index", stocked).out.splitlines()
    assert header.rstrip().endswith("only on")
    assert row.rstrip().endswith(listed["day"])


def test_for_questions_in_both_languages_and_all_away(
    ragqa: CommandLine, stocked: Path, common: tuple[object, ...]
) -> None:
    made = [
        json.loads(ragqa("pin", "notes.md", BOOK, "--asked-in", asked_in, "--json", *common).out)
        for asked_in in ("zh", "en")
    ]
    assert [[one["language"] for one in pins] for pins in made] == [["zh"] * 2, ["en"] * 2]
    listed = ragqa("pins", "--language", "zh", "--index", stocked).out
    assert listed.count("中文") == listed.count("英文") == 2

    assert ragqa("unpin", "--all", "--index", stocked).out == "Unpinned: 4.\n"
    assert not (stocked / FOLDER).exists()


def test_nothing_is_unpinned_where_one_is_not_pinned(
    ragqa: CommandLine, stocked: Path, common: tuple[object, ...]
) -> None:
    ragqa("pin", BOOK, *common)

    done = ragqa("unpin", BOOK, "notes.md", "--index", stocked)

    assert (done.code, done.out) == (2, "")
    assert "notes.md is not pinned." in done.err
    assert len(json.loads(ragqa("pins", "--json", "--index", stocked).out)) == 1


def test_errors_are_one_sentence(
    ragqa: CommandLine, stocked: Path, common: tuple[object, ...], tmp_path: Path
) -> None:
    for arguments, said in (
        (("pin", BOOK, "--index", stocked), "GGUF file only"),
        (("pin", BOOK, "--index", stocked, "--model", "openai:http://[::1]:1/v1#x"), "GGUF file"),
        (("pin", "none.pdf", *common), "none.pdf"),
        (("pins", "--index", tmp_path / "none"), "no index"),
        (("unpin", "--all", "--index", tmp_path / "none"), "no index"),
    ):
        done = ragqa(*arguments)
        assert (done.code, done.out) == (2, "")
        assert said in done.err
        assert len(done.err.splitlines()) == 1
