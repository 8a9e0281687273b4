"""Spaces that PDFium puts within words which are written in pieces, their letters spaced out.

Programs of scanners write so what they have recognised: each word without its last letter, then
that with a space. PDFium takes what is between two pieces, which is as much as between any two
letters, for a gap between words.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence

from ingest.formats.pdfium.calls import Handle, calls
from ingest.formats.pdfium.raised import Places

Span = tuple[int, int]

_LAST_APART = re.compile(r"[a-z] [a-z](?=\s)")
_FEWEST, _LEAST = 8, 0.1  # letters apart on a page, and of its spaces
_WITHIN = re.compile(r"[^\W\d_](?=[^\W\d_])")
_BETWEEN = re.compile(r"(?<=\S) (?=\S)")


def false_spaces_on(text: Handle, height: float, characters: int, raw: str) -> Sequence[Span]:
    """Where in the text of a page spaces are that are none, as [start, end), in order.

    They are not the file's, and nearer to the usual gap between letters than to that of its spaces.

    Args:
        text: PDFium's handle of the page's text.
        height: Of the page, in points.
        characters: How many PDFium counts.
        raw: The text as it gives it.
    """
    apart = len(_LAST_APART.findall(raw))
    if apart < _FEWEST or apart < _LEAST * raw.count(" "):
        return []
    places = Places(text, height, characters, raw)
    spaces = [space.span() for space in _BETWEEN.finditer(raw)]
    gaps = {span: places.gap(span[1]) for span in spaces}
    own = [span for span in spaces if not _is_made_up(text, places, *span)]
    if not own:
        return []
    letters = statistics.median(places.gap(letter.end()) for letter in _WITHIN.finditer(raw))
    words = statistics.median(gaps[span] for span in own)
    nearer = (letters + words) / 2
    known = frozenset(own)
    return [span for span in spaces if span not in known and gaps[span] < nearer]


def _is_made_up(text: Handle, places: Places, start: int, end: int) -> bool:
    """Whether a space is PDFium's own and not the file's."""
    between = range(places.index(start - 1) + 1, places.index(end))
    return all(calls().is_generated(text, index) == 1 for index in between)
