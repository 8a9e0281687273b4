from __future__ import annotations

import pytest

from ui.texts.chat import EN, ZH
from ui.web.chat.asking import MODES


@pytest.mark.parametrize("mode", MODES)
def test_each_mode_has_a_name_and_a_hint(mode: str) -> None:
    for texts in (EN, ZH):
        assert getattr(texts, f"mode_{mode}")
        assert getattr(texts, f"hint_{mode}")
