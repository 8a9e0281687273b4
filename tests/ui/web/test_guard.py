"""The middleware before the page, without a server."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.texts.web import EN, ZH
from ui.web.guard import Guard, content_security_policy, foreign_site, is_foreign

HOST = "127.0.0.1:7860"
PAGE = (
    '<script>window.x = 1;</script><script src="/a.js"></script><script data-x>\r\ny\r\n</script>'
)


class Answer:
    """What an application sent for one request."""

    def __init__(self, messages: list[Message]) -> None:
        self.messages = messages
        self.status = int(messages[0]["status"])
        self.headers = Headers(raw=messages[0]["headers"])
        self.body = b"".join(message.get("body", b"") for message in messages)


def ask(app: ASGIApp, path: str = "/data", method: str = "GET", **headers: str) -> Answer:
    """One request; header names with "_" for "-"."""
    given = {"host": HOST, **{name.replace("_", "-"): text for name, text in headers.items()}}
    raw = [(name.encode(), text.encode()) for name, text in given.items()]
    scope = {"type": "http", "method": method, "path": path, "headers": raw, "query_string": b""}
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def call() -> None:
        await app(scope, receive, send)

    asyncio.run(call())
    return Answer(sent)


async def receive() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


def site() -> ASGIApp:
    async def data(request: Any) -> PlainTextResponse:
        return PlainTextResponse("private")

    async def page(request: Any) -> HTMLResponse:
        return HTMLResponse(PAGE)

    methods = ["GET", "POST", "OPTIONS", "DELETE"]
    inner = Starlette(routes=[Route("/", page), Route("/data", data, methods=methods)])
    return Guard(inner, foreign_site)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "http://localhost:7860"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:7860.evil.example"},
        {"origin": "http://127.0.0.1:7860@evil.example"},
        {"sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors"},
        {"sec_fetch_site": "same-site", "sec_fetch_mode": "cors"},
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS", "DELETE"])
def test_requests_of_other_sites_are_refused_in_one_sentence(
    method: str, headers: dict[str, str]
) -> None:
    answer = ask(site(), method=method, **headers)
    assert answer.status == 403
    assert answer.body.decode() == EN.foreign
    assert answer.headers["content-security-policy"] == content_security_policy()


def test_the_refusal_is_in_the_visitors_language() -> None:
    answer = ask(site(), origin="http://evil.example", accept_language="zh-CN,zh;q=0.9")
    assert answer.body.decode() == ZH.foreign


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "headers",
    [
        {},  # a program that is no browser
        {"origin": f"http://{HOST}"},
        {"origin": f"http://{HOST}", "sec_fetch_site": "same-origin", "sec_fetch_mode": "cors"},
        {"sec_fetch_site": "none", "sec_fetch_mode": "navigate"},
    ],
)
def test_our_own_page_and_programs_pass(method: str, headers: dict[str, str]) -> None:
    assert ask(site(), method=method, **headers).body == b"private"


def test_a_link_to_the_page_works_but_a_form_of_another_site_does_not() -> None:
    linked = Headers({"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"})
    assert not is_foreign("GET", linked)
    assert is_foreign("POST", linked)


def test_every_answer_has_the_security_headers() -> None:
    for answer in (
        ask(site()),
        ask(site(), "/missing"),
        ask(site(), "/"),
        ask(site(), origin="null"),
        ask(site(), "/gradio_api/proxy=https://x.hf.space/"),
    ):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_only_the_pages_own_scripts_are_allowed_each_by_its_hash() -> None:
    answer = ask(site(), "/", accept_encoding="gzip, br")
    assert answer.body.decode() == PAGE
    policy = answer.headers["content-security-policy"]
    assert policy == content_security_policy([b"window.x = 1;", b"\ny\n"])
    assert policy.count("'sha256-") == 2
    assert "'unsafe-inline'" not in policy.split("style-src")[0]
    # The known digest of `window.x = 1;`, so that the encoding is not only compared with itself.
    assert "'sha256-U1BU0BfAhaBREBgsEDDctSYokOF3U7hQUIj6mrtukfw='" in policy


@pytest.mark.parametrize("path", ["/gradio_api/file=https://e.example/", "/file=HTTP://e.example/"])
def test_nothing_is_fetched_from_elsewhere_for_a_visitor(path: str) -> None:
    assert ask(site(), path).status == 404


def test_a_stream_is_passed_on_chunk_by_chunk() -> None:
    async def streamed(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for chunk in (b"one", b"two"):
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body"})

    answer = ask(Guard(streamed, foreign_site))
    assert [m.get("body") for m in answer.messages] == [None, b"one", b"two", None]
    assert answer.headers["x-frame-options"] == "DENY"


def test_a_connection_of_another_kind_is_not_let_through() -> None:
    async def send(message: Message) -> None:
        raise AssertionError(message)

    async def call() -> None:
        await site()({"type": "websocket"}, receive, send)

    with pytest.raises(RuntimeError, match="websocket"):
        asyncio.run(call())
