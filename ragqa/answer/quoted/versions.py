"""Which sentences stand in last year's version of a document whose later one is at hand, too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

import numpy as np
from numpy.typing import NDArray

from ragqa.text.parts.sentences import Sentence
from ragqa.text.time.timely import asked_times
from ragqa.types import Passage

_NUMBER = re.compile(r"\d+")
_YEARS = range(1980, 2100)
# What a number is a version behind: "v2", "V3.0", "version 2", "rev 4", "第3版" has it behind.
_VERSION = re.compile(r"(?:^|[^a-z])(?:v|ver|version|rev|revision|版本?)[\s_.-]?$", re.IGNORECASE)
_PRESENT = re.compile(
    r"现在|目前|如今|当前|现行|最新|最后|最终|\b(?:now|nowadays|currents?|currently|latest|newest|finally)\b",
    re.IGNORECASE,
)
_ALIKE = 0.6  # share of words in common of what two versions say of the same


@dataclass(frozen=True, slots=True)
class _Name:
    """The name of a document: what all its versions are called, and which one it is."""

    of_all: str
    numbers: tuple[int, ...]
    ordered: tuple[bool, ...]  # whether a number is a part of a date or of a version

    def is_before(self, other: _Name) -> bool:
        """Whether it is an earlier version of the same."""
        if self.of_all != other.of_all or self.ordered != other.ordered:
            return False
        pairs = zip(self.numbers, other.numbers, self.ordered, strict=True)
        first = next(((a, b, known) for a, b, known in pairs if a != b), None)
        return first is not None and first[0] < first[1] and first[2]


def superseded(
    question: str, found: Sequence[Sentence], passages: Sequence[Passage]
) -> NDArray[np.bool_]:
    """Which of ``found`` a later version of their document says otherwise.

    Versions have names that differ by a date or a version alone ("手册2023.docx", "手册2025.md");
    "part 1" and "part 2" are none. Where the question asks for what holds now, all of an earlier
    version counts, else what the later one says in nearly the same words. None where the question
    names a time, or has the number of an earlier version.

    Args:
        question: What was asked.
        found: Sentences of ``passages``.
        passages: What search gave.
    """
    none = np.zeros(len(found), dtype=bool)
    names = [_name(passage.source) for passage in passages]
    later = [
        {i for i, other in enumerate(names) if name.is_before(other)} if name.numbers else set()
        for name in names
    ]
    if not any(later) or asked_times(question):
        return none
    asked = set(map(int, _NUMBER.findall(question)))
    if any(_is_named(names[i], names[j], asked) for i, some in enumerate(later) for j in some):
        return none
    if _PRESENT.search(question):
        return np.array([bool(later[s.number - 1]) for s in found])
    return np.array([_has_twin(s, found, later[s.number - 1]) for s in found])


def _name(source: str) -> _Name:
    path = str(PurePosixPath(source).with_suffix(""))
    matches = list(_NUMBER.finditer(path))
    ordered: list[bool] = []
    for place, match in enumerate(matches):
        between = path[matches[place - 1].end() : match.start()] if place else ""
        # A month goes on a year, and ".0" a version.
        goes_on = place > 0 and ordered[-1] and len(between) <= 1
        starts = int(match.group()) in _YEARS or _VERSION.search(path[: match.start()]) is not None
        ordered.append(starts or goes_on or path[match.end() : match.end() + 1] == "版")
    numbers = tuple(int(match.group()) for match in matches)
    return _Name(_NUMBER.sub("0", path).casefold(), numbers, tuple(ordered))


def _is_named(older: _Name, newer: _Name, asked: set[int]) -> bool:
    """Whether the question has a number by which the earlier one is told from the later one."""
    return not asked.isdisjoint(set(older.numbers) - set(newer.numbers))


def _has_twin(sentence: Sentence, found: Sequence[Sentence], later: set[int]) -> bool:
    return any(
        other.number - 1 in later
        and len(sentence.words & other.words) >= _ALIKE * len(sentence.words | other.words)
        for other in found
    )
