"""The tables in README.md are those that the program makes."""

from __future__ import annotations

from pathlib import Path

from ragqa.settings import Settings
from ui.reference import commands_markdown, fill, settings_markdown
from ui.texts.help import COMMANDS

README = Path(__file__).parents[2] / "README.md"


def test_the_readme_is_up_to_date_with_commands_and_settings() -> None:
    text = README.read_text(encoding="utf-8")
    assert "<!-- commands -->" in text
    assert "<!-- settings -->" in text
    # Otherwise run `python -m ui.reference`.
    assert fill(text) == text


def test_every_command_has_a_row() -> None:
    table = commands_markdown()
    assert [f"`ragqa {name}" in table for name in COMMANDS] == [True] * len(COMMANDS)
    assert "`ragqa ingest FOLDER`" in table
    assert "`--set NAME=VALUE`" in table


def test_every_setting_has_a_row_that_no_machine_changes() -> None:
    rows = settings_markdown().splitlines()[2:]
    assert [row.split("`")[1] for row in rows] == list(Settings.model_fields)
    assert "`RAGQA_TOP_K`" in settings_markdown()
    assert str(Path.home() / ".cache") not in settings_markdown()


def test_every_row_of_a_table_has_as_many_cells() -> None:
    for table in (commands_markdown(), settings_markdown()):
        assert len({row.replace("\\|", "").count("|") for row in table.splitlines()}) == 1


def test_blocks_are_filled_between_their_markers_and_nothing_else_changes() -> None:
    text = "a\n<!-- settings -->\nold\n<!-- /settings -->\nb"
    filled = fill(text)
    assert filled == f"a\n<!-- settings -->\n{settings_markdown()}\n<!-- /settings -->\nb"
    assert fill(filled) == filled
