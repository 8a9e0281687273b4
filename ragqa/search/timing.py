"""Which hits tell of the time that a question is about: bills, reports and minutes of other years
and months have all its words but the date.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import PurePosixPath

from ragqa.text.file_names import parted
from ragqa.text.time.timely import asked_times
from ragqa.text.time.times import Times
from ragqa.text.yes_or_no import is_yes_or_no
from ragqa.types import Chunk, Hit


def of_its_time(
    question: str, hits: Sequence[Hit], beside: Callable[[Hit], Sequence[Chunk]]
) -> list[Hit]:
    """``hits`` without those that tell of years, months or days, but only of others than asked for.

    All stay where the rest of a document does tell of it, or tells of times by their distance
    ("last year"); where a question is answered with yes or no, which another time may do; and
    where it gives but a bound ("since 2019").

    Of 234 questions of XQuAD, CMRC and DRCD with a year or month none more is refused. Of 209 with
    the year moved by seven, so that hardly any is answered, 108 are given where 188 were. Of the 14
    that name a day none has a paragraph which tells of other days alone.

    Args:
        question: As searched for.
        hits: Best first.
        beside: What stands near a hit in its document. Asked of those that would be left out.
    """
    asked = asked_times(question)
    if not asked or is_yes_or_no(question):
        return list(hits)
    return [hit for hit in hits if not any(_is_of_others(hit, *a, hits, beside) for a in asked)]


def _is_of_others(
    hit: Hit,
    asked: Collection[int],
    tell: Callable[[str], Times],
    hits: Sequence[Hit],
    beside: Callable[[Hit], Sequence[Chunk]],
) -> bool:
    if not tell(_told(hit.chunk)).are_others(asked):
        return False
    found = [other.chunk for other in hits if other.chunk.source == hit.chunk.source]
    return not any(tell(_told(chunk)).may_tell(asked) for chunk in (*found, *beside(hit)))


def _told(chunk: Chunk) -> str:
    """What it says, and what is said of it: a report may have its year in its name alone."""
    name = parted(str(PurePosixPath(chunk.source).with_suffix("")))
    return "\n".join((name, *chunk.headings, chunk.text))
