"""A way to end an ingestion early: what was finished by then stays in the index."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Stopper:
    """Asked from another thread to end a run soon."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stopped = False
        self._actions: list[Callable[[], None]] = []

    @property
    def stopped(self) -> bool:
        """Whether ``stop`` was called."""
        return self._stopped

    def stop(self) -> None:
        """End the run: the file that is being read is cut short, those behind it are not begun."""
        with self._lock:
            self._stopped = True
            actions = list(self._actions)
        for action in actions:
            action()

    @contextmanager
    def calling(self, action: Callable[[], None]) -> Iterator[None]:
        """Have ``action`` called by ``stop`` while the body runs; at once where it came before."""
        with self._lock:
            self._actions.append(action)
            late = self._stopped
        if late:
            action()
        try:
            yield
        finally:
            with self._lock:
                self._actions.remove(action)
