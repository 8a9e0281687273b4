"""How long to wait before the next password is looked at. No input or output of its own."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

FREE = 5  # wrong passwords from one address before the first wait
FREE_FOR_USER = (
    10  # the same for one user from wherever, so that strangers cannot lock one out soon
)
LONGEST = 900  # seconds
_FORGOTTEN = 3600.0  # seconds after the last wrong one
_MOST = 10_000  # addresses and users that are remembered

_Key = tuple[str, str]


class Throttle:
    """Counts wrong passwords by user and by address; each further one doubles the wait.

    Unknown users are counted like known ones. Safe between threads.

    Args:
        now: Seconds on a clock that never goes back.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._wrong: dict[_Key, tuple[int, float]] = {}  # how many, and when the last; oldest first
        self._told: set[_Key] = set()  # of whose present wait it was told

    def attempt(self, user: str, address: str) -> int:
        """Seconds until a password for ``user`` from ``address`` is looked at; 0 for at once.

        For 0 it is noted as wrong, until ``succeeded`` takes it back: many at once could otherwise
        all be looked at before the first is known to be wrong. ``user`` is "" where none is named:
        then only the address counts.
        """
        with self._lock:
            if not (wait := self._waits(user, address)):
                self._note(user, address)
            return wait

    def is_news(self, user: str, address: str) -> bool:
        """Whether this is the first time that somebody is told of the present wait.

        Who tries on while made to wait could otherwise fill a log with it.
        """
        with self._lock:
            now = self._now()
            waiting = {key for key, free in _keys(user, address) if self._left(key, free, now)}
            fresh = not waiting <= self._told
            self._told |= waiting
            return fresh

    def succeeded(self, user: str, address: str) -> None:
        """Take back an attempt that was right, and forget the wrong ones of the user before it.

        Those of the address stay: whoever has one account could otherwise try others for ever.
        """
        with self._lock:
            self._forget(("user", user))
            count, last = self._wrong.pop(("address", address), (0, 0.0))
            if count > 1:
                self._wrong["address", address] = (count - 1, last)

    def _note(self, user: str, address: str) -> None:
        now = self._now()
        for key, _ in _keys(user, address):
            count, last = self._wrong.pop(key, (0, now))
            self._wrong[key] = (1 if now - last > _FORGOTTEN else count + 1, now)
            self._told.discard(key)  # from now on there is another wait
        while len(self._wrong) > _MOST:
            self._forget(next(iter(self._wrong)))

    def _forget(self, key: _Key) -> None:
        self._wrong.pop(key, None)
        self._told.discard(key)

    def _waits(self, user: str, address: str) -> int:
        now = self._now()
        return max(self._left(key, free, now) for key, free in _keys(user, address))

    def _left(self, key: _Key, free: int, now: float) -> int:
        count, last = self._wrong.get(key, (0, now))
        if count < free or now - last > _FORGOTTEN:
            return 0
        delay = min(LONGEST, 1 << min(count - free, 20))
        return max(0, math.ceil(last + delay - now))


def _keys(user: str, address: str) -> tuple[tuple[_Key, int], ...]:
    of_address = (("address", address), FREE)
    return ((("user", user), FREE_FOR_USER), of_address) if user else (of_address,)
