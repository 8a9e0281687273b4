"""Counters and histograms in Prometheus' text format."""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

from ragqa.types import Answer
from ui.measuring.observing import Outcome

MEDIA_TYPE = CONTENT_TYPE_LATEST
_SECONDS = (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000)


class Metrics:
    """An ``Observer``, and what it has seen since the start. Labels are of closed sets."""

    def __init__(self) -> None:
        # Of its own: two applications in one process do not share their counts.
        registry = self._registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._requests = Counter(
            "ragqa_requests", "HTTP requests.", ("method", "route", "status"), registry=registry
        )
        self._questions = Counter(
            "ragqa_questions", "Questions by how they ended.", ("outcome",), registry=registry
        )
        self._asked = Gauge(
            "ragqa_questions_at_work", "Questions that wait or are answered.", registry=registry
        )
        self._stages = Histogram(
            "ragqa_stage_seconds",
            "How long each stage of an answer took.",
            ("stage",),
            buckets=_SECONDS,
            registry=registry,
        )
        self._prompt = Counter("ragqa_prompt_tokens", "Tokens of prompts.", registry=registry)
        self._reused = Counter(
            "ragqa_reused_tokens",
            "Tokens of prompts that the model had read already.",
            registry=registry,
        )

    def begun(self, headers: Mapping[str, str]) -> _Counting:
        """As in ``Observer``."""
        self._asked.inc()
        return _Counting(self)

    def requested(self, method: str, route: str, status: int) -> None:
        """A request was answered; ``route`` is its pattern, never the path that was asked for."""
        self._requests.labels(method, route, str(status)).inc()

    def text(self) -> bytes:
        """Everything, as Prometheus reads it."""
        return generate_latest(self._registry)

    def close(self) -> None:
        """As in ``Observer``."""

    def count(self, outcome: Outcome, answer: Answer | None) -> None:
        """A question has ended."""
        self._asked.dec()
        self._questions.labels(outcome).inc()
        if answer is None:
            return
        for stage, seconds in answer.timings.items():
            self._stages.labels(stage).observe(seconds)
        spent = answer.ledger
        self._prompt.inc(spent.prompt)
        self._reused.inc(spent.tokens_reused)


class _Counting:
    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def ended(self, outcome: Outcome, answer: Answer | None) -> None:
        self._metrics.count(outcome, answer)
