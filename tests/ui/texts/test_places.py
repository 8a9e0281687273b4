from __future__ import annotations

from dataclasses import fields
from string import Formatter

import pytest

from ui.texts.places import EN, ZH, PlaceTexts, place_texts


def _holes(template: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(template)} - {None}


@pytest.mark.parametrize("name", [f.name for f in fields(PlaceTexts)])
def test_each_word_has_a_translation_with_the_same_holes(name: str) -> None:
    english, chinese = getattr(EN, name), getattr(ZH, name)
    assert _holes(english) == _holes(chinese)
    assert english != chinese


def test_a_language_has_its_texts() -> None:
    assert (place_texts("zh"), place_texts("en")) == (ZH, EN)
