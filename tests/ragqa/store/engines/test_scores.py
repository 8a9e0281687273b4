from __future__ import annotations

import math

import pytest

from ragqa.store.engines.scores import LexicalScores, ceiling, known_share, telling


def test_no_ceiling_gives_no_coverage() -> None:
    assert LexicalScores().coverage("x") == 0.0


def test_coverages_are_those_of_all_that_have_a_score() -> None:
    words = LexicalScores({"a": 3.0, "b": 1.0}, ceiling=2.0, further={"c": 0.5, "e": 0.1})
    assert words.coverages("abcd") == {"a": 1.0, "b": 0.5, "c": 0.25}
    assert words.coverage("d") == 0.0


def test_others_have_at_most_what_the_last_that_was_found_has() -> None:
    assert LexicalScores({"a": 3.0, "b": 1.0}, ceiling=4.0).most_of_others() == pytest.approx(
        0.25, rel=1e-3
    )
    assert LexicalScores({"a": 3.0, "b": 1.0}, ceiling=4.0, complete=True).most_of_others() == 0.0
    assert LexicalScores(ceiling=4.0).most_of_others() == 1.0


def test_the_ceiling_adds_up_the_rarity_of_each_word() -> None:
    rare, common = math.log(1 + 9.5 / 1.5), math.log(1 + 0.5 / 10.5)
    assert ceiling(10, [1, 10]) == pytest.approx(2.2 * (rare + common))


def test_known_is_the_share_of_the_words_that_any_chunk_has() -> None:
    assert known_share(10, [3, 3]) == 1.0
    assert known_share(10, [0, 0]) == 0.0
    unseen = math.log(1 + 10.5 / 0.5)
    seen = math.log(1 + 9.5 / 1.5)
    assert known_share(10, [0, 1]) == pytest.approx(seen / (seen + unseen))


def test_beside_a_code_that_is_known_only_known_words_count() -> None:
    wanted = ["1.7.0", "版本", "修复"]
    assert telling(wanted, 20, [1, 0, 0], {"1.7.0"}) == ["1.7.0"]
    assert telling(wanted, 20, [1, 0, 0], {"1.8.0"}) == wanted
    assert telling(wanted, 20, [0, 1, 0], {"1.7.0"}) == wanted
    # Of a question that is known well, one word that is not stays: no text meets it all.
    assert telling(wanted, 20, [1, 1, 0], {"1.7.0"}) == wanted[:2]
    assert telling([*wanted, "a", "b"], 20, [1, 1, 0, 1, 1], {"1.7.0"}) == [*wanted, "a", "b"]
