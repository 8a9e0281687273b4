"""The wall time that a parsing child has for one file."""

from __future__ import annotations

import subprocess
import threading
import time

LONGEST = 20
"""Times ``wall_seconds``: what a file of scanned pages may take in all."""


class TimeLimit:
    """Kills a child when its time is over; use it in a ``with`` around one file."""

    def __init__(self, child: subprocess.Popen[bytes], seconds: float) -> None:
        self.late = threading.Event()
        self._child, self._seconds = child, seconds
        self._end = time.monotonic() + LONGEST * seconds
        self._timer = threading.Timer(seconds, self._stop)

    def __enter__(self) -> TimeLimit:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._timer.join()  # so that it cannot kill the child during the next file

    def renew(self) -> None:
        """Let the time begin anew, as far as the longest time for one file allows."""
        self._timer.cancel()
        self._timer.join()
        left = min(self._seconds, self._end - time.monotonic())
        if not self.late.is_set():
            self._timer = threading.Timer(max(0.0, left), self._stop)
            self._timer.start()

    def _stop(self) -> None:
        self.late.set()
        self._child.kill()
