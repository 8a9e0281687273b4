"""What a terminal shows while a model is silent."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from ragqa import chat_model
from ragqa.generation.progress import Progress
from ragqa.text.counted import counted
from tests.plugins_site import PacedChat
from tests.ui.conftest import CommandLine
from ui.cli.waiting import Waiting
from ui.texts.help import pick
from ui.texts.waiting import PARTS, QUEUED, READING

GOOD = "员工每年有十五天年假 [1]。"
ERASED = "\r\x1b[K"


class Terminal(io.StringIO):
    """Standard error that somebody watches."""

    def isatty(self) -> bool:
        return True


def test_the_line_is_written_anew_and_taken_away_before_the_answer(
    ragqa: CommandLine, stocked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal()
    chat = PacedChat(answers=[GOOD])
    chat.progress = [Progress(content="", waiting=2), Progress(content="", read=5, total=9)]
    monkeypatch.setattr(chat_model, "open_chat", lambda settings, embeddings: chat)
    monkeypatch.setattr("ui.cli.ask.Waiting", lambda language, stream: Waiting(language, terminal))
    outcome = ragqa("ask", "员工每年有几天年假？", "--index", stocked)
    assert GOOD in outcome.out
    queued = counted(pick(QUEUED, "en"), 2)
    reading = pick(READING, "en").format(done=5, total=9)
    assert terminal.getvalue() == f"{ERASED}{queued}{ERASED}{reading}{ERASED}"


def test_nothing_is_written_where_nobody_watches() -> None:
    from ragqa.types import PromptRead

    log = io.StringIO()
    waiting = Waiting("zh", log)
    waiting.tell(PromptRead(1, 2))
    waiting.close()
    assert log.getvalue() == ""


def test_how_much_of_what_is_summarised_was_read() -> None:
    from ragqa.types import Reading

    terminal = Terminal()
    Waiting("en", terminal).tell(Reading(1, 3))
    assert terminal.getvalue() == ERASED + pick(PARTS, "en").format(done=1, total=3)
