"""Who did what, and when: a line each, in a file of bounded size.

No text of documents, questions or answers is ever in it, nor a password, nor the name that somebody
typed who is no user: that may be a password in the wrong field.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from ragqa.access.identity import LOCAL, Identity

SUFFIX = ".audit.log"
MOST_BYTES = 5 * 1024**2
"""Of one file; there are two at most, of which the older one ends in ".1"."""

_MOST_ABOUT = 20  # documents that a line names
_LONGEST = 200  # characters of a name

Kept = Literal["auto", "on", "off"]
"""Which lines: those of users and strangers; also those of who sits here unasked; none."""
Door = Literal["page", "api"]
Outcome = Literal["allowed", "refused", "wrong", "throttled"]
"""It may be done; it may not; a wrong password or key; one that was not looked at."""


def audit_path(index: Path) -> Path:
    """Where the lines of the index in folder ``index`` are kept: ``data/index.audit.log``."""
    whole = index.expanduser().resolve()
    return whole.with_name(whole.name + SUFFIX)


class Audit:
    """Appends to the file. Safe between threads; processes may share a file.

    Args:
        path: From ``audit_path``; made with the first line, for its owner alone.
        kept: Which lines.
        most_bytes: The file is put aside when it is larger, in place of the one put aside before.
        now: The time in UTC.
    """

    def __init__(
        self,
        path: Path,
        kept: Kept = "auto",
        most_bytes: int = MOST_BYTES,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._path = path
        self._kept = kept
        self._most = most_bytes
        self._now = now
        self._lock = threading.Lock()

    def note(
        self,
        who: Identity | None,
        action: str,
        door: Door,
        *,
        outcome: Outcome = "allowed",
        about: Sequence[str] = (),
        address: str = "",
    ) -> None:
        """Write a line.

        A file that cannot be written is an error of the log, and stops nobody from working.

        Args:
            who: Did it; None for a stranger.
            action: What: one of ``identity.Action``, "log in" or "log out".
            door: By which way.
            outcome: Whether they could.
            about: Ids, or names where there is no id yet, of the documents.
            address: Of a stranger.
        """
        if self._kept == "off" or (self._kept == "auto" and who == LOCAL):
            return
        line = {
            "at": self._now().isoformat(timespec="seconds"),
            "who": who.name if who else None,
            "key": (who.key if who else "") or None,
            "door": door,
            "action": action,
            "outcome": outcome,
            "about": [name[:_LONGEST] for name in about[:_MOST_ABOUT]],
            "of": len(about),
            "address": address or None,
        }
        told = {name: value for name, value in line.items() if value not in (None, [], 0)}
        # Escaped: no name can begin a line of its own.
        written = json.dumps(told, ensure_ascii=True).encode() + b"\n"
        try:
            with self._lock:
                self._append(written)
        except OSError as error:
            logging.getLogger(__name__).error("the audit file cannot be written: %s", error)

    def _append(self, line: bytes) -> None:
        flags = os.O_APPEND | os.O_CREAT | os.O_WRONLY
        handle = os.open(self._path, flags, 0o600)
        try:
            os.write(handle, line)
            if os.fstat(handle).st_size > self._most:
                self._put_aside(handle)
        finally:
            os.close(handle)

    def _put_aside(self, handle: int) -> None:
        """Of several processes that find the file full, one alone: the next would put a new one
        aside in place of this.
        """
        fcntl.flock(handle, fcntl.LOCK_EX)
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(handle), self._path.stat()):
                self._path.replace(self._path.with_name(self._path.name + ".1"))
