"""The parts of a passage and their titles, by headings of its document and lines of its text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from ragqa.text.parts.headlines import headlines
from ragqa.types import Passage

_LINE = re.compile(r"[^\n]+")
_NUMBER = re.compile(r"(?:[A-Z]\.)?\d{1,3}(?:\.\d{1,3})*\.?[ \t\u3000]+")
_MARKS = re.compile(r"^#{1,6}\s+|\s*#*$|\*\*|^【|】$")


def title_lines(passage: Passage) -> list[tuple[int, int]]:
    """[start, end) of the lines that are titles, in order: headings of the document, or by form.

    The text of a PDF has no blank line below its headings, and the outline may lack their numbers.
    """
    found = dict(headlines(passage.text, opens=passage.start == 0))
    known = {*passage.headings, *(name for _, names in passage.sections for name in names)}
    for match in _LINE.finditer(passage.text) if known else ():
        line = match.group().strip()
        bare = _MARKS.sub("", line)
        if bare and (bare in known or _NUMBER.sub("", bare, count=1) in known):
            start = match.start() + match.group().index(line)
            found[start] = start + len(line)
    return sorted(found.items())


class Sections:
    """The titles of the parts of a passage.

    The outermost heading is that of the document, and of none of its parts.

    Args:
        passage: What is looked at.
        above: Its ``title_lines``, where they were looked for before.
    """

    def __init__(self, passage: Passage, above: Sequence[tuple[int, int]] | None = None) -> None:
        if above is None:
            above = title_lines(passage)
        starts = [start for start, _ in passage.sections] or [passage.start]
        told = [
            (start - passage.start, "".join(passage.headings_at(start)[1:][-1:]))
            for start in starts
        ]
        above = above[_opens_with_title(passage, above) :]
        lines = [(end, _MARKS.sub("", passage.text[at:end])) for at, end in above]
        # A piece without headings goes on in the part that the one before it ends with.
        parts = [(0, ""), *((at, title) for at, title in sorted(told + lines) if title)]
        self._starts, self._titles = [at for at, _ in parts], [title for _, title in parts]

    def at(self, offset: int) -> str:
        """The innermost title where a character of the passage's text is, 0-based; "" for none."""
        return self._titles[bisect_right(self._starts, offset) - 1]


def _opens_with_title(passage: Passage, above: Sequence[tuple[int, int]]) -> bool:
    """Whether its first line is the heading that all parts of a document stand below."""
    outermost = {passage.headings_at(start)[:1] for start, _ in passage.sections}
    if passage.start or not above or len(passage.sections) < 2 or len(outermost) > 1:
        return False
    at, end = above[0]
    return not passage.text[:at].strip() and outermost == {(_MARKS.sub("", passage.text[at:end]),)}
