"""A text built block by block, with its headings: what every structured loader writes into."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ingest.formats import callouts
from ingest.formats.tables import pairs
from ingest.parsed import Heading, PageStart, Parsed, Remark
from ragqa.errors import DocumentError
from ragqa.text.fenced_code import FENCE

# Where a line may or may not end within a word: shown, if ever, only there, and no part of it.
_UNSEEN = "\xad\u200b\u2060\ufeff"

MAX_CHARACTERS = 20_000_000
"""Longest text of one file; a file that unpacks to more is refused."""

BULLET = "-"
"""The mark of a point that has no number."""

_SPACES = re.compile(r"\s+")
_MARK = 90  # level of what is no heading in the file but says where a part of it is
_PAGE_MARK = 99
_MARKED = 600  # characters of rows, at least, that one mark is for


def without_unseen(text: str) -> str:
    """The text without soft hyphens and spaces of no width, which would part its words."""
    for mark in "" if text.isascii() else _UNSEEN:
        text = text.replace(mark, "")
    return text


def one_line(text: str) -> str:
    """White space, line ends too, as single spaces; none at the ends, and nothing unseen."""
    return _SPACES.sub(" ", without_unseen(text)).strip()


def letters(text: str) -> str:
    """Letters and digits alone, to tell whether two texts say the same."""
    return "".join(filter(str.isalnum, text))


def comment(text: str, author: str) -> str:
    """What somebody remarked on a document, told so that it is not taken for the document's."""
    return f"Comment (批注), {author}: {text}" if author else f"Comment (批注): {text}"


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
        self._parts_begin: list[int] = []
        self._verbatim: list[tuple[int, int]] = []

    def text(self, text: str) -> None:
        """A paragraph or any other run of lines, as it is but for the ends."""
        self._add(without_unseen(text).strip("\n").rstrip(), item=False)

    def code(self, text: str) -> None:
        """Code, between fences where it holds none itself."""
        if text.strip():
            self.text(text if FENCE in text else f"{FENCE}\n{text.strip(chr(10))}\n{FENCE}")

    def item(self, text: str, depth: int = 0, label: str = BULLET) -> None:
        """One point of a list, ``depth`` 0 the outermost; points stand close together.

        ``label`` is its mark or number, "3." for one.
        """
        if text := without_unseen(text).strip():
            self._add(f"{'  ' * depth}{label} {text}", item=True)

    def heading(self, level: int, title: str) -> None:
        """A heading; ``level`` 1 is the outermost."""
        if title := one_line(title):
            start = self._add(f"{'#' * min(level, 6)} {title}", item=False)
            self._headings.append(Heading(start, level, title))

    def mark(self, title: str, level: int = _MARK) -> None:
        """Say where the next block is: a heading, innermost by default, that the text lacks."""
        self._headings.append(Heading(self._next(), level, title))

    def table(
        self,
        rows: Iterable[Sequence[str]],
        numbers: Sequence[int] = (),
        above: Sequence[tuple[int, str]] = (),
    ) -> None:
        """A table, as Markdown; the first row is its header. One of a single cell is text.

        Names with their values, as in forms, are a line each (``pairs``).

        Args:
            rows: Their cells; with ``numbers``, none of them empty.
            numbers: What each row is called in the file; every few of them become a mark.
            above: Rows that are its title: what each is called, and its text.
        """
        rows = list(rows)
        if alone := _only_text(rows):
            self._rows([alone], 1, numbers, above)
            return
        if told := pairs.told([one_line(cell) for cell in row] for row in rows):
            self._rows(told, 1, numbers[: len(told)], above)
            rows, numbers, above = rows[len(told) :], numbers[len(told) :], ()
        rows = rows if numbers else pairs.unfolded(rows)
        self._rows(table_rows(rows), 2, numbers, above)

    def lines(self, lines: Sequence[str], numbers: Sequence[int]) -> None:
        """Rows that are no table, each with what it is called in the file."""
        self._rows(lines, 1, numbers, ())

    def _rows(
        self,
        lines: Sequence[str],
        heads: int,
        numbers: Sequence[int],
        above: Sequence[tuple[int, str]],
    ) -> None:
        """Rows, the first of them of so many lines, below what is their title."""
        titles = [self._add(title, item=False) for _, title in above]
        start = self._add("\n".join(filter(None, lines)), item=False)
        if numbers:
            first = above[0][0] if above else numbers[0]
            marks = list(_row_marks(lines, heads, (first, *numbers[1:]), start))
            marks[0] = replace(marks[0], start=titles[0] if titles else start)
            self._headings.extend(marks)

    def embed(self, level: int, title: str, parsed: Parsed) -> None:
        """A whole document as a section of this one, and a part of its own if it has a title.

        Its page numbers are no page numbers of this document: they become marks ("p. 3").
        """
        if title:
            self.part()
            self.heading(level, title)
        if not parsed.text.strip():
            return
        start = self._add(parsed.text, item=False)
        for heading in _with_page_marks(parsed):
            deep = heading.level if heading.level >= _MARK else heading.level + level
            self._headings.append(Heading(start + heading.start, deep, heading.title))
        self._parts_begin += [start + part for part in parsed.parts]
        self._verbatim += [(start + first, start + end) for first, end in parsed.verbatim]

    def running(self, texts: Iterable[str]) -> None:
        """Heads and feet of pages, each once, but not those of nothing but a page number."""
        seen = dict.fromkeys(text for text in texts if any(map(str.isalpha, text)))
        if seen:
            self.mark("header, footer", 1)
        for text in seen:
            self.text(text)

    def page(self, label: str = "") -> None:
        """A page begins with the next block."""
        self._pages.append(PageStart(self._next(), len(self._pages) + 1, label))

    def part(self) -> None:
        """A part of its own (``Parsed.parts``) begins with the next block."""
        self._parts_begin.append(self._next())

    def parsed(self, title: str = "", remarks: tuple[Remark, ...] = ()) -> Parsed:
        """All that was collected; a page in which nothing was written is one without text."""
        ends = [*(page.start for page in self._pages[1:]), self._next()]
        filled = [page for page, end in zip(self._pages, ends, strict=False) if page.start < end]
        empty = {page.number for page in self._pages} - {page.number for page in filled}
        return Parsed(
            text="".join(self._parts),
            pages=tuple(filled),
            headings=tuple(h for h in self._headings if h.start < self._length),
            title=one_line(title),
            pages_without_text=tuple(sorted(empty)),
            remarks=remarks,
            parts=tuple(sorted({p for p in self._parts_begin if 0 < p < self._length})),
            verbatim=tuple(self._verbatim),
        )

    def _next(self) -> int:
        return self._length + 2 if self._parts else 0

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


def _only_text(rows: Sequence[Sequence[str]]) -> str:
    """What a frame holds; "" for a table.

    It is a table of one cell with its paragraphs, or of one behind the head of a callout.
    """
    filled = (cell for row in rows for cell in row if one_line(cell))
    first, second, third = (without_unseen(next(filled, "")).strip() for _ in range(3))
    if second and not third and callouts.is_head(first):
        return callouts.in_front(first, second)
    return "" if second else first


def _row_marks(
    lines: Sequence[str], heads: int, numbers: Sequence[int], start: int
) -> Iterator[Heading]:
    """A heading for every few rows; the first row has so many lines, as a rule under it."""
    first, place, length = 0, start, sum(len(line) + 1 for line in lines[:heads])
    for k, line in enumerate(lines[heads:], 1):
        if length >= _MARKED and k > first + 1:
            yield Heading(place, _MARK, _rows(numbers[first], numbers[k - 1]))
            first, place, length = k, place + length, 0
        length += len(line) + 1
    yield Heading(place, _MARK, _rows(numbers[first], numbers[-1]))


def _rows(first: int, last: int) -> str:
    return f"rows {first}-{last}" if first < last else f"row {first}"


def _with_page_marks(parsed: Parsed) -> Iterator[Heading]:
    """The headings, and the page that holds at each of them and where a page begins."""
    starts = [page.start for page in parsed.pages]
    pages = [Heading(page.start, _PAGE_MARK, _page_title(page)) for page in parsed.pages]
    for heading in sorted((*parsed.headings, *pages), key=lambda h: (h.start, h.level)):
        yield heading
        if heading.level == _PAGE_MARK or not starts or heading.start < starts[0]:
            continue
        on = parsed.pages[bisect.bisect_right(starts, heading.start) - 1]
        if on.start != heading.start:  # where a page begins, its own mark follows
            yield Heading(heading.start, _PAGE_MARK, _page_title(on))


def _page_title(page: PageStart) -> str:
    label = f" ({page.label})" if page.label not in ("", str(page.number)) else ""
    return f"p. {page.number}{label}"


def too_long() -> DocumentError:
    """The error for a file whose text is beyond ``MAX_CHARACTERS``."""
    millions = MAX_CHARACTERS // 1_000_000
    return DocumentError(
        f"has more than {millions} million characters; split it into smaller files.",
        f"文字超过 {millions * 100} 万字；请拆成较小的文件。",
    )
