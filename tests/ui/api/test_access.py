"""Who comes to the API, what they may do there, and in which collections."""

from __future__ import annotations

import http.client
import json
import time
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from ragqa.access.access_file import AccessFile, access_path
from ragqa.access.audit import audit_path
from ragqa.access.keys import Keys
from ragqa.access.throttle import Throttle
from ragqa.access.users import Users
from tests.plugins_api import Api, serving
from tests.ui.api.conftest import Guarded

ASKED = {"messages": [{"role": "user", "content": "What do the plums hide?"}]}
# Every route that is not for anybody: method, path, body.
ROUTES: tuple[tuple[str, str, object], ...] = (
    ("GET", "v1/models", None),
    ("GET", "v1/models/tiny", None),
    ("POST", "v1/chat/completions", ASKED),
    ("POST", "v1/completions", {"prompt": "What do the plums hide?"}),
    ("POST", "v1/embeddings", {"input": "a"}),
    ("POST", "v1/chunks", {"text": "plums"}),
    ("POST", "v1/summarize", {}),
    ("GET", "v1/ingest/list", None),
    ("POST", "v1/ingest/text", {"file_name": "a", "text": "b"}),
    ("POST", "v1/ingest/file", {}),
    ("POST", "v1/ingest", {}),
    ("DELETE", "v1/ingest/x", None),
)


@pytest.mark.parametrize(("method", "path", "body"), ROUTES)
def test_no_route_answers_without_a_key(
    guarded: Guarded, method: str, path: str, body: object
) -> None:
    for sent in ({}, {"Authorization": "Bearer none"}, {"Authorization": "Basic cm9vdDpyb290"}):
        status, told = guarded.api.ask(path, body, method, **sent)
        if status == 429:  # wrong keys are slowed down
            assert told["error"]["code"] == "too_many_attempts"
            continue
        assert (status, told["error"]["type"]) == (401, "authentication_error")
        assert told["error"]["message"]


def test_all_routes_are_in_the_list_above() -> None:
    from fastapi.routing import APIRoute

    from ui.api.app import ROUTERS

    routes = [r for router in ROUTERS for r in router.routes if isinstance(r, APIRoute)]
    known = {(method, f"/{path}") for method, path, _ in ROUTES}
    for route in routes:
        path = route.path.replace("{model}", "tiny").replace("{doc_id}", "x")
        for method in route.methods or ():
            assert path == "/health" or (method, path) in known


@pytest.mark.parametrize(
    "path", ["openapi.json", "v1", "docs", "nothing", "v1/models/", "%2e%2e/x"]
)
def test_what_else_there_is_is_not_told_to_strangers(guarded: Guarded, path: str) -> None:
    assert guarded.api.ask(path)[0] == 401
    assert guarded.api.ask("health")[0] == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("HEAD", "/v1/ingest/list"),
        ("OPTIONS", "/v1/chat/completions"),
        ("TRACE", "/v1/models"),
        ("GET", "//v1/models"),
        ("GET", "/health/../v1/models"),
        ("GET", "/health%2f..%2fv1/models"),
        ("GET", "/V1/models"),
        ("GET", "/v1/models?x=/health"),
        ("GET", "http://127.0.0.1/v1/models"),
    ],
)
def test_no_method_or_spelling_of_a_path_goes_round_the_check(
    guarded: Guarded, method: str, path: str
) -> None:
    place = urlsplit(guarded.api.url)
    connection = http.client.HTTPConnection(str(place.hostname), place.port)
    connection.request(method, path)
    answer = connection.getresponse()
    assert answer.status in (401, 404)
    assert b"tiny" not in answer.read()
    connection.close()


def test_a_stranger_is_refused_before_a_body_is_sent(guarded: Guarded) -> None:
    place = urlsplit(guarded.api.url)
    connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=30)
    connection.putrequest("POST", "/v1/ingest/file")
    connection.putheader("Content-Type", "multipart/form-data; boundary=x")
    connection.putheader("Content-Length", str(100 * 1024**2))
    connection.endheaders()  # and nothing of the body
    assert connection.getresponse().status == 401
    connection.close()


def test_who_may_not_add_is_refused_before_a_body_is_sent(guarded: Guarded) -> None:
    place = urlsplit(guarded.api.url)
    connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=30)
    connection.putrequest("POST", "/v1/ingest/file")
    connection.putheader("Authorization", f"Bearer {guarded.keys['rita']}")
    connection.putheader("Content-Type", "multipart/form-data; boundary=x")
    connection.putheader("Content-Length", str(100 * 1024**2))
    connection.endheaders()  # and nothing of the body
    answer = connection.getresponse()
    assert answer.status == 403
    assert json.load(answer)["error"]["code"] == "not_allowed"
    connection.close()


@pytest.mark.parametrize("stream", [True, False])
def test_an_answer_ends_when_its_key_is_revoked(
    guarded: Guarded, monkeypatch: pytest.MonkeyPatch, stream: bool
) -> None:
    monkeypatch.setattr("ui.api.access._STILL", 0.0)
    chat = guarded.api.chat
    for name, value in (("answers", ["word " * 4000]), ("pause", 0.02), ("closed_early", 0)):
        monkeypatch.setattr(chat, name, value)
    chat.history.clear()
    Users(guarded.file).add(f"late-{stream}", None)
    key = Keys(guarded.file).add(f"late-{stream}")
    place = urlsplit(guarded.api.url)
    connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=60)
    sent = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    connection.request("POST", "/v1/chat/completions", json.dumps(ASKED | {"stream": stream}), sent)
    while not chat.history:
        time.sleep(0.01)
    Keys(guarded.file).revoke(key[:14])
    told = connection.getresponse().read().decode()
    connection.close()
    assert "invalid_api_key" in told or "too_many_attempts" in told
    deadline = time.monotonic() + 30
    while not chat.closed_early and time.monotonic() < deadline:
        time.sleep(0.01)
    assert chat.closed_early == 1


def test_the_answer_to_a_stranger_says_how_to_come_in_and_in_which_language(
    guarded: Guarded,
) -> None:
    answer = httpx.get(f"{guarded.api.url}v1/models", headers={"Accept-Language": "zh"})
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert "请先登录" in answer.json()["error"]["message"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_roles_may_do_what_the_table_says(guarded: Guarded) -> None:
    text = {"file_name": "role", "text": "Roles are tested here."}
    for who, expected in (("rita", 403), ("wanda", 403), ("ed", 200), ("root", 200)):
        status, told = guarded.ask(who, "v1/ingest/text", text)
        assert status == expected
        if status == 403:
            assert told["error"]["code"] == "not_allowed"
            assert "ragqa users role" in told["error"]["message"]
    [document] = guarded.ask("ed", "v1/ingest/text", text)[1]["data"]
    path = f"v1/ingest/{document['doc_id']}"
    assert guarded.ask("rita", path, method="DELETE")[0] == 403
    assert guarded.ask("ed", path, method="DELETE")[0] == 200
    for who in ("rita", "wanda", "ed"):
        assert guarded.ask(who, "v1/models")[0] == 200


def test_a_revoked_key_and_a_removed_user_open_nothing(guarded: Guarded) -> None:
    Users(guarded.file).add("gone", None)
    first, second = (Keys(guarded.file).add("gone") for _ in range(2))
    for key in (first, second):
        assert guarded.api.ask("v1/models", Authorization=f"Bearer {key}")[0] == 200
    Keys(guarded.file).revoke(first[:14])
    assert guarded.api.ask("v1/models", Authorization=f"Bearer {first}")[0] in (401, 429)
    assert guarded.api.ask("v1/models", Authorization=f"bearer {second}")[0] == 200
    Users(guarded.file).set_role("gone", "editor")
    body = {"file_name": "gone", "text": "The role counts at once."}
    assert guarded.api.ask("v1/ingest/text", body, Authorization=f"Bearer {second}")[0] == 200
    Users(guarded.file).remove("gone")
    assert guarded.api.ask("v1/models", Authorization=f"Bearer {second}")[0] in (401, 429)


def test_wrong_keys_are_slowed_down_and_right_ones_are_not(
    guarded: Guarded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Throttle, "attempt", lambda self, user, address: 7)
    answer = httpx.get(f"{guarded.api.url}v1/models", headers={"Authorization": "Bearer x"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    assert answer.json()["error"]["type"] == "rate_limit_error"
    assert guarded.ask("rita", "v1/models")[0] == 200


def test_a_broken_file_of_users_lets_nobody_in(tmp_path: Path) -> None:
    file = AccessFile(access_path(tmp_path / "index"))
    Users(file).add("ann", None, "admin")
    key = Keys(file).add("ann")
    with serving(tmp_path) as api:
        file.path.write_bytes(b"broken" * 1000)
        for sent in ({}, {"Authorization": f"Bearer {key}"}):
            status, told = api.ask("v1/models", **sent)
            assert (status, told["error"]["code"]) == (503, "unavailable")
            assert str(tmp_path) not in told["error"]["message"]


def test_without_users_who_sits_here_may_do_everything_but_not_through_a_proxy(api: Api) -> None:
    assert api.ask("v1/models", Authorization="Bearer none")[0] == 200
    some = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Server", "Forwarded", "Via")
    for header in (*some, "X-Real-IP", "CF-Connecting-IP", "True-Client-IP"):
        assert api.ask("v1/models", **{header: "10.0.0.7"})[0] == 401


def test_what_is_done_is_written_down_without_a_word_of_text(guarded: Guarded) -> None:
    audit = audit_path(guarded.api.services.settings.index)
    before = len(audit.read_text("ascii").splitlines())
    told = guarded.add("ed", "noted.txt", "Zebras are striped.")
    guarded.ask("ed", "v1/chunks", {"text": "Are zebras striped?"})
    guarded.ask("rita", f"v1/ingest/{told['doc_id']}", method="DELETE")
    guarded.ask("ed", f"v1/ingest/{told['doc_id']}", method="DELETE")
    written = audit.read_text("ascii")
    lines = [json.loads(line) for line in written.splitlines()[before:]]
    assert [(n["who"], n["action"], n["outcome"], n.get("about")) for n in lines] == [
        ("ed", "ingest", "allowed", ["noted.txt"]),
        ("ed", "ask", "allowed", None),
        ("rita", "delete", "refused", None),
        ("ed", "delete", "allowed", [told["doc_id"]]),
    ]
    assert "ebra" not in written
