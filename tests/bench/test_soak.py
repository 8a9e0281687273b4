"""What the soak calls amiss."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bench.soak import FailedError, RefusedError, Tally, _refuse, amiss, figures_of

CALM = {"index": [], "lost": 0, "not found": 0, "still there though deleted": 0}
ROWS = [(float(second), 10**9) for second in range(100)]


def tallied() -> Tally:
    return Tally(answered=3, first=[1.0, 2.0], whole=[2.0, 3.0], kept={"a": 1}, deleted={"b"})


def test_a_calm_run_is_not_amiss() -> None:
    figures = figures_of(tallied(), ROWS, 100) | CALM
    assert figures["ingested"] == 2
    assert figures["memory grew"] == 1.0
    assert amiss(figures) == []


def test_memory_that_grows_is_amiss() -> None:
    rows = [(second, size + int(second) * 10**7) for second, size in ROWS]
    assert amiss(figures_of(tallied(), rows, 100) | CALM) == ["memory grew"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("errors", {"500": 1}), ("index", ["damaged"]), ("lost", 1), ("not found", 1)],
)
def test_errors_and_losses_are_amiss(name: str, value: Any) -> None:
    figures = figures_of(tallied(), ROWS, 100) | CALM | {name: value}
    assert amiss(figures) == [name]


def test_a_run_that_did_nothing_is_amiss() -> None:
    assert amiss(figures_of(Tally(), [], 100) | CALM) == ["nothing was done"]


def test_only_a_refusal_with_a_text_is_one() -> None:
    with pytest.raises(RefusedError):
        _refuse(429, b'{"error": {"message": "come again"}}')
    for status, body in ((429, b""), (503, b"[]"), (500, b'{"error": {"message": "oh"}}')):
        with pytest.raises(FailedError):
            _refuse(status, body)
