"""Threads of their own for one kind of call, so that it neither takes nor lacks those of others."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, TypeVarTuple

import anyio

Result = TypeVar("Result")
Values = TypeVarTuple("Values")


class Threads:
    """May be made outside of an event loop.

    Args:
        most: Calls at once; the next ones wait.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._limiter: anyio.CapacityLimiter | None = None

    async def run(self, call: Callable[[*Values], Result], *values: *Values) -> Result:
        """What ``call`` returns, or raises, in a thread."""
        # In the event loop, as the limiter wants it.
        self._limiter = self._limiter or anyio.CapacityLimiter(self._most)
        return await anyio.to_thread.run_sync(call, *values, limiter=self._limiter)
