"""The stages of an answer as stretches of time, from how long each took. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_IN_TURN = ("condense", "search", "pack", "first_token", "generate")
_OF_SEARCH = ("embed", "dense", "lexical", "fuse", "rerank")


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage.

    Attributes:
        name: As in ``Answer.timings``.
        start: Seconds since the question.
        end: The same.
        within: The stage that it is a step of; "" for none.
    """

    name: str
    start: float
    end: float
    within: str = ""


def stages(timings: Mapping[str, float]) -> Iterator[Stage]:
    """The stages that are in ``timings``, one after the other, each followed by its steps."""
    now = 0.0
    for name in _IN_TURN:
        if name not in timings:
            continue
        yield Stage(name, now, now + timings[name])
        if name == "search":
            yield from _steps(timings, now)
        now += timings[name]


def _steps(timings: Mapping[str, float], now: float) -> Iterator[Stage]:
    for name in _OF_SEARCH:
        if name in timings:
            yield Stage(name, now, now + timings[name], "search")
            now += timings[name]
