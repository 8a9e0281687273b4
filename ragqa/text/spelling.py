"""A mistyped word of a question, put right by the words of what was found for it all the same."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from ragqa.text.language import FUNCTION_WORDS, fold, is_cjk, simplified
from ragqa.text.phrases import quoted
from ragqa.text.segmentation import cut, is_word
from ragqa.text.sounds import sound_alike

_SHORTEST = 5  # letters: shorter words have too many neighbours
_WORD = re.compile(
    rf"(?<![A-Za-z0-9_.\-])[A-Za-z]{{{_SHORTEST},}}(?![A-Za-z0-9_\-]|\.[A-Za-z0-9])", re.ASCII
)
_LONGEST = 4  # characters of a Chinese word; longer ones are mostly names or several words


def respelt(question: str, texts: Iterable[str], is_known: Callable[[str], bool]) -> str:
    """``question``, in which each word that is not known is the one of ``texts`` that it resembles.

    Of Latin letters one is missing, too many, another, or two are exchanged; the first one is
    right. Of Chinese characters one is another of the same sound. Words in quotes, with digits or
    in other scripts stay, and so does one that resembles several, or is Chinese and in the
    dictionary.

    Args:
        question: As searched for.
        texts: What was found.
        is_known: Whether a word, folded, stands anywhere that is searched.
    """
    texts, is_known = list(texts), cache(is_known)
    literal = " ".join(map(fold, quoted(question)))
    question = _resounded(question, texts, is_known, literal)
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


def _resounded(
    question: str, texts: Iterable[str], is_known: Callable[[str], bool], literal: str
) -> str:
    """``question`` with each Chinese word that is not known as the one that sounds like it."""
    plain = simplified(question)
    if not any(map(is_cjk, plain)):
        return question
    found = frozenset(word for text in texts for word in cut(fold(text)) if _may_be_meant(word))
    right = _of_the_dictionary(plain)
    better = list(question)  # as many characters as ``plain``
    for start, word in _resembling(plain, found):
        end = start + len(word)
        said = plain[start:end]
        wrong = next(i for i in range(start, end) if plain[i] != word[i - start])
        untouched = better[start:end] == list(question[start:end])
        if untouched and wrong not in right and said not in literal and not is_known(said):
            better[start:end] = word
    return "".join(better)


def _of_the_dictionary(plain: str) -> frozenset[int]:
    """The places of characters that are part of a word in the dictionary: 址 of 地址是."""
    found: set[int] = set()
    start = 0
    for word in cut(plain):
        if len(word) > 1 and is_word(word):
            found.update(range(start, start + len(word)))
        start += len(word)
    return frozenset(found)


def _resembling(plain: str, words: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Where a text has what sounds like one of ``words`` alone, and which; the longest first."""
    others: dict[tuple[str, str], list[str]] = defaultdict(list)
    for word in words:
        for around in _around_each(word):
            others[around].append(word)
    for length in range(_LONGEST, 1, -1):
        for start in range(len(plain) - length + 1):
            said = plain[start : start + length]
            alike = (word for around in _around_each(said) for word in others.get(around, ()))
            near = [word for word in alike if _sounds_like(said, word)]
            if len(near) == 1:
                yield start, near[0]


def _around_each(word: str) -> Iterator[tuple[str, str]]:
    """What stands before and behind each character: of two words with one other, once the same."""
    return ((word[:n], word[n + 1 :]) for n in range(len(word)))


def _may_be_meant(word: str) -> bool:
    return 1 < len(word) <= _LONGEST and all(map(is_cjk, word)) and word not in FUNCTION_WORDS


def _sounds_like(said: str, word: str) -> bool:
    """Whether of as many characters one differs, and is no word that only asks or joins."""
    other = [(a, b) for a, b in zip(said, word, strict=True) if a != b]
    return len(other) == 1 and other[0][0] not in FUNCTION_WORDS and sound_alike(*other[0])
