"""``--folder``, ``--type``, ``--since``, ``--until`` and ``--pages`` on the command line."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

import pytest

from tests.ui.conftest import CommandLine

WHEN = {"old/tea.txt": 2024, "new/tea.md": 2026}


@pytest.fixture
def ingested(ragqa: CommandLine, tmp_path: Path) -> CommandLine:
    for name, year in WHEN.items():
        path = tmp_path / "docs" / name
        path.parent.mkdir(parents=True)
        path.write_text(f"In {year} tea was taken at five.")
        changed = datetime(year, 6, 1).timestamp()  # of this machine
        os.utime(path, (changed, changed))
    assert ragqa("ingest", "docs", "--index", "i").code == 0
    return ragqa


@pytest.mark.parametrize(
    ("flags", "source"),
    [
        (["--folder", "old"], "old/tea.txt"),
        (["--folder", "./docs/new"], "new/tea.md"),
        (["--type", "md"], "new/tea.md"),
        (["--since", "2025-01-01"], "new/tea.md"),
        (["--until", "2025"], "old/tea.txt"),
    ],
)
def test_ask_chat_and_search_are_kept_to_it(
    ingested: CommandLine, flags: list[str], source: str
) -> None:
    outcome = ingested("search", "When is tea taken?", "--index", "i", "--json", *flags)
    assert [chunk["source"] for chunk in json.loads(outcome.out)["chunks"]] == [source]
    asked = ingested("ask", "When is tea taken?", "--index", "i", "--json", *flags)
    assert {c["source"] for c in json.loads(asked.out)["citations"]} == {source}
    [other] = set(WHEN) - {source}
    talked = ingested("chat", "--index", "i", *flags, stdin="When is tea taken?\n").out
    assert source in talked
    assert other not in talked


def test_what_cannot_be_is_said_before_anything_is_loaded(ragqa: CommandLine) -> None:
    for command in (["ask", "tea?"], ["search", "tea"], ["chat"]):
        outcome = ragqa(*command, "--index", "none", "--pages", "10-3")
        assert outcome.code == 2
        assert 'kept to pages "10-3"; give pages such as' in outcome.err


def test_pages_of_documents_without_pages_are_none(ingested: CommandLine) -> None:
    outcome = ingested("search", "tea", "--index", "i", "--pages", "3", "--language", "zh")
    assert outcome.code == 2
    assert "没有页数达到 3 的文档" in outcome.err


def test_a_summary_is_kept_to_days(ingested: CommandLine) -> None:
    argv = ["summarize", "--index", "i", "--quotes", "--json"]
    for flags, source in (
        (["--since", "2025"], "new/tea.md"),
        (["--until", "2025"], "old/tea.txt"),
    ):
        found = json.loads(ingested(*argv, *flags).out)
        assert {passage["source"] for passage in found["citations"]} == {source}
