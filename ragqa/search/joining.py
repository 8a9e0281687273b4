"""Sentences of a passage that follow one another, quoted as one.

What a question asks for often begins in one sentence and ends in the next, and a pair can be read
where two lines torn apart cannot.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ragqa.text.numerals import NUMERALS_ZH
from ragqa.text.parts.lists import BULLET
from ragqa.text.parts.sentences import SENTENCE_END, Sentence
from ragqa.types import Passage

_MOST = 2  # sentences, with what the first leans on
_LONGEST = 300  # characters
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
