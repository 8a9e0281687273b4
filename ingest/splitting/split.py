"""A document's text cut into pieces that are small enough to embed.

Structure first: a piece stays within one section of the headings, but sections too small to stand
alone are joined with their neighbours of the same part (``Parsed.parts``); each entry of a list of
questions and answers is one (``entries``). Then whole sentences are packed up to the token cap.
Where a paragraph is parted so, its last ones are repeated at the start of the next piece; where a
paragraph ends, as at the end of a line, nothing is missing in the next one. Only a sentence longer
than the cap is cut: at a line end, after a comma, at a space, or else between two tokens. Where a
tokenizer makes one token of a long run, 16 characters count as one. A piece that begins within a
table has the table's header row as its innermost heading, so that its cells can be read, and ends
with the table: what follows is not told under that. Code (``Parsed.verbatim``) is packed by
paragraphs and lines, and a piece of it keeps the indentation of its first line.

The whole text is tokenised once; tokens of a span are counted by bisection, so splitting is linear.
LangChain's text splitters are not used: they return text without reliable offsets.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

from ingest.parsed import Parsed
from ingest.splitting.cut import Span, TokenOffsets, Tokens, stripped, units
from ingest.splitting.entries import entries
from ingest.splitting.markdown_tables import Table, around, tables_in
from ragqa.text.parts.rows import header_of
from ragqa.types import Headings

SPLITTER = "sentences-10"
"""Name of these rules; stamped into the index, to be changed with them."""

_TINY = 4  # A section under a quarter of the cap is joined with a neighbour.
_DEEPEST = 80  # characters that a line of code is indented by; more has no meaning


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the text: ``parsed.text[start:end]``, without outer white space but indentation.

    Attributes:
        text: The characters.
        start: 0-based offset of the first one.
        end: Offset after the last one.
        page_first: Page of the first character; None where the format has no pages.
        page_last: Page of the last character.
        page_label: Label printed on ``page_first``, "" when there is none.
        headings: Breadcrumb that holds for the whole piece, outermost first.
        page_breaks: Offsets at which ``page_first + 1``, ``page_first + 2``… begin.
    """

    text: str
    start: int
    end: int
    page_first: int | None
    page_last: int | None
    page_label: str
    headings: Headings
    page_breaks: tuple[int, ...]


def split(
    parsed: Parsed, *, max_tokens: int, overlap_tokens: int, token_offsets: TokenOffsets
) -> list[Piece]:
    """Cut a document into pieces, in order; together they hold all of it but white space.

    Args:
        parsed: The document.
        max_tokens: Most tokens of a piece, at least 1. What the embedder adds (special tokens,
            prefix, headings) is for the caller to subtract.
        overlap_tokens: Most tokens, in whole sentences, repeated from the piece before where both
            are of one paragraph.
        token_offsets: Gives the character span of each token of a text, in order.
    """
    tokens = Tokens(parsed.text, token_offsets)
    tables = tables_in(parsed.text)
    pieces = []
    for group in _groups(_sections(parsed, tokens), max_tokens):
        parts = [
            part
            for section in group
            for part in units(
                *(parsed.text, section.start, section.end, tokens, max_tokens),
                verbatim=_is_verbatim(parsed, section.start, section.end),
            )
        ]
        for start, end in _pack(parts, parsed.text, tables, tokens, max_tokens, overlap_tokens):
            table = around(tables, start)
            header = (table.header,) if table else ()
            headings = _shared_headings(group, start, end) + header
            begin = _indented(parsed.text, start) if _is_verbatim(parsed, start, end) else start
            pieces.append(_piece(parsed, begin, end, headings))
    return pieces


def _is_verbatim(parsed: Parsed, start: int, end: int) -> bool:
    """Whether there is code in a span."""
    index = bisect.bisect_right(parsed.verbatim, start, key=lambda span: span[1])
    return index < len(parsed.verbatim) and parsed.verbatim[index][0] < end


def embedding_text(piece: Piece, title: str, room: int) -> str:
    """What is embedded for a piece: where it stands in the document, then its text.

    Args:
        piece: The piece.
        title: Of the document, "" when it has none.
        room: Most characters of title and headings; the inner headings are kept. A character is
            at most about one token, so this bounds the tokens too.
    """
    crumbs = [" ".join(part.split()) for part in (title, *piece.headings)]
    distinct = dict.fromkeys(crumb for crumb in crumbs if crumb)
    place = " > ".join(distinct)
    place = place[max(0, len(place) - room) :].strip() if room > 0 else ""
    return f"{place}\n{piece.text}" if place else piece.text


def told_from(piece: Piece, whole: str) -> int:
    """Where in its ``embedding_text`` that begins which a piece says, the header of a table too."""
    start = len(whole) - len(piece.text)
    header = " ".join(header_of(piece.headings, piece.text).split())
    told = whole[:start].endswith(f"{header}\n")
    return start - len(header) - 1 if header and told else start


@dataclass(frozen=True, slots=True)
class _Section:
    """The text from one heading to the next, without outer white space.

    ``bare`` says that it holds little more than the heading itself, ``part`` how many parts of the
    document have begun before or with it.
    """

    start: int
    end: int
    headings: Headings
    tokens: int
    bare: bool
    part: int


def _sections(parsed: Parsed, tokens: Tokens) -> Iterator[_Section]:
    parts = sorted({*parsed.parts, *entries(parsed)})
    begins = [heading.start for heading in parsed.headings] + [len(parsed.text)]
    yield from _section(parsed, 0, begins[0], (), tokens, parts)
    path: list[tuple[int, str]] = []
    for heading, end in zip(parsed.headings, begins[1:], strict=True):
        path = [part for part in path if part[0] < heading.level]
        if heading.title:
            path.append((heading.level, heading.title))
        titles = tuple(title for _, title in path)
        yield from _section(parsed, heading.start, end, titles, tokens, parts)


def _section(
    parsed: Parsed,
    start: int,
    end: int,
    headings: Headings,
    tokens: Tokens,
    parts: Sequence[int],
) -> Iterator[_Section]:
    """None when there is no text; more than one where parts begin within it."""
    part = bisect.bisect_right(parts, start)
    inside = parts[part : bisect.bisect_left(parts, end)]
    for first, last in itertools.pairwise((start, *inside, end)):
        yield from _stripped_section(parsed.text, first, last, headings, tokens, part)
        part += 1


def _stripped_section(
    text: str, start: int, end: int, headings: Headings, tokens: Tokens, part: int
) -> Iterator[_Section]:
    start, end = stripped(text, start, end)
    if start < end:
        # A few characters more than the title are its number or mark: "# ", "1.2. ", "Chapter 9".
        bare = bool(headings) and end - start <= len(headings[-1]) + 12
        yield _Section(start, end, headings, tokens.count(start, end), bare, part)


def _groups(sections: Iterator[_Section], max_tokens: int) -> Iterator[list[_Section]]:
    """Sections to be packed together: most stand alone, tiny ones join a neighbour."""
    group: list[_Section] = []
    size = 0
    for section in sections:
        tiny = size * _TINY < max_tokens
        fits = section.tokens * _TINY < max_tokens and size + section.tokens <= max_tokens
        joins = group and group[0].part == section.part and (tiny or fits)
        if joins and _related(group[0].headings, section.headings):
            group.append(section)
            size += section.tokens
            continue
        if group:
            yield group
        group, size = [section], section.tokens
    if group:
        yield group


def _related(first: Headings, second: Headings) -> bool:
    """Whether the second section is a sibling of the first or below it."""
    return second[:-1] == first[:-1] or second[: len(first)] == first


def _shared_headings(group: Sequence[_Section], start: int, end: int) -> Headings:
    """The breadcrumb common to the sections that a span touches, bare headings left aside."""
    touched = [section for section in group if section.start < end and section.end > start]
    with_text = [section.headings for section in touched if not section.bare]
    return reduce(_common, with_text or [section.headings for section in touched])


def _common(first: Headings, second: Headings) -> Headings:
    length = next(
        (i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b),
        min(len(first), len(second)),
    )
    return first[:length]


def _pack(
    units: Sequence[Span],
    text: str,
    tables: Sequence[Table],
    tokens: Tokens,
    most: int,
    overlap: int,
) -> Iterator[Span]:
    """Join units greedily up to the cap; each run begins with the last ones of its paragraph."""
    first = 0
    while first < len(units):
        table = around(tables, units[first][0])
        limit = table.end if table else len(text)
        last = first
        while (
            last + 1 < len(units)
            and units[last + 1][0] < limit
            and tokens.count(units[first][0], units[last + 1][1]) <= most
        ):
            last += 1
        yield units[first][0], units[last][1]
        following = last + 1
        if following == len(units):
            return
        begin = following
        while (
            begin - 1 > first
            and "\n" not in text[units[begin - 1][1] : units[begin][0]]
            and tokens.count(units[begin - 1][0], units[last][1]) <= overlap
            and tokens.count(units[begin - 1][0], units[following][1]) <= most
        ):
            begin -= 1
        first = begin


def _indented(text: str, start: int) -> int:
    """Where the line begins of which only white space stands before ``start``; else ``start``."""
    head = text[max(0, start - _DEEPEST) : start].rpartition("\n")[2]
    is_indent = not head.strip() and len(head) < _DEEPEST
    return start - len(head) if is_indent else start


def _piece(parsed: Parsed, start: int, end: int, headings: Headings) -> Piece:
    text = parsed.text[start:end]
    if not parsed.pages:
        return Piece(text, start, end, None, None, "", headings, ())
    first = _page_index(parsed, start)
    last = _page_index(parsed, end - 1)
    breaks: list[int] = []
    for before, after in zip(
        parsed.pages[first:last], parsed.pages[first + 1 : last + 1], strict=True
    ):
        # A page without text has no start of its own: it begins where the next one does.
        breaks.extend([after.start] * (after.number - before.number))
    page = parsed.pages[first]
    number_last = parsed.pages[last].number
    return Piece(text, start, end, page.number, number_last, page.label, headings, tuple(breaks))


def _page_index(parsed: Parsed, offset: int) -> int:
    index = bisect.bisect_right(parsed.pages, offset, key=lambda page: page.start) - 1
    return max(0, index)
