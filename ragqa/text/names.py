"""The names in an English question, which are written large; Chinese does not mark them."""

from __future__ import annotations

import re
import unicodedata

from ragqa.text.dates import MONTHS
from ragqa.text.language import FUNCTION_WORDS, detect, fold

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_NAME = re.compile(r"[A-Z][^\W\d_A-Z]{2,}\w*(?:-\w+)*")
_SENTENCE = re.compile(r"[.?!:\"“(]\s*$")  # what stands behind it is written large anyway
_GREETING = re.compile(r"(?:hi|hello|hey|dear|good \w+)\b[^,.!?]{0,30}[,.!?]", re.IGNORECASE)
# Texts may leave titles out, and write days and degrees in other ways.
_NO_NAMES = FUNCTION_WORDS.union(
    MONTHS,
    """
    mrs miss prof sir monday tuesday wednesday thursday friday saturday sunday celsius fahrenheit
    english chinese
    """.split(),  # noqa: SIM905  # easier to read
)
_SHORTEST = 4
_ENDING = 3  # letters in which Californian and California, Norman and Normans differ at most


def names(question: str) -> list[str]:
    """The names in an English question, as they are written; none where all is written large.

    Not of whom it greets.
    """
    question = question.strip()
    question = question[greeted.end() :] if (greeted := _GREETING.match(question)) else question
    if detect(question) != "en":
        return []
    words = list(_WORD.finditer(question))[1:]
    if 2 * sum(word.group()[0].isupper() for word in words) > len(words):
        return []
    return [
        word.group()
        for word in words
        if _NAME.fullmatch(word.group())
        and fold(word.group()) not in _NO_NAMES
        and not _SENTENCE.search(question[: word.start()])
    ]


def is_written_in(name: str, text: str) -> bool:
    """Whether ``text`` has a name or a part of it, its accents aside, or a word made of it."""
    text = _bare(text)
    parts = [part for part in _bare(name).split("-") if len(part) >= _SHORTEST]
    return any(_stem(part) in text for part in parts or [_bare(name)])


def _stem(name: str) -> str:
    return name[: max(_SHORTEST, len(name) - _ENDING)]


def _bare(text: str) -> str:
    parted = unicodedata.normalize("NFD", fold(text))
    return "".join(char for char in parted if not unicodedata.combining(char))
