"""The headings that a PDF names by tags, which stand in for the outline where it has none. Pure.

So Word and Chromium write them; both leave the outline out unless they are told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ingest.formats.pages import text as pdf_text
from ingest.formats.pages.layout import Box
from ingest.formats.pages.paged import Bookmark

_LONGEST = 160  # characters; what was made a heading for its looks alone may be a paragraph


def titles(
    tagged: Sequence[tuple[int, Box]], text_in: Callable[[Box], str]
) -> list[tuple[int, str]]:
    """The headings of a page by level and title.

    Args:
        tagged: Their levels and places.
        text_in: Gives the text within a place.
    """
    told = ((level, text_in(box)) for level, box in tagged)
    return [
        (level, title)
        for level, title in told
        if title and len(title) <= _LONGEST and not pdf_text.is_doubtful(title)
    ]


def as_outline(pages: Sequence[Sequence[tuple[int, str]]]) -> list[Bookmark]:
    """The ``titles`` of every page as lines of an outline."""
    return [
        Bookmark(level, title, number) for number, page in enumerate(pages) for level, title in page
    ]
