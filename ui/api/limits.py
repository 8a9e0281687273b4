"""How much a client may ask for: the size of a request, and how many wait at once."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable

from fastapi import Depends, Request
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.api.errors import refused

_MIB = 1024**2
_COMMON = 4 * _MIB
_OTHERS = {"/v1/ingest/text": 32 * _MIB, "/v1/embeddings": 16 * _MIB}
_FORM = _MIB  # what a form has beside its file


class BodyLimit:
    """ASGI middleware: a request to the API whose body is too large is answered with 413.

    Args:
        app: What is guarded.
        max_file_bytes: Of a file that is sent.
    """

    def __init__(self, app: ASGIApp, max_file_bytes: int) -> None:
        self._app = app
        form = max_file_bytes + _FORM
        self._limits = _OTHERS | {"/v1/ingest": form, "/v1/ingest/file": form}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/v1/"):
            await self._app(scope, receive, send)
            return
        most = self._limits.get(scope["path"], _COMMON)
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            # Told before it is read: a length that is announced is not waited for.
            if received > most or _announced(scope) > most:
                raise HTTPException(413, str(most // _MIB))  # it becomes a sentence in ``errors``
            return message

        await self._app(scope, counted, send)


def _announced(scope: Scope) -> int:
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    return int(lengths[0]) if lengths and lengths[0].isdigit() else 0


class Places:
    """So many requests are answered or wait; who comes after them is told to come again.

    Args:
        most: At least 1.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken = 0
        self._mutex = threading.Lock()

    def take(self) -> Callable[[], None]:
        """Take a place; the function that is returned gives it back, once.

        Raises:
            RefusedError: All are taken: 429.
        """
        with self._mutex:
            if self._taken >= self._most:
                raise refused(429, "queue_full", "busy", waiting=self._taken)
            self._taken += 1
        given_back = False

        def give_back() -> None:
            nonlocal given_back
            with self._mutex:
                self._taken -= not given_back
                given_back = True

        return give_back


async def _placed(request: Request) -> AsyncIterator[None]:
    places: Places = request.app.state.places
    give_back = places.take()
    try:
        yield
    finally:
        give_back()


# Given back before the answer goes out: who has it may come again at once.
IN_A_PLACE = Depends(_placed, scope="function")
"""A dependency for a router whose routes take long: each request takes one of the places. Without
it, those of one client could take all threads, and nobody else would be answered."""
