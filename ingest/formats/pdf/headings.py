"""What stands in for the outline of a PDF that has none. Pure.

The headings that it names by tags, as Word and Chromium do, which leave the outline out unless they
are told; else the lines that look like headings (``looks``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ingest.formats.pages import text as pdf_text
from ingest.formats.pages.layout import Box
from ingest.formats.pages.paged import Bookmark
from ingest.formats.pdf import looks
from ingest.formats.pdf.looks import Line

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


def outline(pages: Sequence[tuple[Sequence[tuple[int, str]], Sequence[Line]]]) -> list[Bookmark]:
    """The lines of an outline.

    Args:
        pages: Of each page its ``titles`` by tags, and its lines with their looks.
    """
    tagged = [
        Bookmark(level, title, number)
        for number, (titles_, _) in enumerate(pages)
        for level, title in titles_
    ]
    return tagged or looks.outline([lines for _, lines in pages])
