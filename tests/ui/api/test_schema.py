"""The schema at /openapi.json is true: schemathesis sends what it allows and what it forbids.

Its engine is run as its command runs it; its pytest plugin does not know pytest 9.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.openapi import from_asgi

from ragqa.access.access_file import AccessFile, access_path
from ragqa.access.keys import Keys
from ragqa.access.users import Users
from tests.plugins_api import services_in
from tests.plugins_site import MOON
from ui.api.access import PUBLIC
from ui.api.app import application

_EXAMPLES = 6  # at random of each route; its bounds are all tried besides
_SAY_INVALID = {"invalid_value", "unsupported_value"}


@schemathesis.check
def allowed_is_not_called_invalid(ctx: Any, response: Any, case: Any) -> None:
    """What the schema allows is never refused as not being so.

    It may be refused for what it means, which no schema tells: a question without a word, a file
    that cannot be read. So this stands in for schemathesis' own check.
    """
    made = case.meta
    if made is None or not made.generation.mode.is_positive or response.status_code < 400:
        return
    code = json.loads(response.content)["error"]["code"]
    assert code not in _SAY_INVALID, response.content.decode()


def config_with(**more: Any) -> SchemathesisConfig:
    return SchemathesisConfig.from_dict(
        {
            "base-url": "http://127.0.0.1",
            "generation": {"max-examples": _EXAMPLES, "deterministic": True, "database": "none"},
            "checks": {
                "positive_data_acceptance": {"enabled": False},
                # Its own and 413: a text that is too long may make the whole body too large.
                "negative_data_rejection": {"expected-statuses": [*range(400, 430), "5xx"]},
            },
            "workers": 1,
        }
        | more
    )


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Of an application in this process, over an index with one document."""
    folder = tmp_path_factory.mktemp("schema")
    config = config_with()
    with services_in(folder, record_answers="off") as services:
        file = folder / "moon.txt"
        file.write_text(MOON)
        services.add_files([(file, "moon.txt")], lambda progress: None)
        app = application(services)
        yield from_asgi("/openapi.json", app, config=config, headers={"host": "127.0.0.1"})


def test_requests_are_answered_as_the_schema_says(schema: Any) -> None:
    failures: set[str] = set()
    answered: Counter[tuple[str, int]] = Counter()
    for event in from_schema(schema).execute():
        assert not isinstance(event, events.FatalError | events.NonFatalError), event
        if isinstance(event, events.ScenarioFinished):
            failures.update(_failures(event.recorder))
            answered.update(_answered(event.recorder))
    assert not failures, "\n\n".join(sorted(failures))
    # Each route was asked for what it does, and did it; so the run has looked at something. But
    # schemathesis calls every file "file", and one without an ending cannot be read.
    routes = {operation.ok().label for operation in schema.get_all_operations()}
    did = {route for route, status in answered if status == 200}
    assert routes - did == {"POST /v1/ingest/file"}
    assert answered["POST /v1/ingest/file", 422]
    assert sum(answered.values()) > 500


@pytest.fixture
def keyed(tmp_path: Path) -> Iterator[tuple[FastAPI, str]]:
    """An application with a user, and that user's key."""
    with services_in(tmp_path, record_answers="off") as services:
        app = application(services)
        assert "security" not in app.openapi()
        file = AccessFile(access_path(services.settings.index))
        Users(file).add("ada", "correct horse battery", "admin")
        yield app, Keys(file).add("ada")


def test_once_there_are_users_the_schema_asks_for_a_key(keyed: tuple[FastAPI, str]) -> None:
    known = keyed[0].openapi()
    assert known["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    assert known["security"] == [{"key": []}]
    asking = {
        path for path, ways in known["paths"].items() for way in ways.values() if "security" in way
    }
    assert asking == PUBLIC


def test_what_asks_for_a_key_does_not_answer_without(keyed: tuple[FastAPI, str]) -> None:
    """As schemathesis finds out by leaving the key away and by making one up."""
    app, key = keyed
    sent = {"host": "127.0.0.1", "authorization": f"Bearer {key}"}
    config = config_with(auth={"openapi": {"key": {"bearer": key}}})
    schema = from_asgi("/openapi.json", app, config=config, headers=sent)
    failures: set[str] = set()
    checked: Counter[str] = Counter()
    for event in from_schema(schema.include(path_regex="models|list|health")).execute():
        assert not isinstance(event, events.FatalError | events.NonFatalError), event
        if isinstance(event, events.ScenarioFinished):
            failures.update(_failures(event.recorder))
            for checks in event.recorder.checks.values():
                checked.update(check.name for check in checks)
    assert not failures, "\n\n".join(sorted(failures))
    assert checked["ignored_auth"] > 5


def _failures(recorder: Any) -> Iterator[str]:
    for case, checks in recorder.checks.items():
        for check in checks:
            if found := check.failure_info:
                label = recorder.cases[case].value.operation.label
                failure = found.failure
                yield f"{label}: {check.name}: {failure.message}\n{found.code_sample[:2000]}"


def _answered(recorder: Any) -> Iterator[tuple[str, int]]:
    for case, seen in recorder.interactions.items():
        if seen.response is not None:
            yield recorder.cases[case].value.operation.label, seen.response.status_code
