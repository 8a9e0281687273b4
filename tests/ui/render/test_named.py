from __future__ import annotations

import pytest

from ui.render.named import beside_name, named


def test_the_colon_is_that_of_the_language() -> None:
    assert named("Pages", "24", "en") == "Pages: 24"
    assert named("页数", "24", "zh") == "页数：24"


@pytest.mark.parametrize(
    ("reason", "beside"),
    [
        ("c.doc is broken.", "is broken."),
        ("c.doc 已损坏。", "已损坏。"),
        ("It is broken.", "It is broken."),
        ("", ""),
    ],
)
def test_a_reason_does_not_repeat_the_name_beside_it(reason: str, beside: str) -> None:
    assert beside_name(reason, "old/c.doc") == beside
