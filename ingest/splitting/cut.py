"""The smallest parts a text is packed from: sentences, lines, and parts of too long ones."""

from __future__ import annotations

import bisect
import math
import re
import unicodedata
from collections.abc import Callable, Iterator

from ragqa.text.language import sentence_spans

Span = tuple[int, int]
TokenOffsets = Callable[[str], list[Span]]

_SLICE = 20_000  # Characters given to the tokenizer at once.
# Some runs are one token however long they are: characters unknown to the tokenizer, marks of no
# width, white space. Counted as more, they make no endless chunk; words have fewer characters.
_CHARACTERS_OF_TOKEN = 16
_CLAUSE_END = re.compile(r"[，、；：]|[,;:](?=\s)")
_BLANK_LINES = re.compile(r"\n[ \t]*+\n\s*+")
_ZERO_WIDTH_JOINER = "\u200d"


class Tokens:
    """The tokens of a text, to count those of any span."""

    def __init__(self, text: str, token_offsets: TokenOffsets) -> None:
        self._text = text
        self._starts: list[int] = []
        self._ends: list[int] = []
        for begin, end in _slices(text):
            for first, last in token_offsets(text[begin:end]):
                self._starts.append(begin + first)
                self._ends.append(begin + last)

    def count(self, start: int, end: int) -> int:
        """Most tokens that ``text[start:end]`` alone has, at least one for 16 characters."""
        touched = bisect.bisect_left(self._starts, end) - bisect.bisect_right(self._ends, start)
        return max(touched + self._extra(start), math.ceil((end - start) / _CHARACTERS_OF_TOKEN))

    def reach(self, start: int, most: int) -> int:
        """The farthest end so that ``count(start, end) <= most``, but at least one character."""
        following = bisect.bisect_right(self._ends, start) + most - self._extra(start)
        farthest = min(len(self._text), start + most * _CHARACTERS_OF_TOKEN)
        if following < len(self._starts):
            farthest = min(farthest, self._starts[following])
        return max(start + 1, farthest)

    def _extra(self, start: int) -> int:
        # Inside a word a cut can cost a token: tokenizers mark where a word begins.
        return int(start > 0 and not self._text[start - 1].isspace())


def _slices(text: str) -> Iterator[Span]:
    """Parts of bounded length, cut after a line end or a space where there is one."""
    start = 0
    while len(text) - start > _SLICE:
        limit = start + _SLICE
        cut = max(text.rfind("\n", start, limit), text.rfind(" ", limit - 200, limit)) + 1
        end = cut if cut > start else _whole(text, start, limit)
        yield start, end
        start = end
    yield start, len(text)


def units(
    text: str, start: int, end: int, tokens: Tokens, most: int, *, verbatim: bool = False
) -> Iterator[Span]:
    """What is packed: sentences; lines of what runs on without end marks, as code and tables do.

    What is verbatim has no sentences but paragraphs: a line is parted only where it is too long.
    """
    for first, last in (_paragraphs if verbatim else sentence_spans)(text[start:end]):
        sentence = (start + first, start + last)
        lines = [sentence]
        if tokens.count(*sentence) * 2 > most:
            lines = _lines(text, *sentence)
        for line in lines:
            yield from _cut(text, *line, tokens, most)


def _paragraphs(text: str) -> Iterator[Span]:
    """What stands between blank lines."""
    first = 0
    for blank in _BLANK_LINES.finditer(text):
        yield from _filled(text, first, blank.start())
        first = blank.end()
    yield from _filled(text, first, len(text))


def _filled(text: str, start: int, end: int) -> Iterator[Span]:
    span = stripped(text, start, end)
    if span[0] < span[1]:
        yield span


def _lines(text: str, start: int, end: int) -> list[Span]:
    spans: list[Span] = []
    for line in text[start:end].splitlines(keepends=True):
        spans.extend(_filled(text, start, start + len(line)))
        start += len(line)
    return spans


def _cut(text: str, start: int, end: int, tokens: Tokens, most: int) -> Iterator[Span]:
    """Cut what is longer than the cap, at the best place in the second half of what fits."""
    while tokens.count(start, end) > most and end - start > 1:
        limit = min(tokens.reach(start, most), end)
        cut = _best_cut(text, start, limit) if limit < end else end
        yield stripped(text, start, cut)
        start, _ = stripped(text, cut, end)
    if start < end:
        yield start, end


def _best_cut(text: str, start: int, limit: int) -> int:
    half = start + (limit - start) // 2
    clauses = [half + match.end() for match in _CLAUSE_END.finditer(text[half:limit])]
    spaces = [i for i in range(half + 1, limit) if text[i].isspace()]
    best = (clauses or spaces or [limit])[-1]
    return _whole(text, start, best)


def _whole(text: str, start: int, cut: int) -> int:
    """The nearest place at or before ``cut`` that parts no character from its marks."""
    place = cut
    while start < place < len(text) and _joined(text, place):
        place -= 1
    return place if place > start else cut


def _joined(text: str, place: int) -> bool:
    before, after = text[place - 1], text[place]
    return (
        unicodedata.category(after).startswith("M")
        or after == _ZERO_WIDTH_JOINER
        or before == _ZERO_WIDTH_JOINER
        or "\udc00" <= after <= "\udfff"
        or "\U0001f3fb" <= after <= "\U0001f3ff"  # skin tones
    )


def stripped(text: str, start: int, end: int) -> Span:
    """The span without white space at both ends; empty when there is nothing else."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end
