"""Files on their way in: whose they are, how large, and that nothing of them stays behind."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from ragqa.access.identity import LOCAL
from ragqa.configuration import load_settings
from ui.web import server
from ui.web.entrance import WHO
from ui.web.library.arrivals import KEPT, Arrivals, arrival_routes

MOST = 1 << 20


class _Known:
    """Everybody who comes is the one who sits here."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app({**scope, WHO: LOCAL}, receive, send)


@pytest.fixture
def app(tmp_path: Path) -> tuple[ASGIApp, Arrivals]:
    arrivals = Arrivals(tmp_path)
    return _Known(Starlette(routes=arrival_routes(arrivals, MOST))), arrivals


@pytest.fixture
def client(app: tuple[ASGIApp, Arrivals]) -> Iterator[TestClient]:
    with TestClient(app[0]) as client:
        yield client


def send(client: TestClient, content: bytes) -> str:
    return str(client.post("/received", content=content).json()["file"])


def test_a_file_is_its_senders_and_given_once(
    app: tuple[ASGIApp, Arrivals], client: TestClient
) -> None:
    arrivals = app[1]
    token = send(client, b"private")
    assert arrivals.take(token, "another") is None
    path = arrivals.take(token, LOCAL.name)
    assert path is not None
    assert path.read_bytes() == b"private"
    assert arrivals.take(token, LOCAL.name) is None
    for made_up in ("", "../x", str(path)):
        assert arrivals.take(made_up, LOCAL.name) is None


def test_two_files_alike_are_two(client: TestClient, tmp_path: Path) -> None:
    assert send(client, b"same") != send(client, b"same")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"same", b"same"]


def test_a_file_that_is_too_large_is_refused_and_not_kept(
    client: TestClient, tmp_path: Path
) -> None:
    answer = client.post("/received", content=bytes(MOST + 1))
    assert answer.status_code == 413
    assert "1 MB" in answer.text
    assert list(tmp_path.iterdir()) == []
    assert len(Path(tmp_path, send(client, bytes(MOST))).read_bytes()) == MOST


def test_what_is_taken_back_is_deleted(client: TestClient, tmp_path: Path) -> None:
    tokens = [send(client, b"a"), send(client, b"b"), send(client, b"c")]
    assert client.post("/received/forget", json=[*tokens[:2], "x", 7]).status_code == 204
    assert [path.name for path in tmp_path.iterdir()] == tokens[2:]
    for body in (b"", b"{}", b"[" * 100_000, b'"x"'):
        assert client.post("/received/forget", content=body).status_code == 204
    assert len(list(tmp_path.iterdir())) == 1


def test_what_breaks_off_in_the_middle_is_deleted(
    app: tuple[ASGIApp, Arrivals], tmp_path: Path
) -> None:
    bound = server.listen("127.0.0.1", 0)
    port = bound.getsockname()[1]
    running = server.run(app[0], bound, load_settings(environ={}).settings)
    try:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            head = f"POST /received HTTP/1.1\r\nHost: x\r\nContent-Length: {MOST}\r\n\r\n"
            connection.sendall(head.encode() + bytes(MOST // 2))
            assert soon(tmp_path, 1)
        assert soon(tmp_path, 0)
    finally:
        running.close()


def soon(folder: Path, files: int) -> bool:
    for _ in range(1200):
        if len(list(folder.iterdir())) == files:
            return True
        time.sleep(0.05)
    return False


def test_who_is_silent_for_long_loses_what_was_sent_and_who_goes_on_keeps_all(
    tmp_path: Path,
) -> None:
    now = 0.0
    arrivals = Arrivals(tmp_path, lambda: now)

    def arrive(owner: str) -> str:
        path = arrivals.place()
        path.touch()
        return arrivals.arrived(path, owner)

    first, silent = arrive("ada"), arrive("bob")
    now = KEPT
    second = arrive("ada")
    now = KEPT + 1
    arrivals.sweep()
    assert {path.name for path in tmp_path.iterdir()} == {first, second}
    assert arrivals.take(silent, "bob") is None
    assert arrivals.take(first, "ada") is not None


def test_nothing_is_kept_of_a_sender_who_has_left_before_the_answer(
    app: tuple[ASGIApp, Arrivals], tmp_path: Path
) -> None:
    coming: Iterator[MutableMapping[str, Any]] = iter(
        [{"type": "http.request", "body": b"private"}, {"type": "http.disconnect"}]
    )
    answers: list[int] = []

    async def receive() -> MutableMapping[str, Any]:
        return next(coming)

    async def send(message: MutableMapping[str, Any]) -> None:
        answers.append(message.get("status", 0))

    scope = {"type": "http", "method": "POST", "path": "/received", "headers": []}

    async def run() -> None:
        await app[0](scope, receive, send)

    asyncio.run(run())
    assert answers[0] == 507
    assert list(tmp_path.iterdir()) == []
