"""How soon Python's threads hand over to one another.

A thread that comes back from native code waits until the one that runs Python has had its turn, 5
ms by default, each time it comes back. Chroma comes back several times: beside a thread that reads
what words have found, a query of 4 ms took 17, and 4 again with turns of a third of a millisecond
(6,000 vectors, two processors, a thread that does nothing but count).
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

BRIEF = 0.0003
"""Seconds of a turn."""


class BriefTurns:
    """Turns of ``BRIEF`` while at least one thread is ``within``; what was set before, after that.

    The length of turns belongs to the process: one of these serves all.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users = 0
        self._before = BRIEF

    @contextmanager
    def within(self) -> Iterator[None]:
        """Brief turns until the block ends; those of a program that has set briefer ones stay."""
        with self._lock:
            if self._users == 0:
                self._before = sys.getswitchinterval()
                sys.setswitchinterval(min(BRIEF, self._before))
            self._users += 1
        try:
            yield
        finally:
            with self._lock:
                self._users -= 1
                if self._users == 0:
                    sys.setswitchinterval(self._before)


brief_turns = BriefTurns().within
"""Use as ``with brief_turns():`` around work that two threads share."""
