"""What styles of a document have from those they are based on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

Style = TypeVar("Style", bound=Hashable)


def inheriting(
    says: Mapping[Style, bool], based_on: Iterable[tuple[Style, Style]]
) -> frozenset[Style]:
    """The styles for which something holds, whatever rings they are based on one another in.

    Args:
        says: What styles say themselves, yes or no.
        based_on: Styles, each with one whose word counts where it says nothing.
    """
    followers: dict[Style, list[Style]] = defaultdict(list)
    for style, base in based_on:
        if style not in says:
            followers[base].append(style)
    found: set[Style] = set()
    waiting = [style for style, holds in says.items() if holds]
    while waiting:
        style = waiting.pop()
        if style not in found:
            found.add(style)
            waiting += followers[style]
    return frozenset(found)
