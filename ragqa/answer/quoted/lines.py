"""The lines of a quoted answer: which sentences they are, and which of them make one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ragqa.search.joining import joined, with_next
from ragqa.text.markers import without_markers
from ragqa.text.parts.sentences import Sentence
from ragqa.types import Passage

MOST_LINES = 3  # of an answer
# A neighbour of a chosen sentence joins it when at most this much further than the margin.
_JOINED = 0.04
_DUPLICATE = 0.7  # share of words in common above which two sentences say the same


def best_lines(
    found: Sequence[Sentence],
    joinable: Sequence[Passage],
    scores: NDArray[np.float64],
    margin: float,
    said: str,
) -> list[Sentence]:
    """The best sentence and those within ``margin`` of it that say something else.

    Args:
        found: Sentences.
        joinable: What they are from, all or none: neighbours in these become one line.
        scores: Of each sentence.
        margin: See above.
        said: Earlier answers of the conversation.
    """
    chosen: list[Sentence] = []
    behind = scores.max() - scores
    for i in np.argsort(behind, kind="stable"):
        if behind[i] > margin + _JOINED:
            break
        shown = "\n".join(f"{s.lead}{s.text}" for s in chosen)
        if found[i].text in shown or any(_same(found[i], s) for s in chosen):
            continue
        if behind[i] <= margin and _go_on(found[i], chosen):
            continue
        new = without_markers(found[i].text) not in said
        if joinable and new and _join(found[i], chosen, joinable):
            continue
        if len(chosen) < MOST_LINES and behind[i] <= margin:
            known = found[i].lead.strip() in f"{said}\n{shown}"
            chosen.append(replace(found[i], lead="") if known else found[i])
    return chosen


def explained(
    chosen: list[Sentence],
    best: Sentence,
    found: Sequence[Sentence],
    passages: Sequence[Passage],
) -> list[Sentence]:
    """``chosen`` with what stands behind ``best``, and no line that says a part of that again.

    Args:
        chosen: Lines, best first; not empty.
        best: The sentence that is nearest to the question.
        found: All sentences of ``passages``, in order.
        passages: What they are from.
    """
    [line, *others] = chosen
    if (line.number, line.end) != (best.number, best.end):
        return chosen  # joined with the next before
    line = with_next(line, found, passages[line.number - 1])
    return [line, *(s for s in others if not _overlap(s, line))]


def _go_on(sentence: Sentence, chosen: list[Sentence]) -> bool:
    """Put ``sentence`` in the place of the clause it goes on with, if that is in ``chosen``."""
    for place, line in enumerate(chosen):
        begun = line.number == sentence.number and line.text.endswith("；")
        if begun and sentence.lead.strip() == f"{line.lead}{line.text}":
            chosen[place] = sentence
            return True
    return False


def _join(sentence: Sentence, chosen: list[Sentence], passages: Sequence[Passage]) -> bool:
    """Make one line of ``sentence`` and its neighbour in ``chosen``, if there is one."""
    for place, line in enumerate(chosen):
        pair = joined(line, sentence, passages[line.number - 1])
        if pair is not None:
            chosen[place] = pair
            return True
    return False


def _same(one: Sentence, other: Sentence) -> bool:
    shared = len(one.words & other.words)
    return shared > _DUPLICATE * min(len(one.words), len(other.words))


def _overlap(one: Sentence, other: Sentence) -> bool:
    return one.number == other.number and one.start < other.end and other.start < one.end
