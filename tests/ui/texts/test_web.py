from __future__ import annotations

from dataclasses import fields
from string import Formatter

import pytest

from ragqa.text.language import Language
from ui.texts.web import EN, ZH, WebTexts, preferred


def _holes(template: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(template)} - {None}


@pytest.mark.parametrize("name", [f.name for f in fields(WebTexts) if f.name != "language"])
def test_each_sentence_has_a_translation_with_the_same_holes(name: str) -> None:
    english, chinese = getattr(EN, name), getattr(ZH, name)
    assert _holes(english) == _holes(chinese)
    same = {"answered_in", "folder_hint", "page_of"}
    assert (english != chinese) or name in same


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,en;q=0.9,zh;q=0.5", "en"),
        ("de,zh-TW;q=0.4,en;q=0.3", "zh"),
        ("de", "en"),
        ("", "en"),
        ("zh;q=nonsense,,;;=", "en"),
        ("ZH", "zh"),
    ],
)
def test_the_browsers_language_chooses(header: str, language: Language) -> None:
    assert preferred(header) == language
