"""What is only kept for a while goes when its time is over, also while nobody does anything."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ragqa.errors import RagqaError
from ui.services import Services
from ui.unforeseen import trace_of

_EVERY = 300.0  # seconds


@contextmanager
def emptying(
    services: Services, besides: Callable[[], None] = lambda: None, every: float = _EVERY
) -> Iterator[None]:
    """Look after the trash while the body runs, from its beginning on.

    Args:
        services: Whose trash.
        besides: What is done each time too.
        every: Seconds between two times.
    """
    ended = threading.Event()

    def work() -> None:
        while True:
            _once(services, besides)
            if ended.wait(every):
                return

    thread = threading.Thread(target=work, name="ragqa-trash", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _once(services: Services, besides: Callable[[], None]) -> None:
    """What is done each time; what goes wrong once is tried again the next time."""
    try:
        empty(services)
        besides()
    except Exception as error:  # noqa: BLE001  # boundary: of the thread
        logging.getLogger(__name__).error("not everything was deleted: %s", trace_of(error))


def empty(services: Services) -> None:
    """Delete for good what is due, and what a crash has left of what was removed.

    Where somebody else is writing, the next time does it.
    """
    try:
        due = services.index.trash_is_due() or not services.index.is_swept()
        if due and services.turn.acquire(blocking=False):
            try:
                with services.index.writer():
                    pass  # each writer begins with it
            finally:
                services.turn.release()
    except RagqaError as error:
        logging.getLogger(__name__).info("the trash was not emptied: %s", type(error).__name__)
