"""What the soak calls amiss."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bench.tally import Tally, amiss, figures_of

CALM = {"index": [], "lost": 0, "not found": 0, "still there though deleted": 0}
ROWS = [(float(second), 10**9) for second in range(100)]


def tallied() -> Tally:
    return Tally(answered=3, first=[1.0, 2.0], whole=[2.0, 3.0], kept={"a": 1}, deleted={"b"})


def test_a_calm_run_is_not_amiss() -> None:
    figures = figures_of(tallied(), ROWS) | CALM
    assert figures["ingested"] == 2
    assert figures["memory grew"] == 1.0
    assert amiss(figures) == []


def test_memory_that_grows_is_amiss() -> None:
    rows = [(second, size + int(second) * 10**7) for second, size in ROWS]
    assert amiss(figures_of(tallied(), rows) | CALM) == ["memory grew"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("errors", {"500": 1}), ("index", ["damaged"]), ("lost", 1), ("not found", 1)],
)
def test_errors_and_losses_are_amiss(name: str, value: Any) -> None:
    figures = figures_of(tallied(), ROWS) | CALM | {name: value}
    assert amiss(figures) == [name]


def test_a_run_that_did_nothing_is_amiss() -> None:
    assert amiss(figures_of(Tally(), []) | CALM) == ["nothing was done"]
