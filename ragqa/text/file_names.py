"""What the names of files and folders say."""

from __future__ import annotations

import re

_BETWEEN = re.compile(r"[_\-./]")


def parted(path: str) -> str:
    """A path or a part of one, with spaces between its words."""
    return _BETWEEN.sub(" ", path)
