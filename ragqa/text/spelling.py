"""A mistyped word of a question, put right by the words of what was found for it all the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from ragqa.text.language import FUNCTION_WORDS, fold
from ragqa.text.phrases import quoted

_SHORTEST = 5  # letters: shorter words have too many neighbours
_WORD = re.compile(
    rf"(?<![A-Za-z0-9_.\-])[A-Za-z]{{{_SHORTEST},}}(?![A-Za-z0-9_\-]|\.[A-Za-z0-9])", re.ASCII
)


def respelt(question: str, texts: Iterable[str], is_known: Callable[[str], bool]) -> str:
    """``question``, in which each word that is not known is the one of ``texts`` that it resembles.

    One letter is missing, too many, another, or two are exchanged; the first one is right. Words
    in quotes, with digits or in other scripts stay, and so does one that resembles several.

    Args:
        question: As searched for.
        texts: What was found.
        is_known: Whether a word, folded, stands anywhere that is searched.
    """
    literal = " ".join(map(fold, quoted(question)))
    words: dict[str, str] = {}  # as they are written, by what they are folded

    def better(match: re.Match[str]) -> str:
        written = match.group()
        word = fold(written)
        if word in FUNCTION_WORDS or word in literal or is_known(word):
            return written
        if not words:
            words.update((fold(found), found) for text in texts for found in _WORD.findall(text))
        near = [known for known in words if _is_near(word, known)]
        if len(near) != 1:
            return written
        return near[0] if written.islower() else words[near[0]]

    return _WORD.sub(better, question)


def _is_near(one: str, other: str) -> bool:
    """Whether one step makes ``one`` of ``other``, behind the first letter."""
    if one == other or one[0] != other[0] or abs(len(one) - len(other)) > 1:
        return False
    same = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), -1)
    if same < 0:  # one is the beginning of the other
        return True
    a, b = one[same:], other[same:]
    if len(a) == len(b):
        return a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
    return a[1:] == b or a == b[1:]
