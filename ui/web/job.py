"""Work in a thread whose reports are read without ever blocking for long.

A browser page must answer Stop at once even while native code reads a long prompt, so the page
never waits inside the work itself.
"""

from __future__ import annotations

import contextvars
import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _End:
    error: BaseException | None


class Job(Generic[T]):
    """Runs ``work`` in a thread of its own, from now on.

    Args:
        work: Called with a function that takes its reports, and with an event that is set when
            nobody wants more of them: it should then end soon.
    """

    def __init__(self, work: Callable[[Callable[[T], None], threading.Event], None]) -> None:
        self._work = work
        self._stopped = threading.Event()
        self._reports: queue.SimpleQueue[T | _End] = queue.SimpleQueue()
        # A daemon, so that a server can end while a model still reads its prompt.
        # What is handled is of somebody: the work goes on being theirs.
        run = contextvars.copy_context().run
        threading.Thread(target=run, args=(self._run,), name="ragqa-job", daemon=True).start()

    @property
    def stopped(self) -> bool:
        """Whether ``stop`` was called."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """Ask the work to end; ``reports`` ends at its next tick."""
        self._stopped.set()

    def reports(self, tick: float) -> Iterator[T | None]:
        """The reports in order, and None whenever nothing came for ``tick`` seconds.

        Ends with the work or after ``stop``. Raises what the work raised.
        """
        while not self.stopped:
            try:
                report = self._reports.get(timeout=tick)
            except queue.Empty:
                yield None
                continue
            if isinstance(report, _End):
                if report.error is not None:
                    raise report.error
                return
            yield report

    def _run(self) -> None:
        try:
            self._work(self._reports.put, self._stopped)
        except BaseException as error:  # noqa: BLE001  # raised again where the reports are read
            self._reports.put(_End(error))
        else:
            self._reports.put(_End(None))
