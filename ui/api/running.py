"""Work in a thread whose events are awaited; when the client goes away, the work is told to end.

Nothing here blocks the event loop, and a slow reader never holds the model: what was generated
waits in memory, not the model for its reader.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

from fastapi import Request

from ragqa.types import Answer, Event, Finished
from ui.api.access import while_allowed

T = TypeVar("T")
_TICK = 0.2  # seconds until a client that is gone is noticed


class ClientGoneError(Exception):
    """Nobody waits for the answer any more."""


@dataclass(frozen=True, slots=True)
class _End:
    error: BaseException | None


class Run(Generic[T]):
    """Runs an iterator in a thread of its own, from now on. To be made inside an event loop.

    Args:
        work: Opens the iterator, in the thread; it is closed there too.
        ended: Called in the thread when the work has really ended.
    """

    def __init__(self, work: Callable[[], Generator[T]], ended: Callable[[], None]) -> None:
        self._work = work
        self._ended = ended
        self._stopped = threading.Event()
        self._loop = asyncio.get_running_loop()
        self._events: asyncio.Queue[T | _End] = asyncio.Queue()
        self._looked = time.monotonic()
        # A daemon, so that a server can end while a model still reads its prompt.
        threading.Thread(target=self._run, name="ragqa-api", daemon=True).start()

    def stop(self) -> None:
        """Ask the work to end after its current step."""
        self._stopped.set()

    async def next(self, request: Request | None = None) -> T | None:
        """What the work yields next; None when it has ended.

        Args:
            request: Looked at for a client that has gone; None where the server does so itself.

        Raises:
            ClientGoneError: The client has gone; the work is told to end.
            Exception: What the work raised.
        """
        while True:
            if request is not None and time.monotonic() - self._looked >= _TICK:
                self._looked = time.monotonic()
                if await request.is_disconnected():
                    self.stop()
                    raise ClientGoneError
            try:
                event = await asyncio.wait_for(self._events.get(), _TICK)
            except TimeoutError:
                continue
            if not isinstance(event, _End):
                return event
            if event.error is not None:
                raise event.error
            return None

    async def events(self, first: T | None, request: Request | None = None) -> AsyncIterator[T]:
        """``first`` and what follows; when this is closed, the work is told to end.

        The rest as in ``next``.
        """
        try:
            event = first
            while event is not None:
                yield event
                event = await self.next(request)
        finally:
            self.stop()

    def _run(self) -> None:
        error: BaseException | None = None
        try:
            with closing(self._work()) as events:
                for event in events:
                    if self._stopped.is_set():
                        break
                    self._tell(event)
        except BaseException as failure:  # noqa: BLE001  # raised again where the events are read
            error = failure
        finally:
            self._ended()
        self._tell(_End(error))

    def _tell(self, event: T | _End) -> None:
        with suppress(RuntimeError):  # the server has ended meanwhile
            self._loop.call_soon_threadsafe(self._events.put_nowait, event)


async def answer_of(run: Run[Event], first: Event | None, request: Request) -> Answer:
    """What the events of a question come to, the first of which was read.

    Raises as ``Run.next`` and ``while_allowed``.
    """
    async for event in while_allowed(run.events(first, request), request):
        if isinstance(event, Finished):
            return event.answer
    raise AssertionError("a stream ends with Finished")
