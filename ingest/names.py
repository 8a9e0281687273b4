"""File names as they are shown to people."""

from __future__ import annotations

import unicodedata


def shown(name: str) -> str:
    """A file name with control characters, direction marks and bytes that are no text escaped."""
    return "".join(
        char
        if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp")
        else char.encode("unicode_escape").decode("ascii")
        for char in name
    )
