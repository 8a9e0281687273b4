"""Which sentences tell of others than a question names: articles, options, years, months, days."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from pathlib import PurePosixPath

import numpy as np
from numpy.typing import NDArray

from ragqa.text.articles import Articles, named
from ragqa.text.file_names import parted
from ragqa.text.parts.sentences import Sentence
from ragqa.text.switches import switches
from ragqa.text.time.timely import Tell, asked_times
from ragqa.types import Passage


def of_others(
    question: str, found: Sequence[Sentence], passages: Sequence[Passage]
) -> NDArray[np.bool_]:
    """Which of ``found`` have nothing of the articles and options named, or of the times.

    None where none has.
    """
    articles, options = named(question), switches(question)
    if not (articles or options):
        return _but_not_all(_of_other_times(question, found, passages))
    read = [Articles(passage.text) for passage in passages]
    return _but_not_all(
        [
            read[s.number - 1].at(s.start) not in articles and not options & switches(s.text)
            for s in found
        ]
    )


def _but_not_all(others: Sequence[bool]) -> NDArray[np.bool_]:
    return np.array(others) & (not all(others))


def _of_other_times(
    question: str, found: Sequence[Sentence], passages: Sequence[Passage]
) -> list[bool]:
    # Many sentences stand under one title, of few documents.
    asked = [(about, cache(tell)) for about, tell in asked_times(question)]
    documents = [_of_document(passage) if asked else "" for passage in passages]
    return [
        any(
            _is_of_others((s.text, s.section, documents[s.number - 1]), about, tell)
            for about, tell in asked
        )
        for s in found
    ]


def _of_document(passage: Passage) -> str:
    """What says of which time a document is: minutes, plans and bills have it in their title."""
    name = parted(str(PurePosixPath(passage.source).with_suffix("")))
    return "\n".join((name, *passage.headings))


def _is_of_others(said: Sequence[str], asked: Collection[int], tell: Tell) -> bool:
    """Whether a sentence tells of other times.

    Minutes of 10 March may say what happens on 4 May, and a plan names the day above its hours.

    Args:
        said: What it says itself, then the title of its part, then those of its document.
        asked: Of what times is asked.
        tell: Reads the like.
    """
    told = [tell(each) for each in said]
    first = next((times for times in told if times.sure), None)
    if first is None or not first.are_others(asked):
        return False
    return not any(times.sure and any(map(times.hold, asked)) for times in told)
