"""How far commands are, as bars on standard error that are gone in the end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress


@contextmanager
def opened_bar(*columns: str) -> Iterator[Progress | None]:
    """The bar, with the time that is left; None where standard error is no terminal.

    Args:
        *columns: What stands between the two: names of rich's columns, or formats of a text.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich import progress
    from rich.console import Console

    def text(form: str) -> progress.ProgressColumn:
        # File names are not ours: no column reads them as markup.
        return progress.TextColumn(form, markup=False)

    with progress.Progress(
        text("{task.description}"),
        progress.BarColumn(),
        *(text(column) if "{" in column else getattr(progress, column)() for column in columns),
        progress.TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        yield bar


@contextmanager
def shown_downloads() -> Iterator[Callable[[str, int, int], None]]:
    """A function to be told a file's name, its bytes that are there, and its size (0: not known).

    It shows nothing where standard error is not a terminal.
    """
    with opened_bar("DownloadColumn", "TransferSpeedColumn") as bar:
        tasks = {}

        def show(name: str, done: int, total: int) -> None:
            if bar is None:
                return
            if name not in tasks:
                # What an earlier attempt has left is not counted into the rate.
                tasks[name] = bar.add_task(name, total=total or None, completed=done)
            bar.update(tasks[name], completed=done)

        yield show
