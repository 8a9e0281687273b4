"""What is only kept for a while goes when its time is over, also while nobody does anything."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ragqa.errors import RagqaError
from ui.services import Services

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
            empty(services)
            besides()
            if ended.wait(every):
                return

    thread = threading.Thread(target=work, name="ragqa-trash", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def empty(services: Services) -> None:
    """Delete for good what is due. Where somebody else is writing, the next time does it."""
    try:
        if services.index.trash_is_due() and services.turn.acquire(blocking=False):
            try:
                with services.index.writer():
                    pass  # each writer begins with it
            finally:
                services.turn.release()
    except RagqaError as error:
        logging.getLogger(__name__).info("the trash was not emptied: %s", type(error).__name__)
