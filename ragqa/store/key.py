"""The secret key of an index: 32 random bytes in its folder, for its owner alone.

It is no part of a backup: who has one could foretell the marks of prompts, and make files that pass
for the index's own.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

FILE = "secret.key"
_BYTES = 32


def key_of(folder: Path) -> bytes:
    """The key of the index in ``folder``, made when it is missing or of the wrong size.

    Where it cannot be kept, in a folder that is read-only, each call gives another one.
    """
    path = folder / FILE
    try:
        return _read(path) or _made(path)
    except OSError:
        return secrets.token_bytes(_BYTES)


def _read(path: Path) -> bytes | None:
    try:
        key = path.read_bytes()
    except FileNotFoundError:
        return None
    return key if len(key) == _BYTES else None


def _made(path: Path) -> bytes:
    # A whole file takes the name at once, and only where none is there: of two processes that
    # make one, both get the first. One of the wrong size is in nobody's use.
    descriptor, name = tempfile.mkstemp(prefix=".key-", dir=path.parent)
    new = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(_BYTES))
            file.flush()
            os.fsync(file.fileno())
        if path.exists() and _read(path) is None:
            new.replace(path)
        else:
            _take(new, path)
    finally:
        new.unlink(missing_ok=True)
    return path.read_bytes()


def _take(new: Path, path: Path) -> None:
    """Give a file its name unless that is taken."""
    try:
        path.hardlink_to(new)
    except FileExistsError:
        pass
    except OSError:  # a disk without such links
        new.replace(path)
