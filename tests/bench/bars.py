"""The bars that search has to reach, each with yes or no, from figures measured before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ui.evaluation.running import DEFAULT_MODE
from ui.render import table

ABSOLUTE = {"cmrc2018 trial": 0.985, "xquad zh": 0.98, "xquad en": 0.98}
"""Lowest hit@1 of the app's search."""

ACROSS = ("xquad en question, zh text", "xquad zh question, en text")
GAIN_ACROSS = 0.05
MOST_LOST = 0.01
_METRICS = ("hit@1", "mrr@10")

Verdict = Literal["yes", "within noise", "no"]
Figures = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar.

    Attributes:
        name: Of the question set and what is asked of it.
        value: What was measured.
        low: Of its 95 % interval.
        high: The same.
        least: What it has to be at least.
    """

    name: str
    value: float
    low: float
    high: float
    least: float

    @property
    def verdict(self) -> Verdict:
        """Noise is the interval over the questions: a bar inside it may be reached or not."""
        if self.value >= self.least:
            return "yes"
        return "within noise" if self.high >= self.least else "no"


def bars(qa: Mapping[str, Figures], traditional: Figures) -> list[Bar]:
    """All bars.

    Args:
        qa: From section "qa": by question set and mode.
        traditional: From section "traditional"; empty when it was not measured.
    """
    return [*_above_engines(qa), *_absolute(qa), *_across(qa), *_simplified(traditional)]


def _above_engines(qa: Mapping[str, Figures]) -> Iterator[Bar]:
    for name, modes in qa.items():
        for mode in ("hybrid", DEFAULT_MODE):
            for metric in _METRICS:
                engine = max(("dense", "lexical"), key=lambda e: float(modes[e][metric]))
                what = f"{name}: {mode} - {engine}, {metric}"
                yield _difference(what, modes[mode]["difference"][engine][metric], 0.0)


def _absolute(qa: Mapping[str, Figures]) -> Iterator[Bar]:
    for name, least in ABSOLUTE.items():
        if name in qa:
            figures = qa[name][DEFAULT_MODE]
            low, high = figures["intervals"]["hit@1"]
            yield Bar(f"{name}: {DEFAULT_MODE}, hit@1", figures["hit@1"], low, high, least)


def _across(qa: Mapping[str, Figures]) -> Iterator[Bar]:
    for name in ACROSS:
        if name in qa:
            gain = qa[name][DEFAULT_MODE]["difference"]["dense"]["hit@1"]
            what = f"{name}: gain of {DEFAULT_MODE} over dense, hit@1"
            yield _difference(what, gain, GAIN_ACROSS)


def _simplified(traditional: Figures) -> Iterator[Bar]:
    for mode in ("hybrid", DEFAULT_MODE):
        if mode in traditional:
            found = traditional[mode]["difference"]["hit@1"]
            what = f"DRCD: {mode}, simplified - traditional questions, hit@1"
            yield _difference(what, found, -MOST_LOST)


def _difference(name: str, found: Mapping[str, float], least: float) -> Bar:
    return Bar(name, found["value"], found["low"], found["high"], least)


def as_table(found: list[Bar]) -> str:
    """For a terminal."""
    rows = [
        (bar.name, f"{bar.value:.4f}", f"[{bar.low:.4f}, {bar.high:.4f}]", bar.least, bar.verdict)
        for bar in found
    ]
    return table(("bar", "measured", "95 % interval", "at least", "reached"), rows)
