from __future__ import annotations

import math

from ragqa.evaluate.intervals import Estimate, mean


def test_the_interval_is_about_that_of_the_normal_approximation() -> None:
    values = [1.0] * 300 + [0.0] * 100
    found = mean(values)
    half = 1.96 * math.sqrt(0.75 * 0.25 / 400)
    assert found.value == 0.75
    assert abs(found.low - (0.75 - half)) < 0.01
    assert abs(found.high - (0.75 + half)) < 0.01


def test_the_same_values_give_the_same_interval() -> None:
    values = [0.1, 0.5, 0.5, 0.9]
    assert mean(values) == mean(values)
    assert mean(values).low < 0.5 < mean(values).high


def test_values_that_do_not_differ_have_no_spread() -> None:
    assert mean([0.5]) == Estimate(0.5, 0.5, 0.5)
    assert mean([1.0, 1.0, 1.0]) == Estimate(1.0, 1.0, 1.0)
