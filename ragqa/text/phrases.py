"""Phrases that a question has in quotes, which its hits should hold to the letter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ragqa.text.language import CJK, fold
from ragqa.types import Hit

# None goes past another opening mark of its kind: each would be read to the end of the question.
_QUOTED = re.compile(
    r"\"([^\"]+)\"|“([^“”]+)”|「([^「」]+)」|『([^『』]+)』|《([^《》]+)》|＂([^＂]+)＂"
)
_BESIDE_CJK = re.compile(rf" (?:(?<=[{CJK}] )|(?=[{CJK}]))")
_MARKS = (("‘", "'"), ("’", "'"), ("“", '"'), ("”", '"'))
_MOST = 8
_STEP = 0.001  # between the lowest that holds a phrase and the highest that does not


def quoted(question: str) -> tuple[str, ...]:
    """The phrases in quotes, in order, without those that have no letter or digit; at most 8."""
    found = ("".join(groups).strip() for groups in _QUOTED.findall(question))
    return tuple(dict.fromkeys(p for p in found if any(map(str.isalnum, p))))[:_MOST]


def plain(text: str) -> str:
    """``text`` as phrases are looked for in it: without width, case, variants and double space.

    White space counts as one space, and as none beside a Chinese character: there it is where a
    line ends.
    """
    # Each step in C: it is done for all candidates of a question that has a phrase.
    for curled, straight in _MARKS:
        text = text.replace(curled, straight)
    return _BESIDE_CJK.sub("", " ".join(fold(text).split()))


def holding_first(hits: Sequence[Hit], phrases: Sequence[str]) -> list[Hit]:
    """Hits with more of ``phrases`` before those with fewer, else as they were.

    Where that changes the order, the scores of the latter are lowered, all by the same.

    Args:
        hits: Best first.
        phrases: From ``quoted``.
    """
    if not phrases:
        return list(hits)
    wanted = [plain(phrase) for phrase in phrases]
    groups: dict[int, list[Hit]] = {}
    for hit in hits:
        text = plain(hit.chunk.text)
        held = sum(phrase in text for phrase in wanted)
        groups.setdefault(held, []).append(hit)
    ordered: list[Hit] = []
    for held in sorted(groups, reverse=True):
        group = groups[held]
        excess = group[0].score - ordered[-1].score + _STEP if ordered else 0.0
        ordered += [replace(hit, score=hit.score - max(0.0, excess)) for hit in group]
    return ordered
