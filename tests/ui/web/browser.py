"""A real browser, and the real page over a real index, for tests and for screenshots."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, Playwright

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def browser(playwright: Playwright, **options: Any) -> Iterator[BrowserContext]:
    """A browser with a new, empty profile.

    Args:
        playwright: Running.
        **options: Of ``launch_persistent_context``, for example ``locale``.
    """
    if not CHROMIUM.exists():
        raise RuntimeError(f"{CHROMIUM} is missing: install it with `apt-get install chromium`.")
    with tempfile.TemporaryDirectory(prefix="ragqa-browser-") as profile:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=CHROMIUM, args=ARGUMENTS, **options
        )
        try:
            yield context
        finally:
            context.close()


def until(page: Page, condition: Callable[[], bool]) -> None:
    """Return once it holds, or after half a minute; the page goes on meanwhile."""
    for _ in range(600):
        if condition():
            return
        page.wait_for_timeout(50)
