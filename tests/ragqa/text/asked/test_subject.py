from __future__ import annotations

import pytest

from ragqa.text.asked.subject import said, subject


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("几点集合？", {"集合"}),
        ("可以带手机吗？", {"带", "手机"}),
        ("门票多少钱？", {"门票"}),
        ("Where can I park?", {"park"}),
        ("How much is the deposit?", {"deposit"}),
        ("怎么办？", set()),
    ],
)
def test_what_asks_is_none_of_what_is_asked_about(question: str, terms: set[str]) -> None:
    assert subject(question) == terms


def test_a_word_may_be_said_in_part() -> None:
    nothing: frozenset[str] = frozenset()
    assert said(frozenset({"下雨"}), "如遇大雨，改到4月25日。", nothing) == 0.5
    assert said(frozenset({"mechanic"}), "Mechanical parts.", nothing) == 0.7
    assert said(frozenset({"repair"}), "It is mended.", nothing) == 1.0  # another word for it
    assert said(frozenset({"car"}), "Carpets are wet.", nothing) == 0.0
    assert said(frozenset({"rent", "flat"}), "The rent is due.", frozenset({"flat"})) == 0.975
    assert said(frozenset({"flat"}), "It is due.", frozenset({"flat"})) == 0.0
