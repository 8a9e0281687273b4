"""Source code in pieces that can be quoted: a comment with the lines it stands above. Pure.

"# …" begins no heading there, and a line says little without the comment above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from ragqa.types import Passage

_SUFFIXES = tuple(
    f".{ending}"
    for ending in """
    py pyi js mjs cjs jsx ts tsx java kt kts scala groovy c h cc cpp cxx hpp cs go rs rb php swift
    sh bash zsh ps1 lua pl pm r jl sql ex exs hs vue svelte dart m
    """.split()  # noqa: SIM905  # a list of forty quoted words cannot be read
)
_LONGEST = 400  # characters of a piece; what is longer is cut at a line's end
# Not "#include", "#[test]", "--n" or "*p".
_MARK = re.compile(r"^\s*(?:#+(?![A-Za-z!\[])|//+!?|--+(?!\S)|/\*+!?|\*+(?![/\S]))\s*")
_END = re.compile(r"\s*\*+/\s*$")
_QUOTES = re.compile(r'"""|\'\'\'')


def is_code(source: str) -> bool:
    """Whether a document is source code, by its name."""
    return source.lower().endswith(_SUFFIXES)


def commented(passage: Passage) -> list[tuple[int, int]]:
    """[start, end) of the pieces of source code, in order; none of other documents.

    A piece ends at a blank line, where the next definition begins, and a comment below code.
    """
    if not is_code(passage.source):
        return []
    parts = frozenset(start - passage.start for start, _ in passage.sections)
    return list(_pieces(passage.text, parts))


def said(piece: str) -> str:
    """A piece as it is shown, on one line, without the marks of its comments."""
    lines = (_END.sub("", _MARK.sub("", line, count=1)) for line in piece.split("\n"))
    return " ".join(_QUOTES.sub(" ", " ".join(lines)).split())


def _pieces(text: str, parts: Set[int]) -> Iterator[tuple[int, int]]:
    piece: list[tuple[int, int]] = []  # its lines
    was_comment = False
    for match in re.finditer(r"[^\n]+", text):
        line = match.group()
        if not line.strip():
            continue
        start = match.start() + len(line) - len(line.lstrip())
        end = match.start() + len(line.rstrip())
        is_comment = _MARK.match(line) is not None
        if piece and (
            "\n\n" in re.sub(r"[ \t]", "", text[piece[-1][1] : start])
            or any(piece[-1][1] <= part <= start for part in parts)
            or (is_comment and not was_comment)
            or end - piece[0][0] > _LONGEST
        ):
            yield piece[0][0], piece[-1][1]
            piece = []
        piece.append((start, end))
        was_comment = is_comment
    if piece:
        yield piece[0][0], piece[-1][1]
