from __future__ import annotations

import pytest

from ragqa.text.spelling import respelt
from tests.calls import calls

TEXTS = ("Tesla founded his company.", "The Debian package holds files and a file list.")
KNOWN = frozenset(("tesla", "founded", "company", "debian", "package", "holds", "files", "where"))


def put_right(question: str) -> str:
    return respelt(question, TEXTS, KNOWN.__contains__)


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("Where is the Debain package?", "Where is the Debian package?"),
        ("Where is the Debian pakage?", "Where is the Debian package?"),
        ("Where is the Debian packkage?", "Where is the Debian package?"),
        ("Where is the Debian pockage?", "Where is the Debian package?"),
        ("Where is the DEBAIN package?", "Where is the Debian package?"),
        ("Debain软件包在哪里？", "Debian软件包在哪里？"),
        ("What did Tesal found?", "What did Tesla found?"),
    ],
)
def test_a_word_that_is_not_known_is_the_one_it_resembles(question: str, meant: str) -> None:
    assert put_right(question) == meant


@pytest.mark.parametrize(
    "question",
    [
        "Where is the Debian package?",
        "Where is the Dabean package?",  # two letters are wrong
        "Where is the Eebian package?",  # a first letter is seldom mistyped
        "Where is the dog?",
        "Where is “Debain”?",
        "Where is debain-1?",
        "Where is debain.txt?",
        "年假有几天？",
    ],
)
def test_other_words_stay(question: str) -> None:
    assert put_right(question) == question


def test_a_word_that_is_known_elsewhere_stays() -> None:
    known = {*KNOWN, "debain"}
    assert respelt("Debain", TEXTS, known.__contains__) == "Debain"


def test_a_word_that_resembles_several_stays() -> None:
    texts = ("county", "country")
    assert respelt("Which countyr?", texts, lambda word: word == "which") == "Which countyr?"


CONTRACT = ("乙方应支付押金，由快递寄送合同。", "负责人为刘洋。")


def heard(question: str, known: str = "装修合同支付") -> str:
    return respelt(question, CONTRACT, lambda word: word in known or word in "".join(CONTRACT))


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("压金是多少？", "押金是多少？"),
        ("装修压金由谁付？", "装修押金由谁付？"),
        ("快弟什么时候到，付责人是谁", "快递什么时候到，负责人是谁"),
        ("壓金是多少？", "押金是多少？"),
    ],
)
def test_a_chinese_word_that_is_not_known_is_the_one_that_sounds_like_it(
    question: str, meant: str
) -> None:
    assert heard(question) == meant


@pytest.mark.parametrize(
    "question",
    [
        "押金是多少？",
        "租金是多少？",  # another word, of another sound
        "“压金”是多少？",
        "这金是多少？",  # 这 only points
    ],
)
def test_other_chinese_words_stay(question: str) -> None:
    assert heard(question) == question


def test_a_chinese_word_that_is_known_elsewhere_stays() -> None:
    assert heard("压金是多少？", known="压金") == "压金是多少？"


def test_a_chinese_word_that_sounds_like_several_stays() -> None:
    assert (
        respelt("公式有几家？", ("公事公办。公示栏。公司在此。",), lambda _: False)
        == "公式有几家？"
    )


def test_a_chinese_word_of_the_dictionary_stays() -> None:
    assert respelt("权力是什么？", ("权利与义务。",), lambda _: False) == "权力是什么？"
    assert respelt("地址是什么？", ("只是摆设。",), lambda _: False) == "地址是什么？"


def test_a_long_question_is_not_compared_with_each_word_that_was_found() -> None:
    cells = ((row, cell) for row in range(0xB0, 0xD0) for cell in range(0xA1, 0xBD))
    common = "".join(bytes(cell).decode("gb2312") for cell in cells)
    words = "，".join(common[n : n + 2] for n in range(0, len(common), 2))
    question = common[::-1]
    assert calls(lambda: respelt(question, (words,), lambda _: True)) < 200 * len(question)


def test_whether_a_word_is_known_is_asked_once() -> None:
    asked: list[str] = []

    def is_known(word: str) -> bool:
        asked.append(word)
        return True

    respelt("压金压金，压金？ Debain, debain debain", (*CONTRACT, *TEXTS), is_known)
    assert sorted(asked) == ["debain", "压金"]
