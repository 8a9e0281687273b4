"""The library says everything in both languages, with the same values in it."""

from __future__ import annotations

from dataclasses import fields

import pytest

from ragqa.text.language import is_cjk
from tests.ui.texts.test_texts import placeholders
from ui.texts.library import EN, ZH, LibraryTexts, library_texts

SENTENCES = [f.name for f in fields(LibraryTexts) if f.name != "language"]
SAME = {"folder_hint"}


@pytest.mark.parametrize("name", SENTENCES)
def test_every_sentence_is_there_in_both_languages(name: str) -> None:
    english, chinese = getattr(EN, name), getattr(ZH, name)
    assert placeholders(english) == placeholders(chinese)
    assert not any(map(is_cjk, english))
    assert name in SAME or any(map(is_cjk, chinese))


def test_the_language_chooses() -> None:
    assert library_texts("zh") is ZH
    assert library_texts("en") is EN
