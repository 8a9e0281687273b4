from __future__ import annotations

import pytest

from ragqa.text.yes_or_no import is_yes_or_no


@pytest.mark.parametrize(
    ("question", "is_one"),
    [
        ("Is the pool open?", True),
        ("押金能退吗？", True),
        ("是否允许养宠物？", True),
        ("When is the pool open?", False),
        ("押金是多少？", False),
    ],
)
def test_what_yes_or_no_answers_is_told(question: str, is_one: bool) -> None:
    assert is_yes_or_no(question) is is_one
