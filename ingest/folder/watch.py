"""Keep watching a folder: whenever it has changed and come to rest, something is run.

What the operating system reports is only a hint that it is time to look; the run itself finds out
what changed. So nothing is lost where reports are: there is a look now and then in any case.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ingest.folder.files import check_folder
from ingest.names import is_litter
from ragqa.errors import RagqaError

_HINTS = frozenset(("created", "modified", "moved", "deleted", "closed"))


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds to wait.

    Attributes:
        quiet: Without any change before a run: a burst of changes, or a file that is still being
            written, makes one run.
        longest: After the first change, however often others follow it.
        between: From one run to the next when no change was reported.
        again: After a run that failed.
        tick: Between two looks at whether the folder is still there.
    """

    quiet: float = 2.0
    longest: float = 60.0
    between: float = 300.0
    again: float = 30.0
    tick: float = 1.0


@dataclass(slots=True)
class Schedule:
    """When the next run is due, as changes and runs come. Pure: it is told the time.

    Attributes:
        waits: How long to wait for what.
        due: When to run; the first run is due at once.
    """

    waits: Waits
    due: float = float("-inf")
    _latest: float | None = None

    def changed(self, now: float) -> None:
        """Something changed: wait until it is quiet, but not for ever."""
        if self._latest is None:
            self._latest = now + self.waits.longest
        self.due = min(now + self.waits.quiet, self._latest)

    def ran(self, now: float) -> None:
        """A run began, and has ended well."""
        self._latest = None
        self.due = now + self.waits.between

    def failed(self, now: float) -> None:
        """A run began, and came to nothing."""
        self._latest = None
        self.due = now + self.waits.again


News = Literal["watching", "polling", "vanished", "returned"]
"""What a watcher tells: it listens; it has to look at every file itself, since the system cannot
report changes; the folder is gone, it is waiting for it; the folder is back."""


class Watcher:
    """Watches one folder.

    Args:
        folder: With its sub-folders.
        run: Called when the folder has changed and come to rest, and once at the start.
        tell: Called with what happens to the folder, and with the error of a run that failed.
        exclude: Folders of which changes do not count, such as that of the index.
        waits: How long to wait for what.

    Raises:
        FolderError: The folder is missing or cannot be read.
    """

    def __init__(
        self,
        folder: Path,
        run: Callable[[], None],
        tell: Callable[[News | RagqaError], None],
        *,
        exclude: Sequence[Path] = (),
        waits: Waits | None = None,
    ) -> None:
        self._root = check_folder(folder)
        self._run = run
        self._tell = tell
        self._exclude = tuple(path.resolve() for path in exclude)
        self._waits = waits or Waits()
        self._heard = threading.Event()
        self._stopped = False
        self._ear: _Ear | None = None
        self._identity = _identity(self._root)
        self._last_error = ""

    def watch(self) -> None:
        """Run until ``stop`` or Ctrl-C; a folder that vanishes is waited for."""
        schedule = Schedule(self._waits)
        try:
            self._listen()
            while not self._stopped:
                self._follow(schedule)
                wait = self._waits.tick
                if self._identity is not None:
                    if time.monotonic() >= schedule.due:
                        self._attempt(schedule)
                    wait = min(wait, max(0.0, schedule.due - time.monotonic()))
                if self._heard.wait(wait):
                    self._heard.clear()
                    schedule.changed(time.monotonic())
        finally:
            self._deafen()

    def stop(self) -> None:
        """End ``watch`` soon, from another thread or from ``run``."""
        self._stopped = True
        self._heard.set()

    def _attempt(self, schedule: Schedule) -> None:
        self._heard.clear()  # what was heard until now is what this run looks at
        try:
            self._run()
        except RagqaError as error:
            if error.en != self._last_error:
                self._tell(error)
            self._last_error = error.en
            schedule.failed(time.monotonic())
        else:
            self._last_error = ""
            schedule.ran(time.monotonic())

    def _follow(self, schedule: Schedule) -> None:
        """Notice that the folder is gone, or is another one than before."""
        identity = _identity(self._root)
        if identity == self._identity:
            return
        self._identity = identity
        self._deafen()
        if identity is None:
            self._tell("vanished")
            return
        self._tell("returned")
        schedule.changed(time.monotonic())
        self._listen()

    def _listen(self) -> None:
        try:
            self._ear = _Ear(self._root, self._note)
        except OSError:  # gone in this very moment
            self._identity = None
            self._tell("vanished")
            return
        self._tell("polling" if self._ear.polls else "watching")

    def _deafen(self) -> None:
        if self._ear is not None:
            self._ear.close()
            self._ear = None

    def _note(self, path: Path) -> None:
        """A change was reported there."""
        if any(path.is_relative_to(folder) for folder in self._exclude):
            return
        inside = path.relative_to(self._root) if path.is_relative_to(self._root) else path
        if not any(map(is_litter, inside.parts)):
            self._heard.set()


def _identity(folder: Path) -> tuple[int, int] | None:
    """Tells a folder from another that takes its place; None when there is none."""
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


class _Ear:
    """Hears what the operating system reports of a folder; looks itself where it cannot."""

    def __init__(self, root: Path, note: Callable[[Path], None]) -> None:
        from watchdog.events import FileSystemEvent, FileSystemEventHandler
        from watchdog.observers import Observer
        from watchdog.observers.polling import PollingObserver

        class Handler(FileSystemEventHandler):
            def on_any_event(self, event: FileSystemEvent) -> None:
                # That a folder was modified says only that one of its entries was.
                of_folder = event.is_directory and event.event_type == "modified"
                if event.event_type in _HINTS and not of_folder:
                    note(Path(os.fsdecode(event.src_path)))
                    if event.dest_path:
                        note(Path(os.fsdecode(event.dest_path)))

        self.polls = False
        self._observer = Observer()
        self._observer.schedule(Handler(), str(root), recursive=True)
        try:
            self._observer.start()
        except OSError:  # more folders than the system watches
            self.polls = True
            self._observer = PollingObserver(timeout=10)
            self._observer.schedule(Handler(), str(root), recursive=True)
            self._observer.start()

    def close(self) -> None:
        self._observer.stop()
        self._observer.join()
