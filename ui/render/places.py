"""Where in a document something stands, as people read it in their language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from ragqa.sources import is_slides
from ragqa.text.counted import counted
from ui.texts import Language
from ui.texts.places import PlaceTexts, place_texts

if TYPE_CHECKING:
    from ragqa.types import Chunk, Citation, Copy, Passage

# What the reader of a sheet, and that of a document inside another one, calls a part of it
# (``ingest.formats.blocks``).
_ROWS = re.compile(r"rows? (\d+)(?:-(\d+))?")
_PAGE = re.compile(r"p\. (\d+)( \(.+\))?")
_MOST_COPIES = 3  # that are told by their names


def pages(where: Citation | Passage | Chunk | Copy, language: Language) -> str:
    """Its page or pages, of a presentation the slides; "" where the format has none."""
    if where.page_first is None:
        return ""
    return _numbered(where.source, where.page_first, where.page_last, place_texts(language))


def also(copies: Sequence[Copy], language: Language, named: Callable[[str, str], str]) -> str:
    """Where else something stands, in one line; "" for no copies.

    Args:
        copies: The best first.
        language: Of the words.
        named: Writes a document's name and the place in it, which may be "".
    """
    if not copies:
        return ""
    words = place_texts(language)
    told = [named(c.source, _place_in(c, language)) for c in copies[:_MOST_COPIES]]
    if rest := len(copies) - len(told):
        told.append(counted(words.others, rest))
    return words.also.format(places=words.between.join(told))


def _place_in(copy: Copy, language: Language) -> str:
    """Its pages; where it has none, the innermost heading."""
    heading = "".join(f"› {title}" for title in titles(copy.headings, language)[-1:])
    return pages(copy, language) or heading


def titles(headings: Iterable[str], language: Language) -> list[str]:
    """Headings, of which those that only count rows or pages are in ``language``."""
    words = place_texts(language)
    shown: list[str] = []
    inside = ""  # the document whose pages are counted: the last name of one
    for heading in headings:
        shown.append(_counted(heading, inside, words))
        if is_slides(heading):
            inside = heading
    return shown


def _counted(heading: str, inside: str, words: PlaceTexts) -> str:
    if rows := _ROWS.fullmatch(heading):
        first, last = rows.groups()
        return words.rows.format(first=first, last=last) if last else words.row.format(first=first)
    if page := _PAGE.fullmatch(heading):
        return _numbered(inside, int(page[1]), None, words) + (page[2] or "")
    return heading


def _numbered(name: str, first: int, last: int | None, words: PlaceTexts) -> str:
    """Pages of the document called ``name``, 1-based."""
    slides = is_slides(name)
    if last is None or last == first:
        return (words.slide if slides else words.page).format(page=first)
    return (words.slides if slides else words.pages).format(first=first, last=last)
