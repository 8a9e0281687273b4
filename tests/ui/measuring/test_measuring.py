"""What Prometheus reads and a collector gets, by real requests; and that no text is in it."""

from __future__ import annotations

import sys
import urllib.request
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc  # type: ignore[import-untyped]
import pytest
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2 as messages
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2_grpc as services
from prometheus_client.parser import text_string_to_metric_families

from ragqa.configuration import load_settings
from ragqa.errors import SettingsError
from ragqa.types import Event, Token
from tests.plugins_api import Api, serving
from tests.plugins_site import MOON
from ui.measuring.observing import observed
from ui.measuring.opening import open_measuring

QUESTION = "Where does the oxygen of the moon base come from?"
ASKED = {"messages": [{"role": "user", "content": QUESTION}]}
WORDS = ("oxygen", "regolith", "moon", "made-up")


def add_moon(api: Api, folder: Path) -> None:
    file = folder / "moon.txt"
    file.write_text(MOON)
    api.services.add_files([(file, "moon.txt")], lambda progress: None)


def scraped(api: Api) -> tuple[str, dict[str, dict[tuple[str, ...], float]]]:
    """The text of /metrics, and its values by name and labels."""
    with urllib.request.urlopen(f"{api.url}metrics") as answer:  # noqa: S310 # our own server
        assert answer.headers["Content-Type"].startswith("text/plain")
        text = answer.read().decode()
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(sample.labels.values())] = sample.value
    return text, found


def test_prometheus_reads_counts_and_times_and_no_text(tmp_path: Path) -> None:
    with serving(tmp_path, metrics="on") as api:
        assert api.ask("v1/chat/completions", ASKED)[0] == 404  # nothing is ingested yet
        add_moon(api, tmp_path)
        assert api.ask("v1/chat/completions", ASKED)[0] == 200
        assert api.ask("v1/summarize", {})[0] == 200
        assert api.ask("v1/models/made-up")[0] == 404
        assert api.ask("made-up/oxygen")[0] == 404
        text, found = scraped(api)
    assert found["ragqa_questions_total"] == {("failed",): 1, ("answered",): 2}
    assert found["ragqa_questions_at_work"] == {(): 0}
    requests = found["ragqa_requests_total"]
    assert requests["POST", "/v1/chat/completions", "404"] == 1
    assert requests["POST", "/v1/chat/completions", "200"] == 1
    assert requests["GET", "/v1/models/{model}", "404"] == 1
    assert requests["GET", "other", "404"] == 1
    assert found["ragqa_stage_seconds_count"]["generate",] == 2
    assert {"embed", "dense", "lexical", "fuse", "pack", "first_token", "total"} <= {
        stage for (stage,) in found["ragqa_stage_seconds_count"]
    }
    assert found["ragqa_prompt_tokens_total"][()] > 20
    assert not [word for word in WORDS if word in text]


def test_without_the_setting_there_is_none(api: Api) -> None:
    assert api.services.settings.metrics == "off"
    assert api.ask("metrics")[0] == 404


class Collector(services.TraceServiceServicer):
    """Keeps the spans it gets."""

    def __init__(self) -> None:
        self.spans: list[Any] = []

    def Export(self, request: Any, context: Any) -> Any:
        for of_resource in request.resource_spans:
            for of_scope in of_resource.scope_spans:
                self.spans += of_scope.spans
        return messages.ExportTraceServiceResponse()


@contextmanager
def collector() -> Iterator[tuple[Collector, str]]:
    """A collector on this machine, and its address."""
    kept = Collector()
    server = grpc.server(ThreadPoolExecutor(1))
    services.add_TraceServiceServicer_to_server(kept, server)  # type: ignore[no-untyped-call]
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield kept, f"http://127.0.0.1:{port}"
    finally:
        server.stop(None).wait()


def test_a_collector_gets_a_span_for_each_stage_within_the_callers_trace(tmp_path: Path) -> None:
    trace, caller = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
    with collector() as (kept, address):
        with serving(tmp_path, traces=address) as api:
            add_moon(api, tmp_path)
            traceparent = f"00-{trace}-{caller}-01"
            assert api.ask("v1/chat/completions", ASKED, traceparent=traceparent)[0] == 200
            assert api.ask("v1/chat/completions", {"messages": [{"role": "user"}]})[0] == 400
        spans = kept.spans
    [question] = [s for s in spans if s.name == "question" and s.trace_id.hex() == trace]
    assert question.parent_span_id.hex() == caller
    told = {each.key: each.value for each in question.attributes}
    assert told["ragqa.outcome"].string_value == "answered"
    assert told["ragqa.citations"].int_value == 1
    inner = {s.name: s for s in spans if s.trace_id.hex() == trace and s is not question}
    assert {"search", "embed", "pack", "first_token", "generate"} <= set(inner)
    assert inner["search"].parent_span_id == question.span_id
    assert inner["embed"].parent_span_id == inner["search"].span_id
    for span in inner.values():
        assert question.start_time_unix_nano <= span.start_time_unix_nano
        assert span.start_time_unix_nano <= span.end_time_unix_nano
    [failed] = [s for s in spans if s.name == "question" and s.trace_id.hex() != trace]
    assert failed.status.code == failed.status.STATUS_CODE_ERROR
    assert not [word for word in WORDS if word in str(spans)]


def test_a_collector_that_is_not_there_is_not_waited_for(tmp_path: Path) -> None:
    with serving(tmp_path, traces="http://127.0.0.1:9") as api:
        add_moon(api, tmp_path)
        assert api.ask("v1/chat/completions", ASKED)[0] == 200


class Noting:
    """An observer that keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, bool]] = []

    def begun(self, headers: object) -> Noting:
        return self

    def ended(self, outcome: str, answer: object) -> None:
        self.told.append((outcome, answer is not None))

    def close(self) -> None:
        pass


def test_a_question_that_is_left_is_told_once_as_cancelled() -> None:
    closed: list[bool] = []

    def events() -> Generator[Event]:
        try:
            yield Token("a")
            yield Token("b")
        finally:
            closed.append(True)

    noting = Noting()
    stream = observed(events(), [noting, noting], {})
    assert next(stream) == Token("a")
    stream.close()
    assert noting.told == [("cancelled", False)] * 2
    assert closed == [True]


@pytest.mark.parametrize("address", ["collector", "file:///etc/passwd", "http://"])
def test_what_is_no_address_is_refused(address: str) -> None:
    settings = load_settings({"traces": address}, environ={}).settings
    with pytest.raises(SettingsError, match=r"127\.0\.0\.1:4317"):
        open_measuring(settings)


@pytest.mark.parametrize(
    ("settings", "module", "library"),
    [
        ({"metrics": "on"}, "ui.measuring.prometheus", "prometheus_client"),
        ({"traces": "http://127.0.0.1:4317"}, "ui.measuring.tracing", "opentelemetry.sdk.trace"),
    ],
)
def test_a_library_that_is_missing_is_named_with_the_command(
    settings: dict[str, str], module: str, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(SettingsError, match=r"pip install 'ragqa\[measuring\]'"):
        open_measuring(load_settings(settings, environ={}).settings)
