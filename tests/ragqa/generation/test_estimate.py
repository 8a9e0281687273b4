from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragqa.generation.estimate import estimate_tokens
from tests import tiny_mixtral

SAMPLES = Path("data/samples")


@pytest.mark.parametrize("name", ["debian-prerequisites.txt", "员工手册.md"])
def test_real_text_is_never_underestimated_and_not_more_than_doubled(name: str) -> None:
    text = (SAMPLES / name).read_text(encoding="utf-8")
    tokenizer = tiny_mixtral.tokenizer()
    pieces = [text[at : at + 400] for at in range(0, len(text), 400)]

    for piece in pieces:
        tokens = len(tokenizer.encode(piece))
        assert tokens <= estimate_tokens(piece) <= 2.1 * tokens + 2


@given(st.text(alphabet=st.characters(min_codepoint=0x20000, max_codepoint=0x2FFFF)))
def test_rare_characters_count_as_their_bytes(text: str) -> None:
    assert estimate_tokens(text) >= len(tiny_mixtral.tokenizer().encode(text)) - 1


def test_numbers_count_by_the_digit_and_nothing_is_nothing() -> None:
    assert estimate_tokens("20240131") == 8
    assert estimate_tokens("") == 0
    assert estimate_tokens("鿃") == 3
    assert estimate_tokens("a\ud800") == 2
