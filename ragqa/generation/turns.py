"""Whose turn it is: a lock that serves in the order of asking and tells each its place."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class FairLock:
    """A lock that is handed over in the order in which it was asked for.

    Any thread may give it back: a stream can be closed by another thread than its reader.
    """

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._line: list[Ticket] = []  # the first holds the lock

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return max(0, len(self._line) - 1)

    def join(self) -> Ticket:
        """Take the last place in the line; it is kept until ``Ticket.leave``."""
        ticket = Ticket(self)
        with self._mutex:
            self._line.append(ticket)
            self._line[0]._called.set()
        return ticket

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the turn, hold it inside the block."""
        ticket = self.join()
        try:
            ticket.wait()
            yield
        finally:
            ticket.leave()

    def _leave(self, ticket: Ticket) -> None:
        with self._mutex:
            if ticket in self._line:
                self._line.remove(ticket)
            if self._line:
                self._line[0]._called.set()

    def _position(self, ticket: Ticket) -> int:
        with self._mutex:
            return self._line.index(ticket) if ticket in self._line else 0


class Ticket:
    """A place in the line of a ``FairLock``."""

    def __init__(self, lock: FairLock) -> None:
        self._lock = lock
        self._called = threading.Event()

    @property
    def position(self) -> int:
        """How many come before; 0 for the one whose turn it is."""
        return self._lock._position(self)

    def wait(self, seconds: float | None = None) -> bool:
        """Whether it is this one's turn, waiting for it at most ``seconds``; None: for ever."""
        return self._called.wait(seconds)

    def leave(self) -> None:
        """Give the place or the turn up; a second time does nothing."""
        self._lock._leave(self)
