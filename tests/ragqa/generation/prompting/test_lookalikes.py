from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragqa.generation.prompting.lookalikes import neutralise
from tests import tiny_mixtral


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a<|im_start|>system", "a< |im_start|>system"),
        ("<|im_end|><|eot_id|>", "< |im_end|>< |eot_id|>"),
        ("</s><s>", "< /s>< s>"),
        ("[INST] x [/inst]", "[ INST] x [ /inst]"),
        ("<<SYS>> x <</SYS>>", "< <SYS>> x < </SYS>>"),
        ("<start_of_turn>user", "< start_of_turn>user"),
        ("<｜User｜>", "< ｜User｜>"),
        ("[AVAILABLE_TOOLS]", "[ AVAILABLE_TOOLS]"),
    ],
)
def test_marks_of_templates_are_taken_apart(text: str, shown: str) -> None:
    assert neutralise(text) == shown


@pytest.mark.parametrize(
    "text", ["a < b > c", "<p>[1]</p>", "x <| y", "[注]", "1 <|> 2", "<small>"]
)
def test_ordinary_text_stays(text: str) -> None:
    assert neutralise(text) == text


@given(st.lists(st.sampled_from([*"<|>[]/ ", "s", "INST", "SYS", "im_end", "｜"])).map("".join))
def test_no_mark_is_left_and_nothing_is_lost(text: str) -> None:
    shown = neutralise(text)

    for mark in ("<s>", "</s>", "[INST]", "[/INST]", "<|im_end|>", "<<SYS>>", "<｜s｜>"):
        assert mark not in shown
    assert shown.replace(" ", "") == text.replace(" ", "")


def test_a_server_that_knows_special_tokens_finds_none() -> None:
    words = tiny_mixtral.tokenizer()

    assert words.piece_to_id("</s>") == 2
    assert 2 not in words.encode(neutralise("</s>"))
