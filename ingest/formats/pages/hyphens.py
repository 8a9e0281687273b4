"""Words that a PDF or a mail cuts at a line end, made whole again. Pure.

The document itself decides whether the hyphen belongs to the word.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Collection, Mapping

Words = Mapping[str, int]
"""How often words, hyphenated ones whole, stand in a document; in lower case."""

_WORD_BEFORE = re.compile(r"[^\W\d_]-?\Z")
_WORD_AFTER = re.compile(r"-?[^\W\d_]")
_FIRST_LETTERS = re.compile(r"[^\W\d_]+")
_LONGEST_WORD = 60


def words_of(text: str) -> Words:
    """The words of a document that decide whether a hyphen at a line end belongs to the word.

    Those are the words cut at a line end that stand elsewhere with their hyphen, in both forms.
    """
    words: dict[str, int] = {}
    if "-\n" not in text:
        return words
    # Line by line: Python is many times faster with lines that are ASCII.
    lower = "\n".join(map(str.lower, text.split("\n")))
    cut = {_halves(*parts) for parts in itertools.pairwise(lower.split("-\n"))}
    for (left, right), times in _hyphened(lower, {both for both in cut if all(both)}).items():
        words |= {f"{left}-{right}": times, f"{left}{right}": _times(f"{left}{right}", lower)}
    return words


def mended(page: str, words: Words) -> str:
    """The page with the words whole that were cut at a line end."""
    whole, *rest = page.split("-\n")
    for part in rest:
        left, right = _halves(whole, part)
        if not left or not right:
            whole += f"-\n{part}"
        else:
            whole += ("-" if _has_hyphen(left, right, words) else "") + part
    return whole


def _halves(before: str, after: str) -> tuple[str, str]:
    """The letters at the end of a line and at the start of the next, "" where there are none."""
    start = len(before)
    while start > 0 and len(before) - start < _LONGEST_WORD and _is_letter(before[start - 1]):
        start -= 1
    right = _FIRST_LETTERS.match(after)
    return before[start:], right.group() if right else ""


def _is_letter(char: str) -> bool:
    """As [^\\W\\d_] of a pattern, which would look for its match from the left."""
    return char.isalnum() and not char.isdecimal()


def _hyphened(lower: str, cut: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], int]:
    """How often the halves stand with a hyphen between them and are no part of a longer word."""
    edges = {(left[-1], right[0]) for left, right in cut}  # few have these, so few are looked at
    found: Counter[tuple[str, str]] = Counter()
    pieces = lower.split("-")
    for at, (before, after) in enumerate(itertools.pairwise(pieces)):
        if (before[-1:], after[:1]) not in edges or (both := _halves(before, after)) not in cut:
            continue
        left, right = map(len, both)
        further_left = before[:-left] or f"{pieces[at - 1] if at else ''}-"
        further_right = after[right:] or "-".join(("", *pieces[at + 2 : at + 3]))
        found[both] += _is_whole(further_left, further_right)
    return +found


def _times(word: str, text: str) -> int:
    """How often it stands there and is no part of a longer word."""
    return sum(itertools.starmap(_is_whole, itertools.pairwise(text.split(word))))


def _is_whole(before: str, after: str) -> bool:
    return not _WORD_BEFORE.search(before[-2:]) and not _WORD_AFTER.match(after)


def _has_hyphen(left: str, right: str, words: Words) -> bool:
    """Whether the word has a hyphen, of which these are the two halves."""
    whole, hyphened = f"{left}{right}".lower(), f"{left}-{right}".lower()
    same_case = right.islower() or (left.isupper() and right.isupper())
    return words.get(hyphened, 0) > words.get(whole, 0) or not same_case
