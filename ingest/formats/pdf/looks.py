"""Headings of a PDF told by how their lines look, where neither outline nor tags name any. Pure.

So are the files of old LaTeX, of Ghostscript, and of most programs that print. A heading is a short
line in larger letters than most of the text, or one in bold letters with a number.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ingest.formats.blocks import one_line
from ingest.formats.pages import text as pdf_text
from ingest.formats.pages.paged import Bookmark

_LARGER = 1.12  # times the size of most letters
_LEAST_NUMBERED = 0.85  # the same for what is bold and has a number
_LONGEST = 120  # characters
_MOST_LINES = 0.2  # of all lines of a document are headings of one look, at most
_FEWEST_REPEATED = 3  # pages on which a line is a running head
_MOST_BESIDE = 2  # lines that are one heading
_DEEPEST = 6
_BOLD = re.compile(r"bold|black|heavy|demi|hei(?!ght)|bx|黑|粗", re.IGNORECASE)
_TYPEWRITER = re.compile(r"mono(?!type)|courier|consol|typewriter|menlo|tt\d", re.IGNORECASE)
_DECIMAL = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4})[.、]?\s+(?=[^\W\d_])")
_NUMBERED = re.compile(
    r"\d{1,2}(?:\.\d{1,2}){0,4}[.、]?\s+[^\W\d_]|[IVX]{1,5}(?:\.\d{1,2})*\.\s+[^\W\d_]|[A-Z]\.\s+[A-Z]"
    r"|(?:Chapter|Section|Part|Appendix)\s+\w{1,4}\b|第.{1,4}[章节篇条]|[一二三四五六七八九十]{1,3}、"
)
_ENDS = ".,;:。，；：、…-"
_LEADS = re.compile(r"(?:\. ?){4}|…{2}|\s\d{1,3}$|[=<>{}\\|]")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page.

    Attributes:
        text: As it stands there.
        size: Of its letters, in points; 0 where they are of several.
        font: The name of the font that all of it is in; "" where there are several.
    """

    text: str
    size: float
    font: str = ""


@dataclass(frozen=True, slots=True)
class _Look:
    size: int  # in twentieths of the usual size
    bold: bool


_Found = tuple[int, _Look, str]
"""The 0-based number of a page, and a heading on it."""


def outline(pages: Sequence[Sequence[Line]]) -> list[Bookmark]:
    """The headings of a document by how they look, in reading order.

    Args:
        pages: The lines of each page.
    """
    usual = _usual_size(line for page in pages for line in page)
    if not usual:
        return []
    found = [
        (number, look, title)
        for number, page in enumerate(pages)
        for look, title in _titles(page, usual)
    ]
    repeated = Counter(title for _, title in {(number, title) for number, _, title in found})
    looks = Counter(look for _, look, _ in found)
    most = _MOST_LINES * sum(map(len, pages))
    kept = [
        entry
        for entry in found
        if repeated[entry[2]] < _FEWEST_REPEATED and looks[entry[1]] <= most
    ]
    if len(pages) > 1:
        kept = _without_title(kept)
    levels = _levels([(look, title) for _, look, title in kept])
    return [Bookmark(levels[look], title, number) for number, look, title in kept]


def _usual_size(lines: Iterable[Line]) -> float:
    """That of most letters."""
    sizes: Counter[float] = Counter()
    for line in lines:
        if line.size:
            sizes[round(line.size, 1)] += len(line.text)
    return max(sizes, key=lambda size: sizes[size]) if sizes else 0.0


def _titles(page: Sequence[Line], usual: float) -> list[tuple[_Look, str]]:
    """The headings of a page; lines of one look below one another are one."""
    found: list[tuple[_Look, str]] = []
    before, beside = None, 0
    for line in page:
        look = _look(line, usual)
        if look and look == before and beside < _MOST_BESIDE and not _NUMBERED.match(line.text):
            found[-1] = look, f"{found[-1][1]} {_shown(line)}"
            beside += 1
        elif look:
            found.append((look, _shown(line)))
            beside = 1
        before = look
    return [entry for entry in found if _is_title(entry[1])]


def _shown(line: Line) -> str:
    return one_line(pdf_text.scrubbed(line.text))


def _look(line: Line, usual: float) -> _Look | None:
    """How a line looks that may be a heading or a part of one."""
    if not line.size or len(line.text) > _LONGEST or _TYPEWRITER.search(line.font):
        return None
    bold = bool(_BOLD.search(line.font))
    numbered = bold and _NUMBERED.match(line.text)
    if line.size < usual * (_LEAST_NUMBERED if numbered else _LARGER):
        return None
    return _Look(round(20 * line.size / usual), bold)


def _is_title(text: str) -> bool:
    if (
        not text
        or len(text) > _LONGEST
        or text[0].islower()
        or text[-1] in _ENDS
        or _LEADS.search(text)
    ):
        return False
    return len(_LETTER.findall(text)) > 1 and not pdf_text.is_doubtful(text)


def _without_title(found: Sequence[_Found]) -> list[_Found]:
    """Without the title of the document and those who wrote it: looks of the first page alone."""
    pages: defaultdict[_Look, set[int]] = defaultdict(set)
    for number, look, _ in found:
        pages[look].add(number)
    later = itertools.dropwhile(
        lambda entry: pages[entry[1]] == {0} and not _DECIMAL.match(entry[2]), found
    )
    return list(later)


def _levels(found: Sequence[tuple[_Look, str]]) -> Mapping[_Look, int]:
    """The level of each look: how deep its numbers go, else by its size among the others."""
    depths: defaultdict[_Look, Counter[int]] = defaultdict(Counter)
    for look, title in found:
        number = _DECIMAL.match(title)
        depths[look][number[1].count(".") + 1 if number else 0] += 1
    ranked = sorted(depths, key=lambda look: (-look.size, not look.bold))
    levels: dict[_Look, int] = {}
    last = 0
    for look in ranked:
        (depth, _), *_ = depths[look].most_common(1)
        last = min(depth or last + 1, _DEEPEST)
        levels[look] = last
    return levels
