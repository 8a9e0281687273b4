"""Which lines are left out, since the first answers and they tell of something else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean

from ragqa.text.asked import expected
from ragqa.text.asked.subject import each_said, subject
from ragqa.text.meaning.terms import Term, telling
from ragqa.text.parts.sentences import Sentence

# Chosen on the reading bench, whose sets it is told of here. Lines given, and how often one of them
# holds the gold answer: XQuAD zh 1.94 -> 1.69, .9906 -> .9883; en 1.67 -> 1.58, .9718 both; CMRC
# 2.39 -> 2.04, .925 -> .924. The first line stays. Refuted on Chinese ones: to leave out each line
# that says a part of what the first says of the question, a smaller margin of the scores, and what
# holds no time or amount where one is asked for (fewer lines, and .002 to .015 less found).
_PLAIN = 0.9  # share of the question that a first line says which answers plainly
_PLAIN_OTHER = 0.6  # the same where the other is of another passage
_BEHIND = 0.34  # by which another says less of it then
_PLAIN_BRIEF = 0.6  # the same where a time or an amount is asked for, which one line tells
_BEHIND_BRIEF = 0.1


def without_asides(question: str, chosen: Sequence[Sentence]) -> list[Sentence]:
    """``chosen`` without those that say clearly less of what the question is about than the first.

    Such a line says nothing of the question that the first does not say, or stands in another
    passage, or the first says nearly all. What stands above a line (a title, the header of a row)
    counts as said: of lines under titles that are siblings the question means those of one.
    All where the first holds no time or amount though one is asked for.

    Args:
        question: As asked.
        chosen: Lines, best first.
    """
    asked = subject(question)
    if len(chosen) < 2 or not asked or not expected.is_met(question, _told(chosen[0])):
        return list(chosen)
    best, *others = chosen
    whole = _said(asked, best)
    is_brief = expected.is_brief(question)
    return [best, *(s for s in others if not _is_aside(s, best, asked, whole, is_brief=is_brief))]


def _is_aside(
    line: Sentence,
    best: Sentence,
    asked: frozenset[Term],
    whole: Mapping[Term, float],
    *,
    is_brief: bool,
) -> bool:
    """Whether ``line`` tells of something else than ``best``, which says ``whole`` of ``asked``."""
    part = _said(asked, line)
    full = fmean(whole.values())
    behind = full - fmean(part.values())
    if behind >= _BEHIND and full >= (_PLAIN if line.number == best.number else _PLAIN_OTHER):
        return True
    if behind <= 0 or any(part[term] > whole[term] for term in asked):
        return False
    is_plain = is_brief and full >= _PLAIN_BRIEF and behind >= _BEHIND_BRIEF
    return is_plain or line.section != best.section


def _said(asked: frozenset[Term], line: Sentence) -> Mapping[Term, float]:
    return each_said(asked, _told(line), telling(f"{line.section}\n{line.title}"))


def _told(line: Sentence) -> str:
    return f"{line.lead}{line.text}"
