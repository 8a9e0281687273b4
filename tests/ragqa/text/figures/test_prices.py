from __future__ import annotations

import pytest

from ragqa.text.figures.prices import PRICE, tells_price


@pytest.mark.parametrize(
    "question", ["what does it cost?", "how much money was paid?", "门票多少钱？", "租金是多少？"]
)
def test_a_question_about_a_price_is_known(question: str) -> None:
    assert PRICE.search(question)


@pytest.mark.parametrize(
    "question", ["what was the price increase?", "how many came?", "有多少人？"]
)
def test_other_amounts_are_no_prices(question: str) -> None:
    assert not PRICE.search(question)


@pytest.mark.parametrize(
    "said",
    ["it is £20.", "20 kronor", "price: 12", "free of charge", "每袋22元", "三块钱", "月薪一万"],
)
def test_a_price_is_known_by_money_or_by_a_word_beside_a_number(said: str) -> None:
    assert tells_price(said)


@pytest.mark.parametrize(
    "said",
    [
        *("300 hkd", "rm 50", "50,000 won", "members 12.50", "$9", "adults 20 each", "twelve quid"),
        *("12 per night", "15 an hour", "五毛", "均价5万一平", "每人80", "80/人"),
        *("机油滤芯一共 860", "上次花了520，", "只要35！"),
    ],
)
def test_a_price_may_be_told_in_any_currency_or_for_each_of_something(said: str) -> None:
    assert tells_price(said)


@pytest.mark.parametrize(
    "said",
    [
        *("eight clocks", "free the wheel", "pay by transfer", "历时95分钟", "完成三次，自我评价"),
        *("at 12.30.45", "once a year, in may", "version 2.10.1", "每人带伞"),
        *("see section 5.10", "第2.10节", "it is 5.25 kg", "长4.75米", "4.75%"),
        *("一共 12 人", "总共3个月", "花了 20 分钟"),
    ],
)
def test_other_numbers_and_words_are_no_prices(said: str) -> None:
    assert not tells_price(said)
