from __future__ import annotations

import string

import pytest

from ragqa.text.language import is_cjk
from ui.texts.eval import LABELS, SENTENCES, label, say


def holes(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("name", SENTENCES)
def test_both_languages_fill_in_the_same_values(name: str) -> None:
    english, chinese = SENTENCES[name]
    assert holes(english) == holes(chinese)
    assert not any(map(is_cjk, english))
    assert any(map(is_cjk, chinese))


@pytest.mark.parametrize("name", LABELS)
def test_every_word_is_translated(name: str) -> None:
    english, chinese = LABELS[name]
    assert not any(map(is_cjk, english))
    assert any(map(is_cjk, chinese))


@pytest.mark.parametrize("stage", ["condense", "search", "pack", "first_token", "generate"])
def test_every_stage_has_words(stage: str) -> None:
    assert label(stage, "zh") != label(stage, "en")


def test_names_that_need_no_word_stay() -> None:
    assert label("hit@1", "zh") == "hit@1"
    assert say("more", "en", count=3) == "… and 3 more"
