from __future__ import annotations

import pytest

from ragqa.evaluate.wording import best, contains, exact_match, f1


@pytest.mark.parametrize(
    ("said", "gold", "value"),
    [
        ("The Eiffel Tower!", "eiffel tower", 1.0),
        ("an  apple", "the apple", 1.0),
        ("apples", "apple", 0.0),
        ("十五天。", "十五天", 1.0),
        ("有 《红楼梦》", "有红楼梦", 1.0),
        ("十四天", "十五天", 0.0),
        ("", "x", 0.0),
    ],
)
def test_exact_match_as_squad_and_without_marks_in_chinese(
    said: str, gold: str, value: float
) -> None:
    assert exact_match(said, gold) == value


def test_f1_counts_shared_words() -> None:
    assert f1("the tall tower", "tower") == pytest.approx(2 * 1 / (2 + 1))
    assert f1("red red", "red") == pytest.approx(2 / 3)
    assert f1("blue", "red") == 0.0


def test_f1_of_chinese_counts_words_and_not_characters() -> None:
    assert f1("杭州在浙江", "杭州") == pytest.approx(2 * 1 / (3 + 1))
    assert f1("广州", "杭州") == 0.0


def test_a_number_in_a_chinese_sentence_is_a_word_of_it() -> None:
    assert f1("公司在1998年成立", "1998") > 0.0


def test_contains_looks_past_case_width_spaces_and_variants() -> None:
    assert contains("年假為 １５ 天。", "15天") == 1.0
    assert contains("See DebDiff(1).", "debdiff") == 1.0
    assert contains("十四天", "十五天") == 0.0


def test_the_best_wording_counts() -> None:
    assert best(exact_match, "two", ["one", "two"]) == 1.0
    assert best(exact_match, "two", []) == 0.0
