"""Sentences whose end marks stand within brackets, quotes, titles and rows, and end none. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ragqa.text.parts.rows import is_row

_BRACKETS = (("（", "）"), ("(", ")"), ("《", "》"), ("〈", "〉"), ("[", "]"), ("【", "】"))
_LONGEST = 400  # characters; brackets that close further away are none of one sentence
_QUOTED = re.compile(r"[?!][\"”’»']+$")
_SMALL = re.compile(r"[^\S\n]*\n?[^\S\n]*(?=[a-z])")


def unbroken(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """``spans`` without ends within brackets, titles and rows: "《LIVE！台北》", "| A? | B |".

    Nor with one behind a quoted question or shout that small letters follow: 'See "Why?" below.'
    """
    spans = _with_quotes(text, spans)
    done = 0
    for i, (start, end) in enumerate(spans):
        if start < done:
            continue
        done = _closed(text, spans, i) if _is_open(text[start:end]) else end
        yield start, done


def _with_quotes(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and _goes_on(text, joined[-1], start):
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return joined


def _goes_on(text: str, one: tuple[int, int], start: int) -> bool:
    """Whether the sentence ``one`` ends with a quote and goes on with what begins at ``start``."""
    between = _SMALL.match(text, one[1])
    is_next = between is not None and between.end() == start
    return is_next and _QUOTED.search(text, *one) is not None


def _closed(text: str, spans: Sequence[tuple[int, int]], i: int) -> int:
    """Where the open span ``i`` ends with those behind it that close it, or alone if none does."""
    start, end = spans[i]
    for place in range(i + 1, len(spans)):
        _, further = spans[place]
        if further - start > _LONGEST:
            break
        if _closes(text[start:further]):
            return further
    return end


def _is_open(text: str) -> bool:
    if text.startswith("|"):
        return not is_row(text)
    return any(text.count(one) > text.count(other) for one, other in _BRACKETS)


def _closes(text: str) -> bool:
    return "\n\n" not in text and not _is_open(text)
