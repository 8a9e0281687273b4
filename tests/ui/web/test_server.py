from __future__ import annotations

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette

from ui.web.server import listen, run


@pytest.fixture(scope="module")
def place() -> Iterator[tuple[str, int]]:
    """Where a server listens that knows no address."""
    running = run(Starlette(), listen("127.0.0.1", 0), "127.0.0.1")
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
