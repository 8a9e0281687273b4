"""Where in a document something stands, as people read it in their language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol

from ui.texts import Language

# What the reader of a sheet calls a part of it (``ingest.formats.blocks``).
_ROWS = re.compile(r"rows? (\d+)(?:-(\d+))?")


class _Words(Protocol):
    @property
    def page(self) -> str: ...
    @property
    def pages(self) -> str: ...


def pages(first: int, last: int | None, words: _Words) -> str:
    """A page or, where ``last`` is another one, several; both are 1-based."""
    if last is None or last == first:
        return words.page.format(page=first)
    return words.pages.format(first=first, last=last)


def titles(headings: Iterable[str], language: Language) -> list[str]:
    """Headings, of which those that only count the rows of a sheet are in ``language``."""
    return [_in_chinese(heading) if language == "zh" else heading for heading in headings]


def _in_chinese(heading: str) -> str:
    rows = _ROWS.fullmatch(heading)
    if rows is None:
        return heading
    first, last = rows.groups()
    return f"第 {first}–{last} 行" if last else f"第 {first} 行"
