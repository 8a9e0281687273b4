"""What is told of each question to those who measure. Pure."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from typing import Literal, Protocol

from ragqa.types import Answer, Event, Finished

Outcome = Literal["answered", "refused", "failed", "cancelled"]


class Watch(Protocol):
    """Watches one question."""

    def ended(self, outcome: Outcome, answer: Answer | None) -> None:
        """Called once. ``answer`` is None where there is none."""


class Observer(Protocol):
    """Measures questions; safe to use from several threads."""

    def begun(self, headers: Mapping[str, str]) -> Watch:
        """A question has begun; ``headers`` are those of its request, in lower case."""

    def close(self) -> None:
        """Nothing comes any more."""


def observed(
    events: Generator[Event], observers: Sequence[Observer], headers: Mapping[str, str]
) -> Generator[Event]:
    """``events`` as they are, their end told to all observers; closing it closes them."""
    watches = [observer.begun(headers) for observer in observers]
    outcome: Outcome = "cancelled"
    answer: Answer | None = None
    try:
        with closing(events):
            for event in events:
                if isinstance(event, Finished):
                    answer = event.answer
                    outcome = "refused" if answer.refused else "answered"
                yield event
    except Exception:
        outcome = "failed"
        raise
    finally:
        for watch in watches:
            watch.ended(outcome, answer)
