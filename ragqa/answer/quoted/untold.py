"""What sentences are sure not to tell, so that they are no answer: a price, a number of things."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ragqa.text.asked import expected
from ragqa.text.figures.prices import AMOUNT
from ragqa.text.parts.leaning import leans
from ragqa.text.parts.sentences import Sentence

_NUMBERING = re.compile(
    r"^\s*(?:\d+(?:\.\d+)*\.?\s+|第\S{1,4}[章节条])"
)  # of a title: it is no amount


def untold(question: str, found: Sequence[Sentence]) -> NDArray[np.bool_]:
    """Which of ``found`` are sure not to tell what is asked for, where others of their passage may.

    A price of something else, in another document, is no better than none.
    """
    if not expected.is_untold(question, []):  # as most: any answer may do, so none is looked into
        return np.zeros(len(found), bool)
    lacking = [expected.is_untold(question, [_told(s)]) for s in found]
    telling = {s.number for s, is_none in zip(found, lacking, strict=True) if not is_none}
    return np.array([n and s.number in telling for s, n in zip(found, lacking, strict=True)])


def is_untold(question: str, chosen: Sequence[Sentence]) -> bool:
    """Whether what is asked for is nowhere in the best of ``chosen`` and those of its passage."""
    best = [_told(s) for s in chosen if s.number == chosen[0].number]
    return expected.is_untold(question, best)


def _told(sentence: Sentence) -> str:
    """With what says of what it tells: the header of a row, the title of its part.

    Of "It was 1300" a sentence further above may say so, too.
    """
    leaning = sentence.before if leans(sentence.text, "") else ()
    before = " ".join(sorted(word for word in leaning if not AMOUNT.search(word)))
    title = _NUMBERING.sub("", sentence.section)
    return f"{title}\n{before}\n{sentence.above}{sentence.text}"
