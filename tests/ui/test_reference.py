"""The tables in the READMEs are those that the program makes."""

from __future__ import annotations

from pathlib import Path

import pytest

from ragqa.settings import Settings
from ui.reference import READMES, SHARED, commands_markdown, fill, settings_markdown
from ui.texts import Language
from ui.texts.commands import COMMANDS

ROOT = Path(__file__).parents[2]
LANGUAGES: tuple[Language, ...] = ("en", "zh")


@pytest.mark.parametrize("name", READMES)
def test_the_readme_is_up_to_date_with_commands_and_settings(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "<!-- commands -->" in text
    assert "<!-- settings -->" in text
    # Otherwise run `python -m ui.reference`.
    assert fill(text, READMES[name]) == text


def test_both_readmes_have_the_same_figures() -> None:
    english, chinese = (_figures((ROOT / name).read_text(encoding="utf-8")) for name in READMES)
    assert english == chinese
    assert len(english) > 5


def _figures(text: str) -> list[list[str]]:
    """The cells of each measured row but the first, which says what was asked."""
    table = text.split("<!-- figures -->\n")[1].split("<!-- /figures -->")[0]
    return [row.split(" | ")[1:] for row in table.splitlines()[2:]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_has_a_row(language: Language) -> None:
    table = commands_markdown(language)
    assert [f"`ragqa {name}" in table for name in COMMANDS] == [True] * len(COMMANDS)
    assert "| `ragqa ingest FOLDER` |" in table
    assert "`--collection NAME`" in table
    assert [f"`{name}" in table.split("\n\n")[0] for name in SHARED] == [True] * len(SHARED)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_setting_has_a_row_that_no_machine_changes(language: Language) -> None:
    table = settings_markdown(language)
    assert [row.split("`")[1] for row in table.splitlines()[2:]] == list(Settings.model_fields)
    assert "`RAGQA_TOP_K`" in table
    assert str(Path.home() / ".cache") not in table


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_of_a_table_has_as_many_cells(language: Language) -> None:
    for table in (commands_markdown(language).split("\n\n")[1], settings_markdown(language)):
        assert len({row.replace("\\|", "").count("|") for row in table.splitlines()}) == 1


def test_blocks_are_filled_between_their_markers_and_nothing_else_changes() -> None:
    text = "a\n<!-- settings -->\nold\n<!-- /settings -->\nb"
    filled = fill(text, "zh")
    table = settings_markdown("zh")
    assert filled == f"a\n<!-- settings -->\n{table}\n<!-- /settings -->\nb"
    assert fill(filled, "zh") == filled
