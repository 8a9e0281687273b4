"""What is stamped across the pages of a PDF ("DRAFT", who may read it), taken out of their text.

It stands before or after all other text of a page, and is often joined to its first or last line.
Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

_FEWEST_PAGES = 3


def without_stamps(pages: Sequence[str], stamps: Sequence[str]) -> list[str]:
    """Pages without what is stamped on at least half of them; other stamps stand on their own.

    Args:
        pages: Text of each page.
        stamps: What stands aslant at the beginning or end of each, "" for nothing.
    """
    filled = sum(1 for page in pages if page.strip())
    often = Counter("".join(stamp.split()) for stamp in stamps)
    enough = max(_FEWEST_PAGES, (filled + 1) // 2)
    return [
        _without(page, stamp, kept=often["".join(stamp.split())] < enough)
        if stamp.strip()
        else page
        for page, stamp in zip(pages, stamps, strict=True)
    ]


def _without(page: str, stamp: str, *, kept: bool) -> str:
    """A page parted from its stamp; as it is where that is all it has, or stands elsewhere."""
    before = _length(page, stamp)
    after = 0 if before else _length(page[::-1], stamp[::-1])
    parts = [page[:before], page[before : len(page) - after], page[len(page) - after :]]
    if not (before or after) or not parts[1].strip():
        return page
    kept_parts = parts if kept else parts[1:2]
    return "\n\n".join(part.strip("\r\n ") for part in kept_parts if part.strip())


def _length(page: str, stamp: str) -> int:
    """How many characters of a page are the stamp that it begins with, whatever the white space."""
    place = 0
    for letter in filter(lambda char: not char.isspace(), stamp):
        while place < len(page) and page[place].isspace():
            place += 1
        if place == len(page) or page[place] != letter:
            return 0
        place += 1
    return place
