"""Numbers of lines beside the text of a PDF page, as listings and drafts have.

Those of a table or a list are as large as the words behind them; these are smaller.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.formats.pdfium.calls import Handle
from ingest.formats.pdfium.lines import is_typewritten, size_of
from ingest.formats.pdfium.raised import Places

Span = tuple[int, int]

# At the begin of a line; PDFium has U+0002 or U+FFFE where a word is cut there. What is before it
# is looked at behind its first digit: a pattern is found quickly that begins with what is there.
_NUMBER = re.compile("([0-9](?<![^\n\x02\ufffe][0-9])[0-9]{0,4})(?: |(?=\r?\n)|\\Z)")
# Most of them, found quickly: the first may begin the page, and others stand behind a hyphen.
_LIKELY = re.compile("\n[0-9]")
_FEWEST = 5  # one after the other
_MOST_LEFT_OUT = 2  # lines whose number stands elsewhere, as that of a formula
_SMALLER = 0.87  # of the size of the words behind it, at most
_NEARLY_ALL = 0.9


def line_numbers_on(text: Handle, height: float, characters: int, raw: str) -> list[Span]:
    """Where in the text of a page numbers of lines are, as [start, end), in order.

    With the space behind them but for those of code: so its lines begin with one, as no line of a
    paragraph does.

    Args:
        text: PDFium's handle of the page's text.
        height: Of the page, in points.
        characters: How many PDFium counts.
        raw: The text as it gives it.
    """
    if len(_LIKELY.findall(raw)) < _FEWEST - 2:
        return []
    rising = [run for run in _rising(raw) if len(run) >= _FEWEST]
    if not rising:
        return []
    places = Places(text, height, characters, raw)
    return [span for run in rising for span in _spans(run, text, places)]


def _rising(raw: str) -> Iterator[Sequence[re.Match[str]]]:
    run: list[re.Match[str]] = []
    for match in _NUMBER.finditer(raw):
        if run and not 0 < int(match[1]) - int(run[-1][1]) <= 1 + _MOST_LEFT_OUT:
            yield run
            run = []
        run.append(match)
    yield run


def _spans(run: Sequence[re.Match[str]], text: Handle, places: Places) -> list[Span]:
    """The numbers where they are smaller than what is behind them on their lines.

    Behind one that is of an empty line nothing is.
    """
    raw = run[0].string
    before_words = [match for match in run if raw[match.end() : match.end() + 1].strip()]
    enough = max(_FEWEST, _NEARLY_ALL * len(before_words))
    if sum(_is_small(match, text, places) for match in before_words) < enough:
        return []
    words = [places.index(match.end()) for match in before_words]
    is_code = 2 * sum(is_typewritten(text, word) for word in words) > len(words)
    return [match.span(1 if is_code else 0) for match in run]


def _is_small(match: re.Match[str], text: Handle, places: Places) -> bool:
    first, word = places.index(match.start()), places.index(match.end())
    smaller = 0 < size_of(text, first) <= _SMALLER * size_of(text, word)
    return smaller and places.is_level(match.start(), match.end())
