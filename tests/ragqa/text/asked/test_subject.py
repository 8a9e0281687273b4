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
        ("穿什么？", {"穿"}),
        ("What time does the coach arrive?", {"coach", "arriv"}),
    ],
)
def test_what_asks_is_none_of_what_is_asked_about(question: str, terms: set[str]) -> None:
    assert {term.text for term in subject(question)} == terms


@pytest.mark.parametrize(
    ("question", "text", "above", "share"),
    [
        ("下雨？", "如遇大雨，改到4月25日。", set(), 0.7),  # 雨 alone is what is rained
        ("停电？", "停水期间关好水龙头。", set(), 0.25),  # both begin alike, and are other things
        ("停到几点？", "下午4点前停水。", set(), 0.5),
        ("几天能退？", "7天内可以退货。", set(), 0.7),
        ("肉切多大？", "把肉切成块。", set(), 1.0),  # which the dictionary takes for one word
        ("剩菜能放几天？", "可以在家里吃。", set(), 0.0),  # 放 is not told by the 在 of 放在
        ("mechanic?", "Mechanical parts.", set(), 0.7),
        ("repair?", "It is mended.", set(), 1.0),  # another word for it
        ("car?", "Carpets are wet.", set(), 0.0),
        ("Can I bring my dog?", "Pets are welcome.", set(), 0.7 / 1.5),  # all bring something
        ("管饭吗？", "学校提供午餐。", set(), 0.7),
        ("rent of the flat?", "The rent is due.", {"flat"}, 0.975),
        ("flat?", "It is due.", {"flat"}, 0.0),
    ],
)
def test_a_word_may_be_said_in_part(
    question: str, text: str, above: set[str], share: float
) -> None:
    assert said(subject(question), text, frozenset(above)) == pytest.approx(share)
