"""Sentences whose end marks stand within brackets, titles and rows, and end none. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ragqa.text.parts.rows import is_row

_BRACKETS = (("（", "）"), ("(", ")"), ("《", "》"), ("〈", "〉"), ("[", "]"), ("【", "】"))
_LONGEST = 400  # characters; brackets that close further away are none of one sentence


def unbroken(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """``spans`` without ends within brackets, titles and rows: "《LIVE！台北》", "| A? | B |"."""
    done = 0
    for i, (start, end) in enumerate(spans):
        if start < done:
            continue
        done = _closed(text, spans, i) if _is_open(text[start:end]) else end
        yield start, done


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
