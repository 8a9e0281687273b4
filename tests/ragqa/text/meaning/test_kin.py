from __future__ import annotations

import pytest

from ragqa.text.meaning.kin import kin


@pytest.mark.parametrize(("one", "other"), [("dog", "pet"), ("管饭", "午餐"), ("quit", "cancel")])
def test_what_is_asked_by_one_word_is_answered_by_another(one: str, other: str) -> None:
    assert other in kin(one)
    assert one in kin(other)


def test_no_word_is_of_its_own_kin_and_most_have_none() -> None:
    assert "dog" not in kin("dog")
    assert kin("enzyme") == frozenset()
