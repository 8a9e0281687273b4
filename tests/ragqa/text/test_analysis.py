"""The tokens of texts and questions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragqa.text.analysis import atoms, codes, query_tokens, tokens


def test_chinese_gives_bigrams_and_longer_words_and_no_word_twice() -> None:
    found = tokens("清华大学")
    assert sorted(found) == sorted(["清华", "华大", "大学", "清华大学"])


def test_a_single_character_is_found_within_a_text() -> None:
    assert tokens("猫") == ["猫"]
    assert "猫" in tokens("我有一只猫。")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("glm-4", ["glm-4", "glm", "4"]),
        ("2.0.1", ["2.0.1", "2", "0", "1"]),
        ("dh_install", ["dh_install", "dh", "install"]),
        ("python3-dev", ["python3-dev", "python3", "dev", "python", "3"]),
        ("C++ and C#.", ["c++", "c", "and", "c#", "c"]),
        ("Build the package.", ["build", "the", "package"]),
        ("ＧＬＭ－４", ["glm-4", "glm", "4"]),
        ("(see foo...)", ["see", "foo"]),
        ("XG-2000/A", ["xg-2000/a", "xg-2000", "xg", "2000", "a"]),
        ("10.1.2", ["10.1.2", "10", "1", "2"]),
        ("RFC2119", ["rfc2119", "rfc", "2119"]),
        ("1,234,567", ["1234567"]),
        ("1, 234", ["1", "234"]),
        ("a/b", ["a/b", "a", "b"]),
        ("rust-1.94.0", ["rust-1.94.0", "1.94.0", "rust", "1", "94", "0"]),
        ("2.5mm", ["2.5mm", "2.5", "2", "5mm", "5", "mm"]),
    ],
)
def test_codes_are_kept_whole_and_in_parts(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


@pytest.mark.parametrize("text", ["v2.3.1", "V2.3.1", "v.2.3.1", "2.3.1"])
def test_a_version_is_the_same_with_and_without_its_mark(text: str) -> None:
    assert tokens(text) == ["2.3.1", "2", "3", "1"]
    assert tokens(f"版本{text}更新") == ["版本", *tokens("2.3.1"), "更新"]
    assert "1.2" in tokens("TLSv1.2")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("What does E-1042 mean in v2.3.1 of XG-2000/A?", {"e-1042", "2.3.1", "xg-2000/a"}),
        ("RFC2119中的dh_install与os.path.join", {"rfc2119", "dh_install", "os.path.join"}),
        ("the 20th of 1,000 parts, 2.5 mm, 50-yard, 15kg, 1990s, 3-5", set()),
        ("2024-03-05, 2024.3.5, well-known and/or e.g. U.S.", set()),
        ("x" * 100 + "1", set()),
    ],
)
def test_codes_name_one_thing_among_its_like(text: str, found: set[str]) -> None:
    assert codes(text) == found


def test_codes_within_chinese_are_kept() -> None:
    assert "glm-4" in tokens("安装glm-4模型")
    assert "模型" in tokens("安装glm-4模型")


def test_traditional_and_simplified_are_the_same() -> None:
    assert tokens("軟體測試") == tokens("软体测试")


def test_punctuation_gives_nothing() -> None:
    assert tokens("，。！？ … —— \n\t ** ") == []


@given(st.text(max_size=200))
def test_tokens_are_never_empty_and_hold_no_white_space(text: str) -> None:
    for token in tokens(text):
        assert token
        assert len(token.split()) == 1


def test_a_text_of_one_long_word_is_cut() -> None:
    assert [len(token) for token in tokens("x" * 100_000)] == [64]


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("How do I drop the parts that are not free?", ["drop", "parts", "free"]),
        ("debmake 是代替哪个命令的？", ["debmake", "代替", "命令"]),
        ("什么是软件包？", ["软件", "件包", "软件包"]),
        ("GLM-4 的版本是多少", ["glm-4", "glm", "4", "版本"]),
    ],
)
def test_a_query_looks_for_no_word_that_only_asks(question: str, wanted: list[str]) -> None:
    assert query_tokens(question) == wanted


@pytest.mark.parametrize("question", ["to be or not to be", "是什么", "what is it"])
def test_a_query_of_function_words_alone_keeps_them(question: str) -> None:
    assert query_tokens(question) == list(dict.fromkeys(tokens(question)))


@pytest.mark.parametrize(
    "text",
    [
        "2024年3月5日",
        "2024 年 03 月 05 日",
        "２０２４年３月５号",
        "2024-03-05",
        "2024/3/5",
        "2024.3.5",
        "March 5, 2024",
        "Mar. 5th 2024",
        "5 March 2024",
        "the 5th of March, 2024",
    ],
)
def test_a_day_is_one_token_however_it_is_written(text: str) -> None:
    assert tokens(text).count("2024-03-05") == 1
    assert "2024-03-05" in query_tokens(f"{text}的会议")


@pytest.mark.parametrize(
    "text", ["2024年13月5日", "2024-3-32", "1.2024.3.5.6", "12024-03-05", "mayor 5, 2024"]
)
def test_what_is_no_day_is_not_taken_for_one(text: str) -> None:
    assert not {token for token in tokens(text) if token.startswith("2024-")} - {text}


@pytest.mark.parametrize(
    ("text", "counted"), [("年假15天", "15天"), ("3.5万人", "3.5万"), ("第 3 章", "3章")]
)
def test_a_number_is_found_with_what_it_counts(text: str, counted: str) -> None:
    assert counted in tokens(text)
    assert counted in query_tokens(f"{text}吗？")


def test_any_dash_joins_a_code() -> None:
    for dash in "‐‑–—−":
        assert tokens(f"XG{dash}2000") == tokens("XG-2000")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("清华大学", ["清华", "华大", "大学"]), ("GLM-4 a/b", ["glm", "4", "a", "b"]), ("猫", [])],
)
def test_atoms_do_not_depend_on_what_stands_around(text: str, expected: list[str]) -> None:
    assert atoms(text) == expected


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_every_text_that_holds_a_phrase_has_its_atoms(before: str, phrase: str, after: str) -> None:
    assert set(atoms(phrase)) <= set(tokens(f"{before} {phrase} {after}"))


def test_a_number_of_a_hundred_thousand_digits_is_read_once() -> None:
    # Read anew from each of its digits, it would take half a minute.
    assert tokens("1" * 100_000) == ["1" * 64]
