"""Settings and health say everything in both languages, with the same values in it."""

from __future__ import annotations

from dataclasses import fields

import pytest

from ragqa.text.language import is_cjk
from tests.ui.texts.test_texts import placeholders
from ui.texts.health import EN, ZH, HealthTexts, health_texts

SENTENCES = [f.name for f in fields(HealthTexts) if f.name != "language"]


@pytest.mark.parametrize("name", SENTENCES)
def test_every_sentence_is_there_in_both_languages(name: str) -> None:
    english, chinese = getattr(EN, name), getattr(ZH, name)
    assert placeholders(english) == placeholders(chinese)
    assert not any(map(is_cjk, english))
    assert name == "gpu" or any(map(is_cjk, chinese))


def test_the_language_chooses() -> None:
    assert health_texts("zh") is ZH
    assert health_texts("en") is EN
