"""What is quoted beside the best sentence: on its line, on further lines, or not."""

from __future__ import annotations

from ragqa.answer.claims.citations import check
from tests.ragqa.answer.quoted.asked import Cosines, answer, passage
from tests.ragqa.answer.quoted.test_quoting import RIVERS


def test_the_same_sentence_is_not_given_twice() -> None:
    said = answer("长江全长多少公里？", [RIVERS, RIVERS, f"据测量，{RIVERS}"])
    assert said.count("6300") == 1


def test_further_sentences_must_be_nearly_as_good() -> None:
    one, two, three = "甲队赢得冠军奖杯。", "乙队获得亚军银牌。", "丙队只有参与证书。"
    near = answer("结果？", [one, two, three], Cosines({one: 0.9, two: 0.86, three: 0.5}))
    assert near == f"{one} [1]\n{two} [2]"
    assert answer("结果？", [one + two], Cosines({one: 0.9, two: 0.7})) == f"{one} [1]"


def test_a_sentence_that_leans_on_the_one_before_comes_with_it() -> None:
    first, second = "Ada Lovelace wrote the program.", "She also became the oldest winner ever."
    cosines = {second: 0.9, first: 0.2}
    assert answer("Which winner is the oldest?", [f"{first} {second}"], Cosines(cosines)) == (
        f"{first} {second} [1]"
    )
    # Once said, it is not said again.
    both = answer("Prize?", [f"{first} {second}"], Cosines({second: 0.86, first: 0.9}))
    assert both == f"{first} {second} [1]"
    either = answer("Prize?", [f"{first} {second}"], Cosines({second: 0.9, first: 0.86}))
    assert either == f"{first} {second} [1]"


def test_neighbours_that_are_nearly_as_good_are_one_line_in_their_own_order() -> None:
    one, two, three = "甲队训练十分刻苦。", "乙队因此没有赢球。", "丙队只有参与证书。"
    text = one + two + three
    near = Cosines({one: 0.84, two: 0.9, three: 0.83})
    assert answer("乙队输球是怎么回事？", [text], near).startswith(f"{one}{two} [1]")
    # Two sentences are the most: the third has a line of its own, or none.
    assert f"{one}{two}{three}" not in answer("乙队输球是怎么回事？", [text], near)
    # What is further off than its neighbour may be stays out.
    assert answer("输球？", [one + two], Cosines({one: 0.7, two: 0.9})) == f"{two} [1]"


def test_a_neighbour_may_be_a_little_further_off_than_another_line() -> None:
    one, two = "甲队训练十分刻苦。", "乙队因此没有赢球。"
    near = Cosines({one: 0.8, two: 0.9})
    assert answer("结果？", [one + two], near) == f"{one}{two} [1]"
    assert answer("结果？", [one, two], near) == f"{two} [2]"


def test_a_time_or_an_amount_is_told_in_one_sentence() -> None:
    one, two = "甲队在2021年赢得冠军。", "乙队在2022年获得亚军。"
    near = Cosines({one: 0.9, two: 0.88})
    assert answer("是哪一年的事？", [one + two], near) == f"{one} [1]\n{two} [1]"
    assert answer("是怎样的事？", [one + two], near) == f"{one}{two} [1]"


def test_a_pair_is_cited_whole() -> None:
    one, two = "甲队训练十分刻苦。", "乙队因此没有赢球。"
    said = answer("结果？", [one + two], Cosines({one: 0.9, two: 0.88}))
    cited = check(said, [passage(one + two)])
    assert cited.text == f"{one}{two} [1]"
    assert [(c.quote, c.verified) for c in cited.citations] == [(one + two, True)]
