"""Both languages say everything, with the same values in it."""

from __future__ import annotations

import string
from dataclasses import fields
from importlib import import_module
from pkgutil import iter_modules

import pytest
import typer

from ingest.report import STATUSES
from ragqa.settings import Settings
from ragqa.text.language import is_cjk
from ui import texts
from ui.cli import all_commands, command_tree
from ui.texts import EN, ZH, Texts, choose
from ui.texts.access import ACCESS
from ui.texts.commands import COMMANDS, PROGRAM
from ui.texts.doctor import CHECKS, DETAILS
from ui.texts.models import MODELS
from ui.texts.options import OPTIONS
from ui.texts.pins import PINS
from ui.texts.records import RECORDS
from ui.texts.settings import SETTINGS_ZH

MODULES = [texts, *(import_module(f"ui.texts.{m.name}") for m in iter_modules(texts.__path__))]
"""All modules of texts."""
SPOKEN = {module.__name__: module for module in MODULES if hasattr(module, "EN")}
"""Those with one object for each language."""
# Marks and templates that are the same, or all but the same, in both languages.
WITHOUT_WORDS = {
    *("error", "chat_prompt", "check", "report_file", "report_count", "report_comma"),
    *("list_comma", "left_quote", "right_quote", "web.comma", "web.quotation", "web.page_of"),
    *("api.invalid", "chat.within_documents", "health.gpu", "library.folder_hint", "migrate.none"),
    *(
        "chat.comma",
        "library.comma",
        "places.between",
        "talks.quoted",
        "talks.export_markdown",
        "talks.export_word",
    ),
}


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize(
    ("module", "name"),
    [(m, f.name) for m in SPOKEN for f in fields(SPOKEN[m].EN) if f.name != "language"],
)
def test_every_sentence_is_there_in_both_languages(module: str, name: str) -> None:
    english, chinese = (str(getattr(getattr(SPOKEN[module], of), name)) for of in ("EN", "ZH"))
    # The words for what a setting may be are in their own language.
    assert placeholders(english) - {"en"} == placeholders(chinese) - {"zh"}
    assert not any(map(is_cjk, english))
    has_words = f"{module}.{name}".removeprefix("ui.texts.") not in WITHOUT_WORDS
    assert any(map(is_cjk, chinese)) or not has_words


@pytest.mark.parametrize("module", SPOKEN)
def test_a_language_has_its_texts(module: str) -> None:
    spoken = SPOKEN[module]
    for name, chosen in vars(spoken).items():
        if name.endswith("_texts") and chosen.__module__ == module:
            assert (chosen("en"), chosen("zh")) == (spoken.EN, spoken.ZH)


def test_every_help_text_and_detail_is_translated() -> None:
    checks = [pair for pairs in CHECKS.values() for pair in pairs]
    for english, chinese in [PROGRAM, *COMMANDS.values(), *OPTIONS.values(), *checks]:
        assert not any(map(is_cjk, english))
        assert bool(english) == bool(chinese)
        assert any(map(is_cjk, chinese)) or chinese in ("", "GPU")
    told = [
        *DETAILS.values(),
        *MODELS.values(),
        *ACCESS.values(),
        *PINS.values(),
        *RECORDS.values(),
    ]
    for english, chinese in told:
        assert placeholders(english) == placeholders(chinese)


def test_every_setting_has_a_chinese_meaning() -> None:
    assert list(SETTINGS_ZH) == list(Settings.model_fields)


def test_every_status_of_a_report_has_a_word() -> None:
    assert EN.statuses == STATUSES
    assert ZH.status("moved") == "移动"


@pytest.mark.parametrize("texts", [EN, ZH])
def test_every_command_and_option_has_help_in_the_chosen_language(texts: Texts) -> None:
    for _, command in all_commands(command_tree(texts)):
        helps = [command.help] + [
            getattr(option, "help", None) for option in command.get_params(typer.Context(command))
        ]
        for text in helps:
            assert text
            assert any(map(is_cjk, text)) == (texts is ZH)


@pytest.mark.parametrize(
    ("preference", "environ", "language"),
    [
        ("zh", {"LANG": "en_US.UTF-8"}, "zh"),
        ("en", {"LANG": "zh_CN.UTF-8"}, "en"),
        ("auto", {"LANG": "zh_CN.UTF-8"}, "zh"),
        ("auto", {"LANG": "zh_TW"}, "zh"),
        ("auto", {"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
        ("auto", {"LC_ALL": "", "LANG": "zh_CN.UTF-8"}, "zh"),
        ("auto", {"LC_MESSAGES": "zh_CN", "LANG": "en_US"}, "zh"),
        ("auto", {}, "en"),
    ],
)
def test_the_language_follows_the_setting_then_the_system(
    preference: str, environ: dict[str, str], language: str
) -> None:
    assert choose(preference, environ).language == language
