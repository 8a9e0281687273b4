"""``ragqa migrate`` says everything in both languages."""

from __future__ import annotations

from dataclasses import fields

import pytest

from ragqa.text.language import is_cjk
from tests.ui.texts.test_texts import placeholders
from ui.texts.migrate import EN, ZH, MigrateTexts

SENTENCES = [f.name for f in fields(MigrateTexts) if f.name != "language"]


@pytest.mark.parametrize("name", SENTENCES)
def test_every_sentence_is_there_in_both_languages(name: str) -> None:
    english, chinese = getattr(EN, name), getattr(ZH, name)
    # The words for what a setting may be are in their own language.
    assert placeholders(english) - {"en"} == placeholders(chinese) - {"zh"}
    assert english != chinese
    assert not any(map(is_cjk, english))
