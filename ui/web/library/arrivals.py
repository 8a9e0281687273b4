"""Files on their way in: received into a folder of this run, and nothing of them is left behind.

Not by gradio's own way: it keeps what a browser breaks off in the middle, and what no event comes
for, until the server ends; and it names files after their content, so that two people who send the
same would share one.
"""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import anyio
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from ragqa.access.identity import Identity
from ui.texts.library import LibraryTexts, library_texts
from ui.web.entrance import FORGET, RECEIVE, WHO
from ui.web.language import language_for

KEPT = 3600.0
"""Seconds for which files are kept of somebody who sends no more and says nothing of them."""

_BLOCK = 1 << 20  # bytes that are written at once


@dataclass(frozen=True, slots=True)
class _Arrival:
    path: Path
    owner: str
    since: float


class Arrivals:
    """What was received and not yet asked for; safe between threads.

    Args:
        folder: Of this run alone.
        clock: In seconds.
    """

    def __init__(self, folder: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._folder = folder
        self._clock = clock
        self._there: dict[str, _Arrival] = {}
        self._lock = threading.Lock()

    def place(self) -> Path:
        """Where the next file may be written, under a name that nobody can guess."""
        return self._folder / secrets.token_hex(16)

    def arrived(self, path: Path, owner: str) -> str:
        """Note that a file is whole. Returns what its owner asks for it by."""
        with self._lock:
            self._there[path.name] = _Arrival(path, owner, self._clock())
        return path.name

    def take(self, token: str, owner: str) -> Path | None:
        """A file, which is the caller's to delete from now on; None where the owner has none."""
        with self._lock:
            found = self._there.get(token)
            if found is None or found.owner != owner:
                return None
            return self._there.pop(token).path

    def forget(self, tokens: Iterable[str], owner: str) -> None:
        """Delete files that are not to be added after all."""
        for path in [self.take(token, owner) for token in tokens]:
            if path is not None:
                path.unlink(missing_ok=True)

    def sweep(self) -> None:
        """Delete what is left of those who have sent nothing for ``KEPT`` seconds."""
        with self._lock:
            last: dict[str, float] = {}
            for arrival in self._there.values():
                last[arrival.owner] = max(arrival.since, last.get(arrival.owner, 0.0))
            over = {owner for owner, since in last.items() if self._clock() - since > KEPT}
            left = [token for token, arrival in self._there.items() if arrival.owner in over]
            paths = [self._there.pop(token).path for token in left]
        for path in paths:
            path.unlink(missing_ok=True)


def arrival_routes(arrivals: Arrivals, most_bytes: int) -> list[Route]:
    """Where the page sends files, one in the body of each request, and where it takes them back.

    Args:
        arrivals: Where to.
        most_bytes: Larger files are refused.
    """

    async def receive(request: Request) -> Response:
        path = arrivals.place()
        kept = False
        try:
            kept = await _written(request, path, most_bytes)
        except (ClientDisconnect, OSError):
            return PlainTextResponse(_texts(request).not_received, status_code=507)
        finally:
            if not kept:  # also when the server ends meanwhile
                path.unlink(missing_ok=True)
        if not kept:
            told = _texts(request).too_large.format(most=most_bytes >> 20)
            return PlainTextResponse(told, status_code=413)
        return JSONResponse({"file": arrivals.arrived(path, _owner(request))})

    async def forget(request: Request) -> Response:
        try:
            tokens = json.loads(await request.body())
        except (ValueError, RecursionError):
            tokens = None
        given = tokens if isinstance(tokens, list) else []
        arrivals.forget((token for token in given if isinstance(token, str)), _owner(request))
        return Response(status_code=204)

    return [
        Route(RECEIVE, receive, methods=["POST"]),
        Route(FORGET, forget, methods=["POST"]),
    ]


async def _written(request: Request, path: Path, most_bytes: int) -> bool:
    """Write a body to a new file; False when it is larger than it may be.

    Raises:
        ClientDisconnect: It broke off, or who sends it has left.
        OSError: It cannot be written.
    """
    waiting, size = bytearray(), 0
    async with await anyio.open_file(path, "xb") as file:
        async for block in request.stream():
            size += len(block)
            if size > most_bytes:
                return False
            waiting += block
            if len(waiting) >= _BLOCK:
                await file.write(waiting)
                waiting = bytearray()
        await file.write(waiting)
    if await request.is_disconnected():  # nobody would learn what to ask for it by
        raise ClientDisconnect
    return True


def _owner(request: Request) -> str:
    who: Identity = request.scope[WHO]  # nobody else comes so far
    return who.name


def _texts(request: Request) -> LibraryTexts:
    return library_texts(language_for(request))
