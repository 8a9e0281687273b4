"""Locks between processes: one writer to an index, short turns at its stores, scratch folders."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from ragqa.errors import IndexLockedError, IndexUnusableError, os_reason

_POLL_SECONDS = 0.01
_TURN_SECONDS = 600.0
_LONGEST_COMMAND = 80  # characters


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Be the only writer to the index at ``folder``; never waits.

    The lock is the operating system's, so one whose owner died is free again. Who holds it is
    written beside it, only to be shown.

    Raises:
        IndexLockedError: Another writer is at work; the message names it.
        IndexUnusableError: The folder cannot be written.
    """
    lock = FileLock(folder / "write.lock", timeout=0, thread_local=False)
    owner = folder / "write.owner.json"
    try:
        lock.acquire()
    except Timeout as error:
        en, zh = _describe(owner)
        raise IndexLockedError(
            f"The index {folder} is being written by {en}; wait until it has ended.",
            f"索引 {folder} 正由{zh}写入，请等它结束。",
        ) from error
    except OSError as error:
        raise _unwritable(folder, error) from error
    try:
        _note(owner)
        yield
    finally:
        owner.unlink(missing_ok=True)
        lock.release()


@contextmanager
def turn(path: Path) -> Iterator[None]:
    """Hold the lock file at ``path``, waiting for the others' short turns to end.

    Raises:
        IndexLockedError: Nobody let go for ten minutes.
        IndexUnusableError: The folder of the lock file cannot be written.
    """
    lock = FileLock(path, timeout=_TURN_SECONDS, thread_local=False)
    try:
        lock.acquire(poll_interval=_POLL_SECONDS)
    except Timeout as error:
        raise IndexLockedError(
            f"Another process has held {path} for ten minutes; end it and try again.",
            f"另一个进程占用 {path} 已有十分钟，请结束它后重试。",
        ) from error
    except OSError as error:
        raise _unwritable(path.parent, error) from error
    try:
        yield
    finally:
        lock.release()


def taken(path: Path) -> Callable[[], None] | None:
    """Lock the file at ``path`` without waiting; what unlocks it, None when another holds it.

    Raises:
        OSError: The file cannot be written.
    """
    lock = FileLock(path, timeout=0, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        return None
    return lock.release


def _note(owner: Path) -> None:
    try:
        owner.write_text(json.dumps(_self()), encoding="utf-8")
    except OSError as error:
        raise _unwritable(owner.parent, error) from error


def _unwritable(folder: Path, error: OSError) -> IndexUnusableError:
    en, zh = os_reason(error)
    return IndexUnusableError(
        f"The index folder {folder} cannot be written ({en}); check its permissions "
        "and that the disk is not full.",
        f"无法写入索引文件夹 {folder}（{zh}），请检查权限以及磁盘是否已满。",
    )


def _self() -> dict[str, str]:
    return {
        "pid": str(os.getpid()),
        "host": socket.gethostname(),
        "since": datetime.now().astimezone().isoformat(timespec="seconds"),
        "command": _command(),
    }


def _command() -> str:
    """The program and what it is to do. What follows may be a key: ``--set api_key=…``."""
    name, *rest = sys.argv or ["python"]
    what = [word for word in rest[:1] if word.isidentifier()]
    return " ".join([Path(name).name, *what])[:_LONGEST_COMMAND]


def _describe(owner: Path) -> tuple[str, str]:
    """Who holds the lock, in English and Chinese."""
    try:
        said = json.loads(owner.read_text(encoding="utf-8"))
        pid, host, since = (str(said[key]) for key in ("pid", "host", "since"))
        command = str(said["command"])
    except (OSError, ValueError, KeyError, TypeError):
        # The owner is between taking the lock and writing its name, or died between the two.
        return "another process", "另一个进程"
    return (
        f"process {pid} on {host} since {since} ({command})",
        f"主机 {host} 上的进程 {pid}（自 {since}，{command}）",
    )
