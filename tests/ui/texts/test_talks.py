from __future__ import annotations

from dataclasses import fields
from string import Formatter

import pytest

from ui.texts.talks import EN, ZH, TalkTexts, talk_texts


def _holes(template: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(template)} - {None}


@pytest.mark.parametrize("name", [f.name for f in fields(TalkTexts) if f.name != "language"])
def test_each_sentence_has_a_translation_with_the_same_holes(name: str) -> None:
    english, chinese = getattr(EN, name), getattr(ZH, name)
    assert _holes(english) == _holes(chinese)
    assert english != chinese or name in ("quoted", "export_markdown", "export_word")


def test_a_language_has_its_texts() -> None:
    assert (talk_texts("zh"), talk_texts("en")) == (ZH, EN)
