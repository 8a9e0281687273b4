"""Running heads that are the title of the section, found by the outline. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Protocol

_FEWEST_PAGES, _SHARE = 3, 4  # at least one in so many pages begins with one
_NUMBER = re.compile(r"(?:[§\d][\d.]*|[A-Z]\.[\d.]*|第.{1,4}[章节篇])[:：.、]?\s+")


class Mark(Protocol):
    """A bookmark: ``page`` 0-based."""

    @property
    def title(self) -> str: ...
    @property
    def page(self) -> int: ...


def repeated(pages: Mapping[int, Sequence[str]], outline: Sequence[Mark]) -> set[int]:
    """The pages whose first line repeats the title of a section that has begun before.

    So does one where the section begins further down. A title that stands where its section begins
    is no running head.

    Args:
        pages: The lines of each page that has text, by its 0-based number.
        outline: Bookmarks in reading order.
    """
    begins: defaultdict[str, set[int]] = defaultdict(set)
    for mark in outline:
        begins[_bare(mark.title)].add(mark.page)
    found = {n for n, lines in pages.items() if _repeats(n, lines, begins)}
    return found if len(found) >= max(_FEWEST_PAGES, len(pages) / _SHARE) else set()


def _repeats(number: int, lines: Sequence[str], begins: Mapping[str, set[int]]) -> bool:
    if not lines or (title := _bare(lines[0])) not in begins:
        return False
    if number in begins[title]:
        return any(_bare(line) == title for line in lines[1:])
    return min(begins[title]) < number


def _bare(title: str) -> str:
    """Without its number."""
    title = title.strip()
    return title[found.end() :] if (found := _NUMBER.match(title)) else title
