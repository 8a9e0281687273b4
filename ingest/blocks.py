"""A text built block by block, with its headings: what every structured loader writes into."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ingest.parsed import Heading, PageStart, Parsed
from ragqa.errors import DocumentError

MAX_CHARACTERS = 20_000_000
"""Longest text of one file; a file that unpacks to more is refused."""

_SPACES = re.compile(r"\s+")


def one_line(text: str) -> str:
    """White space, line ends too, as single spaces; none at the ends."""
    return _SPACES.sub(" ", text).strip()


def table_rows(rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a Markdown table; the first row is its header.

    The header is as wide as the widest row; a bar within a cell is escaped, white space is one
    space. Empty rows are left out.
    """
    cells = [[one_line(cell).replace("|", "\\|") for cell in row] for row in rows]
    cells = [row for row in cells if any(row)]
    if not cells:
        return []
    width = max(len(row) for row in cells)
    cells[0] += [""] * (width - len(cells[0]))
    lines = [f"| {' | '.join(row)} |" for row in cells]
    return [lines[0], f"|{' --- |' * width}", *lines[1:]]


class Blocks:
    """Collects blocks, parted by blank lines, and where headings and pages begin.

    Raises DocumentError as soon as the text grows beyond ``MAX_CHARACTERS``.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._item = False
        self._headings: list[Heading] = []
        self._pages: list[PageStart] = []

    def text(self, text: str) -> None:
        """A paragraph or any other run of lines, as it is but for the ends."""
        self._add(text.strip("\n").rstrip(), item=False)

    def item(self, text: str, depth: int = 0) -> None:
        """One point of a list, ``depth`` 0 the outermost; points stand close together."""
        if text := text.strip():
            self._add(f"{'  ' * depth}- {text}", item=True)

    def heading(self, level: int, title: str) -> None:
        """A heading; ``level`` 1 is the outermost."""
        if title := one_line(title):
            start = self._add(f"{'#' * min(level, 6)} {title}", item=False)
            self._headings.append(Heading(start, level, title))

    def table(self, rows: Iterable[Sequence[str]]) -> None:
        """A table, as Markdown; the first row is its header."""
        self._add("\n".join(table_rows(rows)), item=False)

    def page(self, label: str = "") -> None:
        """A page begins with the next block."""
        start = self._length + 2 if self._parts else 0
        self._pages.append(PageStart(start, len(self._pages) + 1, label))

    def parsed(self, title: str = "") -> Parsed:
        """All that was collected."""
        return Parsed(
            text="".join(self._parts),
            pages=tuple(self._pages),
            headings=tuple(self._headings),
            title=one_line(title),
        )

    def _add(self, text: str, *, item: bool) -> int:
        """Append a block; returns the offset at which it begins."""
        if not text.strip():
            return self._length
        if self._parts:
            self._append("\n" if item and self._item else "\n\n")
        self._item = item
        start = self._length
        self._append(text)
        return start

    def _append(self, text: str) -> None:
        self._length += len(text)
        if self._length > MAX_CHARACTERS:
            raise too_long()
        self._parts.append(text)


def too_long() -> DocumentError:
    """The error for a file whose text is beyond ``MAX_CHARACTERS``."""
    millions = MAX_CHARACTERS // 1_000_000
    return DocumentError(
        f"has more than {millions} million characters; split it into smaller files.",
        f"的文字超过 {millions * 100} 万字；请拆成较小的文件。",
    )
