"""What a server reads, and which proxies it believes."""

from __future__ import annotations

import http.client
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from ragqa.configuration import load_settings
from ragqa.errors import SettingsError
from ui.web.server import listen, proxies_of, run

OTHER = "127.0.0.2"  # reaches us as another machine would


async def told(request: Request) -> PlainTextResponse:
    assert request.client is not None
    return PlainTextResponse(f"{request.url.scheme} {request.client.host}")


def asked(port: int, source: str) -> str:
    """What a server sees of a request that a proxy at ``source`` passes on."""
    connection = http.client.HTTPConnection("127.0.0.1", port, 10, source_address=(source, 0))
    sent = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "10.9.9.9"}
    try:
        connection.request("GET", "/", headers=sent)
        return connection.getresponse().read().decode()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("proxies", "from_other"),
    [((), f"http {OTHER}"), ((OTHER,), "https 10.9.9.9"), (("127.0.0.0/30",), "https 10.9.9.9")],
)
def test_a_proxy_elsewhere_is_believed_when_it_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, proxies: tuple[str, ...], from_other: str
) -> None:
    monkeypatch.setitem(os.environ, "FORWARDED_ALLOW_IPS", "*")  # is no setting of ours
    settings = load_settings({"index": tmp_path, "proxies": proxies}, environ={}).settings
    bound = listen("127.0.0.1", 0)
    port = bound.getsockname()[1]
    app = Starlette(routes=[Route("/", told)])
    running = run(app, bound, settings)
    try:
        assert asked(port, "127.0.0.1") == "https 10.9.9.9"
        assert asked(port, OTHER) == from_other
    finally:
        running.close()


@pytest.mark.parametrize("named", ["proxy.example", "10.0.0.1/8", "*", ""])
def test_what_is_no_address_is_named(tmp_path: Path, named: str) -> None:
    settings = load_settings({"index": tmp_path, "proxies": (named,)}, environ={}).settings
    with pytest.raises(SettingsError, match="proxies") as refused:
        proxies_of(settings)
    assert "代理" in refused.value.zh or "proxies" in refused.value.zh


@pytest.fixture(scope="module")
def place() -> Iterator[tuple[str, int]]:
    """Where a server listens that knows no address."""
    running = run(Starlette(), listen("127.0.0.1", 0), load_settings(environ={}).settings)
    found = urlsplit(running.url)
    yield str(found.hostname), int(found.port or 0)
    running.close()


@pytest.mark.parametrize(
    ("begun", "endless"),
    [
        (b"GET /", b"x" * 1024),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: ", b"x" * 1024),
        (b"GET / HTTP/1.1\r\nHost: a\r\n", b"X: y\r\n" * 170),
    ],
)
def test_a_request_that_does_not_end_is_not_read_for_ever(
    place: tuple[str, int], begun: bytes, endless: bytes
) -> None:
    with socket.create_connection(place, timeout=20) as connection:
        connection.sendall(begun)
        told = b""
        try:
            for _ in range(1024):  # a MiB
                connection.sendall(endless)
            told = connection.recv(1024)
        except (BrokenPipeError, ConnectionResetError):
            return  # it had hung up before all of it was sent
        assert told == b"" or told.startswith(b"HTTP/1.1 400 ")
