"""Stages as stretches of time."""

from __future__ import annotations

from ui.measuring.stages import Stage, stages


def test_stages_follow_each_other_and_hold_their_steps() -> None:
    timings = {
        "search": 2.0,
        "embed": 0.5,
        "dense": 1.0,
        "condense": 1.0,
        "generate": 4.0,
        "first_token": 3.0,
        "total": 10.0,
    }
    assert list(stages(timings)) == [
        Stage("condense", 0.0, 1.0),
        Stage("search", 1.0, 3.0),
        Stage("embed", 1.0, 1.5, "search"),
        Stage("dense", 1.5, 2.5, "search"),
        Stage("first_token", 3.0, 6.0),
        Stage("generate", 6.0, 10.0),
    ]


def test_without_timings_there_are_none() -> None:
    assert list(stages({})) == []
