"""The text of PDF pages chosen, cleaned and put under the headings of the outline. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from ingest.formats.pages import clean, section_heads
from ingest.formats.pages.hyphens import words_of
from ingest.formats.pages.quality import badness
from ingest.formats.pages.running_lines import without_running_lines
from ingest.parsed import Heading

BAD = 0.2
"""Share of bad characters from which a page's text is not believed."""


class Mark(section_heads.Mark, Protocol):
    """A bookmark: ``level`` from 1, ``page`` 0-based."""

    @property
    def level(self) -> int: ...


def scrubbed(text: str) -> str:
    """PDFium's text as plain characters: it writes U+0002 or U+FFFE for a hyphen at a line end."""
    unix = text.replace("\r\n", "\n").replace("\x02", "-\n").replace("\ufffe", "-\n")
    if not _UNPLAIN.search(unix):
        return unix  # as most pages are: one look instead of five
    text = text.replace("\x02", "-\n").replace("\ufffe", "-\n")
    if "\xad" in text:
        text = _SOFT_HYPHEN.sub("-\n", text).replace("\xad", "")
    # U+FFFD stands for what a font does not map, and is not worth a character here.
    return clean.plain_characters(clean.scrub(text).replace("\ufffd", ""))


def without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with what is at [start, end) unseen: ``scrubbed`` takes it out; as long as before.

    Args:
        text: Of a page, as PDFium gives it.
        spans: In order.
    """
    parts: list[str] = []
    last = 0
    for start, end in spans:
        parts += text[last:start], _TAKEN_OUT * (end - start)
        last = end
    return "".join([*parts, text[last:]]) if spans else text


_TAKEN_OUT = "\x01"
_UNPLAIN = clean.unplain("\xad\ufffd")
_SOFT_HYPHEN = re.compile("\xad\r?\n")


_MOST_ALONE = 1 / 6  # of the characters may be single letters; with more, they are set apart
_ALONE = re.compile(r"(?<!\S)[^\W\d_\u2e80-\uffff] ")


def is_set_apart(text: str) -> bool:
    """Whether there are so many single letters that each letter is set apart from the next."""
    most = _MOST_ALONE * len(text)
    return text.count(" ") > 2 * most and len(_ALONE.findall(text)) > most


def is_doubtful(text: str) -> bool:
    """Whether a scrubbed text has more bad characters than can be believed."""
    return badness(text) > BAD


def better(first: str, second: str) -> str:
    """The more believable of two scrubbed readings of a page, "" when neither is."""
    best = min(first, second, key=badness) if second.strip() else first
    return "" if is_doubtful(best) or not best.strip() else best


def readable(
    pages: Sequence[str], labels: Sequence[str], outline: Sequence[Mark] = ()
) -> list[str]:
    """Running lines dropped, words and paragraphs mended, leaders made short.

    Args:
        pages: Scrubbed texts.
        labels: What is printed on each page, "" where unknown.
        outline: Bookmarks in reading order; a line that is the title of one is no part of a
            paragraph.
    """
    bare = without_running_lines([clean.close_up(page) for page in pages], labels, outline)
    words = words_of("\n".join(bare))
    width = clean.usual_width(bare)
    titles = {mark.title for mark in outline}
    return [clean.short_leaders(clean.unwrap(page, width, words, titles)).strip() for page in bare]


# What may stand before a title on the page and not in the outline: "2.1", "Chapter 2", "第二章".
_NUMBER = (
    r"(?:(?:chapter|section|part|appendix|第)?\s*[\divxlcA-Z一二三四五六七八九十百.]{0,9}"
    r"[章节篇部]?[:：.、]?)"
)


def headings(outline: Sequence[Mark], pages: Sequence[str], starts: Sequence[int]) -> list[Heading]:
    """Bookmarks as headings, at the line that holds the title, else where their page begins."""
    found: list[Heading] = []
    for mark in outline:
        begin = starts[mark.page]
        after = found[-1].start + 1 - begin if found and found[-1].start >= begin else 0
        found.append(
            Heading(begin + _line_of(mark.title, pages[mark.page], after), mark.level, mark.title)
        )
    return sorted(found, key=lambda heading: heading.start)


def _line_of(title: str, page: str, after: int) -> int:
    """Offset of the first line at or after ``after`` that is the title; 0 when there is none."""
    solid = r"\s*".join(re.escape(char) for char in title if not char.isspace())
    line = re.compile(rf"^[ \t]*{_NUMBER}\s*{solid}[ \t]*$", re.MULTILINE | re.IGNORECASE)
    match = line.search(page, max(0, after)) or line.search(page)
    return match.start() if match else 0
