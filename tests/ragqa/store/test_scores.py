from __future__ import annotations

import math

import pytest

from ragqa.store.scores import LexicalScores, ceiling, known_share


def test_no_ceiling_gives_no_coverage() -> None:
    assert LexicalScores().coverage("x") == 0.0


def test_the_ceiling_adds_up_the_rarity_of_each_word() -> None:
    rare, common = math.log(1 + 9.5 / 1.5), math.log(1 + 0.5 / 10.5)
    assert ceiling(10, [1, 10]) == pytest.approx(2.2 * (rare + common))


def test_known_is_the_share_of_the_words_that_any_chunk_has() -> None:
    assert known_share(10, [3, 3]) == 1.0
    assert known_share(10, [0, 0]) == 0.0
    unseen = math.log(1 + 10.5 / 0.5)
    seen = math.log(1 + 9.5 / 1.5)
    assert known_share(10, [0, 1]) == pytest.approx(seen / (seen + unseen))
