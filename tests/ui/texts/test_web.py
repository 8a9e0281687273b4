from __future__ import annotations

import pytest

from ragqa.text.language import Language
from ui.texts.web import preferred


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,en;q=0.9,zh;q=0.5", "en"),
        ("de,zh-TW;q=0.4,en;q=0.3", "zh"),
        ("de", "en"),
        ("", "en"),
        ("zh;q=nonsense,,;;=", "en"),
        ("ZH", "zh"),
    ],
)
def test_the_browsers_language_chooses(header: str, language: Language) -> None:
    assert preferred(header) == language
