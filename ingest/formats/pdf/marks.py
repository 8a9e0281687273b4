"""Where a quote stands among the characters of a PDF page. Pure.

The text that was read from a page is not letter for letter what the file holds: hyphens at line
ends, running lines, spaces and ligatures were mended. So only letters and digits are compared.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher

from ingest.formats.pages.clean import plain_characters

Span = tuple[int, int]

_MOST = 40_000  # letters of a page that are looked through for pieces of a quote
_PIECE = 8  # letters: a shorter piece may stand anywhere
_ENOUGH = 0.4  # of a quote's letters: it may go on on the next page
_APART = 3  # times the quote's length: how far from the longest piece the others may be


@dataclass(frozen=True, slots=True)
class _Letters:
    """Letters and digits of a text, and the place of each in it."""

    text: str
    places: Sequence[int]


def find(quote: str, page: str, *, before: str = "") -> list[Span]:
    """The characters of ``page`` that are the quote, as [start, end) in order; [] without it.

    Args:
        quote: From the text that was read.
        page: The page's characters in the order of the file.
        before: What stands before the quote: it tells which of several equal places is meant.
    """
    wanted, there = _letters(quote), _letters(page)
    if not wanted.text:
        return []
    starts = _all(wanted.text, there.text)
    if starts:
        lead = _letters(before).text
        start = max(starts, key=lambda at: _in_common(lead, there.text[:at]))
        return [_span(there, start, len(wanted.text))]
    return [_span(there, piece.a, piece.size) for piece in _pieces(wanted.text, there.text[:_MOST])]


def _letters(text: str) -> _Letters:
    letters: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        if char.isascii():
            plain = char.lower() if char.isalnum() else ""
        else:
            folded = unicodedata.normalize("NFKC", plain_characters(char)).casefold()
            plain = "".join(filter(str.isalnum, folded))
        letters.append(plain)
        places += [place] * len(plain)
    return _Letters("".join(letters), places)


def _all(wanted: str, text: str) -> list[int]:
    starts = []
    at = text.find(wanted)
    while at >= 0:
        starts.append(at)
        at = text.find(wanted, at + 1)
    return starts


def _in_common(first: str, second: str) -> int:
    """How many letters at their ends are the same."""
    shorter = min(len(first), len(second))
    same = 0
    while same < shorter and first[-1 - same] == second[-1 - same]:
        same += 1
    return same


def _pieces(wanted: str, text: str) -> list[Match]:
    """Runs of letters, in order and near to each other, that are enough of the quote."""
    blocks = SequenceMatcher(None, text, wanted, autojunk=False).get_matching_blocks()
    longest = max(blocks, key=lambda block: block.size)
    near = [
        block
        for block in blocks
        if block.size >= min(_PIECE, len(wanted))
        and abs(block.a - longest.a) <= _APART * len(wanted)
    ]
    found = sum(block.size for block in near)
    return near if found >= max(_PIECE, _ENOUGH * len(wanted)) else []


def _span(letters: _Letters, start: int, size: int) -> Span:
    return letters.places[start], letters.places[start + size - 1] + 1
