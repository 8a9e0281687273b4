"""Spans of OpenTelemetry: one for each question, and in it one for each stage."""

from __future__ import annotations

import time
from collections.abc import Mapping

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode, Tracer, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from ragqa import __version__
from ragqa.types import Answer
from ui.measuring.observing import Outcome
from ui.measuring.stages import stages

_ENDING = 3_000  # milliseconds that the last spans get


class Tracing:
    """An ``Observer``. A request that tells its trace (W3C traceparent) has its spans in there.

    Args:
        processor: Gets the spans.
    """

    def __init__(self, processor: SpanProcessor) -> None:
        # No global one: libraries that look for it would tell what they like.
        about = Resource({"service.name": "ragqa", "service.version": __version__})
        self._provider = TracerProvider(resource=about)
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("ragqa")

    @classmethod
    def to(cls, address: str) -> Tracing:
        """Sends spans to a collector in the background; one that is not there costs nothing."""
        exporter = OTLPSpanExporter(address, insecure=not address.startswith("https:"))
        return cls(BatchSpanProcessor(exporter))

    def begun(self, headers: Mapping[str, str]) -> _Traced:
        """As in ``Observer``."""
        caller = TraceContextTextMapPropagator().extract(dict(headers), Context())
        return _Traced(self._tracer, caller)

    def close(self) -> None:
        """As in ``Observer``; sends what is left."""
        self._provider.force_flush(_ENDING)
        self._provider.shutdown()


class _Traced:
    def __init__(self, tracer: Tracer, caller: Context) -> None:
        self._tracer = tracer
        self._started = time.time_ns()
        self._span = tracer.start_span(
            "question", caller, SpanKind.SERVER, start_time=self._started
        )

    def ended(self, outcome: Outcome, answer: Answer | None) -> None:
        self._span.set_attribute("ragqa.outcome", outcome)
        if answer is not None:
            self._tell(answer)
        if outcome == "failed":
            self._span.set_status(Status(StatusCode.ERROR))
        self._span.end()

    def _tell(self, answer: Answer) -> None:
        spent = answer.ledger
        self._span.set_attributes(
            {
                "ragqa.citations": len(answer.citations),
                "ragqa.passages": spent.passages_used,
                "ragqa.prompt_tokens": spent.prompt,
                "ragqa.reused_tokens": spent.tokens_reused,
                "ragqa.finish_reason": answer.finish_reason,
            }
        )
        parents = {"": set_span_in_context(self._span)}
        for stage in stages(answer.timings):
            span = self._tracer.start_span(
                stage.name, parents[stage.within], start_time=self._at(stage.start)
            )
            parents[stage.name] = set_span_in_context(span)
            span.end(self._at(stage.end))

    def _at(self, seconds: float) -> int:
        return self._started + int(seconds * 1e9)
