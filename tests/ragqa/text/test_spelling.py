from __future__ import annotations

import pytest

from ragqa.text.spelling import respelt

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
