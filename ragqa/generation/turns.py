"""Whose turn it is: a lock that serves in the order of asking."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class FairLock:
    """A lock that is handed over in the order in which it was asked for.

    Any thread may give it back: a stream can be closed by another thread than its reader.
    """

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._gates: deque[threading.Lock] = deque()
        self._taken = False

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return len(self._gates)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the turn, hold it inside the block."""
        self._acquire()
        try:
            yield
        finally:
            self._release()

    def _acquire(self) -> None:
        with self._mutex:
            if not self._taken:
                self._taken = True
                return
            gate = threading.Lock()
            gate.acquire()
            self._gates.append(gate)
        try:
            gate.acquire()
        except BaseException:  # Ctrl-C while waiting: leave the queue, or pass the turn on
            with self._mutex:
                queued = gate in self._gates
                if queued:
                    self._gates.remove(gate)
            if not queued:
                self._release()
            raise

    def _release(self) -> None:
        with self._mutex:
            if self._gates:
                self._gates.popleft().release()
            else:
                self._taken = False
