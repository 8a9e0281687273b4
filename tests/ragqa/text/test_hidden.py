from __future__ import annotations

import pytest

from ragqa.text.hidden import without_hidden


@pytest.mark.parametrize(
    "mark", ["\n", "\t", "\x00", "\x9b", "\u200b", "\u202e", "\u2066", "\ufeff", "\U000e0041"]
)
def test_what_is_not_seen_is_a_space(mark: str) -> None:
    assert without_hidden(f"年假{mark}{mark}leave") == "年假 leave"


def test_what_is_seen_stays() -> None:
    text = "年假 – “leave” é 😀 עברית"
    assert without_hidden(text) == text
