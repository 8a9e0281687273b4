"""Arabic and Hebrew of a PDF page as it is meant: what turning its lines round has spoilt. Pure.

PDFium turns what runs from right to left into reading order letter by letter: also the two letters
that Arabic writes as one (لا), and brackets that the file has already as they are meant.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

_LETTER = "[\u05d0-\u05ea\u0620-\u06ff]"
_TURNED = re.compile("[اأإآ]ل")
_MIRRORED = str.maketrans("()[]{}«»", ")(][}{»«")
_OPENS = re.compile(rf"(?:^|\s)[(\[{{«](?={_LETTER})", re.MULTILINE)
_CLOSES = re.compile(rf"(?:^|\s)[)\]}}»](?={_LETTER})", re.MULTILINE)
_LATIN = re.compile("[A-Za-z]")
_IS_ANY = re.compile(_LETTER)


def is_in(text: str) -> bool:
    """Whether any letter runs from right to left."""
    return not text.isascii() and _IS_ANY.search(text) is not None


def turned_places(characters: str) -> list[int]:
    """Where letters stand that may be one, the wrong way round: the place of the first of two."""
    return [found.start() for found in _TURNED.finditer(characters)]


def mended(text: str, are_one: Sequence[bool]) -> str:
    """The text with such letters, and its brackets, as they are meant.

    Args:
        text: Of a page.
        are_one: For each of ``turned_places`` whether the two letters are written as one.
    """
    places = turned_places(text)
    if len(places) == len(are_one):
        letters = list(text)
        for place in itertools.compress(places, are_one):
            letters[place : place + 2] = letters[place + 1], letters[place]
        text = "".join(letters)
    if len(_CLOSES.findall(text)) <= len(_OPENS.findall(text)):
        return text
    return "\n".join(map(_mirrored, text.split("\n")))


def _mirrored(line: str) -> str:
    runs_left = len(_IS_ANY.findall(line)) > len(_LATIN.findall(line))
    return line.translate(_MIRRORED) if runs_left else line
