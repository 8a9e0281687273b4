"""Drawings that come late to the page, as they do where a machine is busy."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.ui.web.browser import until

_PATIENCE = 60.0  # seconds


class Held:
    """The first drawing of its kind waits, once it is made, until it is let go.

    Args:
        monkeypatch: Of the test.
        owner: Whose function draws.
        name: Of that function.
        chosen: Whether a drawing is of that kind.
    """

    def __init__(
        self,
        monkeypatch: pytest.MonkeyPatch,
        owner: Any,
        name: str,
        chosen: Callable[[Any], bool] = lambda drawn: True,
    ) -> None:
        self._chosen = chosen
        self._made, self._released = threading.Event(), threading.Event()
        self._taken = threading.Lock()
        self._draw = getattr(owner, name)
        monkeypatch.setattr(owner, name, self._slowly())

    def _slowly(self) -> Callable[..., Any]:
        def draw(*args: Any, **kwargs: Any) -> Any:
            drawn = self._draw(*args, **kwargs)
            if self._chosen(drawn) and self._taken.acquire(blocking=False):
                self._made.set()
                self._released.wait(_PATIENCE)
            return drawn

        return draw

    @contextmanager
    def late(self, page: Page) -> Iterator[None]:
        """The body runs once the drawing is made, and before it comes to the page."""
        until(page, self._made.is_set)
        assert self._made.is_set()
        try:
            yield
        finally:
            self._released.set()
        page.wait_for_timeout(700)
