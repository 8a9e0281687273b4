"""Folders for temporary files, of which none outlives its owner for long.

A process that is killed cannot remove its folder. So each folder holds a lock file that its owner
keeps locked; the system unlocks it when the owner dies, however it does. Who needs such a folder
first removes those that nobody holds. A process id would not do: it is given out again, and where
containers share a folder it says nothing.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from ragqa.store.lock import taken

_PREFIX = "ragqa-"
_HIDDEN = ".ragqa-"  # beside files of the user
_UNLOCKABLE = frozenset((errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.ENOLCK))
_LOCK = "owner.lock"
_FILES = "files"
_TRIES = 10


class Scratch:
    """A folder of this process alone. Close it, or use it in a `with`; else it goes at the end."""

    def __init__(self, beside: Path | None = None) -> None:
        """Make it, hidden, in the folder ``beside``; None for that of temporary files.

        Raises:
            OSError: No folder can be made.
        """
        sweep(beside)
        self._whole, self._release = _made(beside)

    def __enter__(self) -> Path:
        return self.path

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """Where files may be put; empty at first."""
        return self.whole / _FILES

    @property
    def whole(self) -> Path:
        """What is to be removed in the end, by whoever comes to it first."""
        return Path(self._whole.name)

    def close(self) -> None:
        """Remove it; a second time does nothing."""
        self._release()
        self._whole.cleanup()


def sweep(beside: Path | None = None) -> None:
    """Remove the folders of processes that are dead. What cannot be removed is left.

    Args:
        beside: As for ``Scratch``.
    """
    for folder in _folders(beside):
        lock = folder / _LOCK
        if lock.is_symlink() or not lock.is_file():
            continue  # of another program, or just being made
        with suppress(OSError):
            if (release := taken(lock)) is not None:
                shutil.rmtree(folder, ignore_errors=True)
                release()


def _folders(beside: Path | None) -> Iterator[Path]:
    """Those that may be ours: of the same user, since anybody may write beside them."""
    prefix = _HIDDEN if beside else _PREFIX
    with suppress(OSError), os.scandir(beside or tempfile.gettempdir()) as entries:
        for entry in entries:
            if not entry.name.startswith(prefix):
                continue
            with suppress(OSError):
                mine = os.name == "nt" or entry.stat(follow_symlinks=False).st_uid == os.getuid()
                if mine and entry.is_dir(follow_symlinks=False):
                    yield Path(entry.path)


def _made(
    beside: Path | None,
) -> tuple[tempfile.TemporaryDirectory[str], Callable[[], None]]:
    """A folder that is locked, and what unlocks it."""
    for _ in range(_TRIES):
        whole = tempfile.TemporaryDirectory(
            prefix=_HIDDEN if beside else _PREFIX, dir=beside, ignore_cleanup_errors=True
        )
        # Another process that sweeps may have come between, and taken it for one without an owner.
        with suppress(FileNotFoundError):
            if (release := _held(Path(whole.name, _LOCK))) is not None:
                Path(whole.name, _FILES).mkdir(mode=0o700)
                return whole, release
        whole.cleanup()
    raise FileNotFoundError(whole.name)


def _held(lock: Path) -> Callable[[], None] | None:
    """As ``taken``; where the disk knows no locks, the folder goes without, and is never swept."""
    try:
        return taken(lock)
    except OSError as error:
        if error.errno not in _UNLOCKABLE:
            raise
        lock.unlink(missing_ok=True)
        return lambda: None


def link(folder: Path, scratch: Path) -> None:
    """Put links to the files of a folder that cannot be written into one that can.

    Even to read, tantivy takes a lock, which is a file of its folder. The owner's commits make
    files of new names, so what is linked already stays right.
    """
    there = {path.name for path in scratch.iterdir()}
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.suffix != ".lock" and path.name not in there:
            (scratch / path.name).symlink_to(path.absolute())
