"""Sentences of a passage that follow one another, quoted as one.

What a question asks for often begins in one sentence and ends in the next, and a pair can be read
where two lines torn apart cannot.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from ragqa.text.language import words
from ragqa.text.numerals import NUMERALS_ZH
from ragqa.text.parts.leaning import leans
from ragqa.text.parts.lists import BULLET, runs
from ragqa.text.parts.sentences import SENTENCE_END, Sentence
from ragqa.types import Passage

_MOST = 2  # sentences, with what the first leans on
_LONGEST = 300  # characters
_LONGEST_EXPLAINED = 600  # the same of what is told with what stands behind it
_OPENING = re.compile(rf"{BULLET.pattern}|第[\d{NUMERALS_ZH}]+条")  # of an item or article


def joined(one: Sentence, other: Sentence, passage: Passage) -> Sentence | None:
    """Both as one, letter for letter from the passage; None where they are not neighbours.

    Neighbours stand in one paragraph with nothing between them, and the first has an end mark:
    rows, list items and articles are not joined. Two are the most, and what a sentence leans on
    counts.

    Args:
        one: A sentence of ``passage``; it may be a pair already.
        other: The same of any passage, before or after ``one``.
        passage: Whose text ``one`` is from.
    """
    if one.number != other.number:
        return None
    first, second = sorted((one, other), key=lambda s: s.start)
    between = passage.text[first.end : second.start]
    if first.end > second.start or between.strip() or "\n\n" in between:
        return None
    if _OPENING.match(second.text):
        return None
    text = passage.text[first.start : second.end]
    parts = first.parts + second.parts
    if parts + bool(first.lead) > _MOST or len(first.lead) + len(text) > _LONGEST:
        return None
    if not SENTENCE_END.search(first.text):
        return None
    return replace(first, text=text, words=first.words | second.words, parts=parts)


def with_next(line: Sentence, others: Iterable[Sentence], passage: Passage) -> Sentence:
    """``line`` with what stands behind it in its paragraph, or as it is where nothing does.

    That is a list that begins there, as a whole, or the next sentence, with its code or list.
    Behind code or a list only one that leans on it belongs to it.

    Args:
        line: A sentence of ``passage``.
        others: Sentences of any passages, in order.
        passage: Whose text ``line`` is from.
    """
    end = next((end for start, end in runs(passage.text, BULLET) if _meet(line, start, passage)), 0)
    for other in others:
        if end or other.number != line.number or not _meet(line, other.start, passage):
            continue
        if not _OPENING.match(other.text) and (line.parts <= _MOST or leans(other.text, "")):
            end = other.end
    if not end or len(line.lead) + end - line.start > _LONGEST_EXPLAINED:
        return line
    text = passage.text[line.start : end]
    return replace(line, text=text, words=frozenset(words(text)), parts=line.parts + 1)


def _meet(line: Sentence, start: int, passage: Passage) -> bool:
    """Whether nothing but white space, and no blank line, parts a line from what is behind it."""
    between = passage.text[line.end : start]
    return line.end <= start and not between.strip() and "\n\n" not in between
