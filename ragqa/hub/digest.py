"""SHA-256 of large files."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ragqa.generation.reader import unreadable


def sha256_of(path: Path) -> str:
    """Lower case hexadecimal; a 25 GB file takes a minute. Raises ModelError."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise unreadable(path, error) from error
