"""Which documents a list shows: words of their names, collection and state, page by page. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from ragqa.sources import Source
from ragqa.text.language import fold

State = Literal["all", "remarkable", "failed"]
"""All documents; those of which there is something to say; those of which nothing was readable."""

Order = Literal["name", "newest"]

STATES: tuple[State, ...] = get_args(State)
ORDERS: tuple[Order, ...] = get_args(Order)

_MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is to show.

    Attributes:
        words: Each of them must be in the name; however it is written (NFKC, case, traditional).
        collection: Only documents of this one; "" for all.
        within: Only documents of these collections; None for all.
        state: Only those in this state.
        order: By name, or the last changed first.
        start: How many are left out before the page.
        count: Most documents of the page.
    """

    words: str = ""
    collection: str = ""
    within: frozenset[str] | None = None
    state: State = "all"
    order: Order = "name"
    start: int = 0
    count: int = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Some documents of a list.

    Attributes:
        sources: In the order that was asked for.
        total: How many fit in all.
    """

    sources: tuple[Source, ...]
    total: int


def fitting(rows: Iterable[tuple[str, str]], wanted: Wanted) -> list[str]:
    """The ids of those (id, name) that have every word that is asked for."""
    words = fold(wanted.words).split()[:_MOST_WORDS]
    if not words:
        return [key for key, _ in rows]
    return [key for key, name in rows if _has_all(fold(name), words)]


def _has_all(name: str, words: list[str]) -> bool:
    return all(word in name for word in words)
