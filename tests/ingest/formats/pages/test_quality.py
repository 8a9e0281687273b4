from __future__ import annotations

import re
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.pages import quality
from ingest.formats.pages.quality import badness
from tests.ingest.formats.pages.test_clean import CHINESE


@pytest.mark.parametrize(
    "good",
    [
        "",
        "The quick brown fox – “jumps” over 3 dogs…",
        CHINESE,
        "L'été était créée à Noël, señor Müller",
        "Привет, мир. Γειά σου",
        "日本語のテキスト、マーケットモデル",
        "∑ x² ≤ √y → ∞ • point",
        "سلام دنیا",
    ],
)
def test_real_text_is_good(good: str) -> None:
    assert badness(good) < 0.1


@pytest.mark.parametrize(
    "bad",
    [
        "\ue001\ue002\ue003 \ue004",
        "\ufffd\ufffd a \ufffd",
        "\x01\x02\x03\x04",
        "Ä¿ ¡¡ ¡¡ Â¼ ¹Ø ÓÚ ºì ¾ü ×÷ Õ½",
        "ܱႿ ෙႨࢺࡥ֥مٚ ੪ஷऔҾͰ͖",
    ],
)
def test_text_of_a_font_without_a_map_is_bad(bad: str) -> None:
    assert badness(bad) > 0.4


@given(st.text(st.sampled_from("aé¿中\x00\ue000ا"), max_size=4))
def test_only_texts_that_are_good_pass_at_the_first_look(text: str) -> None:
    with patch.object(quality, "_NOTEWORTHY", re.compile("")):
        looked_at_closely = badness(text)
    assert badness(text) == looked_at_closely
