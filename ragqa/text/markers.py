"""Markers like [1] in a text: found, taken out, and given to the sentences they stand by."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ragqa.text.fenced_code import FENCED

# [1], [1, 2], [1-3], [1][2], 【3】, ［4］; also, as models write, [[1]], <sup>[1]</sup>, with a
# word before the number and with lines behind it (【1†L3-L5】). What is in `code` or a block of it
# is none.
# One, or the first and the last of several, which [0-9] is not.
_NUMBERS = r"(?:[1-9]\d{0,2}\s*[-–—~～至到]\s*)?\d{1,3}"
_MARKER = re.compile(
    FENCED.pattern + r"|`[^`\n]+`|"
    r"(?<![^\S\n])[^\S\n]*(?:<sup>)?(?P<opening>(?P<double>\[(?=\[))?[\[【［])"
    rf"(?:资料|来源|passage|source)?\s*(?P<numbers>{_NUMBERS}(?:\s*[,，、;；]\s*{_NUMBERS})*)\s*"
    r"(?:†[^\]】］\n]{0,40})?[\]】］](?(double)\])(?:</sup>)?",
    re.IGNORECASE,
)
_WORD_BEFORE = re.compile(r"[A-Za-z0-9_)\]^]+$")
_PARTED = re.compile("[,，、;；]")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Marks:
    """Numbers that stood at one place of the text without markers."""

    at: int
    numbers: tuple[int, ...]


def without_markers(text: str) -> str:
    """``text`` without what would be read as a citation, such as a document's own " [3]"."""
    return split(text, text)[0]


def blanked(text: str) -> str:
    """``text`` with spaces for what ``without_markers`` takes out: all else keeps its place."""
    pieces, last = [], 0
    for match in _markers(text, text):
        pieces += [text[last : match.start()], " " * len(match.group())]
        last = match.end()
    return "".join([*pieces, text[last:]])


def starts(text: str, given: str) -> frozenset[int]:
    """Where in ``text`` the brackets of markers begin; ``given`` is what it may quote."""
    return frozenset(match.start("opening") for match in _markers(text, given))


def split(text: str, given: str) -> tuple[str, list[Marks]]:
    """``text`` without markers, and where they stood in what is left."""
    pieces: list[str] = []
    marks: list[Marks] = []
    last = length = 0
    for match in _markers(text, given):
        pieces.append(text[last : match.start()])
        length += len(pieces[-1])
        marks.append(Marks(length, _told(match["numbers"])))
        last = match.end()
    return "".join([*pieces, text[last:]]), marks


def _told(numbers: str) -> tuple[int, ...]:
    """1, 2, 3 and 5 of "1-3, 5"."""
    found: list[int] = []
    for part in _PARTED.split(numbers):
        ends = [int(number) for number in _DIGITS.findall(part)]
        found += range(ends[0], ends[-1] + 1) if ends[0] < ends[-1] else ends
    return tuple(found)


def _markers(text: str, given: str) -> Iterator[re.Match[str]]:
    """The markers in ``text``: not code, and no subscript like argv[1] that stands in ``given``."""
    for match in _MARKER.finditer(text):
        word = _WORD_BEFORE.search(text, max(0, match.start() - 40), match.start())
        # After a space it is a reference mark of the document, and no subscript.
        glued = word.group() + match.group() if word and not match.group()[0].isspace() else ""
        if match["numbers"] and not (glued and glued in given):
            yield match


def owners(
    bare: str, sentences: Sequence[tuple[int, int]], marks: Sequence[Marks]
) -> list[list[Marks]]:
    """The marks of each sentence: those within and after it, and those that open its line."""
    owned: list[list[Marks]] = [[] for _ in sentences]
    starts = [start for start, _ in sentences]
    for mark in marks:
        owner = bisect_left(starts, mark.at) - 1
        opens = not bare[bare.rfind("\n", 0, mark.at) + 1 : mark.at].strip(" \t*-•>")
        following = owner + 1
        if (
            opens
            and following < len(sentences)
            and "\n" not in bare[mark.at : sentences[following][0]]
        ):
            owner = following
        if owner >= 0:
            owned[owner].append(mark)
    return owned


def joined(marks: Sequence[Marks]) -> list[Marks]:
    """Marks at one place as one: [1][2] is [1, 2]."""
    places: dict[int, list[int]] = {}
    for mark in marks:
        places.setdefault(mark.at, []).extend(mark.numbers)
    return [Marks(at, tuple(dict.fromkeys(numbers))) for at, numbers in places.items()]
