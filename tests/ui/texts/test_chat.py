from __future__ import annotations

from dataclasses import fields
from string import Formatter

import pytest

from ui.texts.chat import EN, ZH, ChatTexts, chat_texts
from ui.web.asking import MODES


def _holes(template: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(template)} - {None}


@pytest.mark.parametrize("name", [f.name for f in fields(ChatTexts) if f.name != "language"])
def test_each_sentence_has_a_translation_with_the_same_holes(name: str) -> None:
    english, chinese = getattr(EN, name), getattr(ZH, name)
    assert _holes(english) == _holes(chinese)
    assert english != chinese or name == "within_documents"


@pytest.mark.parametrize("mode", MODES)
def test_each_mode_has_a_name_and_a_hint(mode: str) -> None:
    for texts in (EN, ZH):
        assert getattr(texts, f"mode_{mode}")
        assert getattr(texts, f"hint_{mode}")


def test_a_language_has_its_texts() -> None:
    assert chat_texts("zh") is ZH
    assert chat_texts("en") is EN
