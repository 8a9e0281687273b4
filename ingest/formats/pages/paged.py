"""Documents of fixed pages: the texts of their pages put together. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.formats.blocks import one_line
from ingest.formats.ocr import unrecognised
from ingest.formats.pages import text as pdf_text
from ingest.formats.pages.clean import plain_characters, scrub
from ingest.formats.pages.text import Mark
from ingest.parsed import Heading, PageStart, Parsed
from ragqa.errors import DocumentError


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A line of an outline: ``level`` from 1, ``page`` 0-based."""

    level: int
    title: str
    page: int


def together(
    pages: Sequence[str],
    *,
    labels: Sequence[str],
    outline: Sequence[Mark],
    attached: Iterable[str],
    title: str,
    recognised: Iterable[int],
    failed: Sequence[int],
) -> Parsed:
    """The document.

    Args:
        pages: Their texts, "" for one without.
        labels: What is printed on each, "" for nothing.
        outline: Bookmarks.
        attached: Names of the files in it, which are told and not read.
        title: By the file itself.
        recognised: 0-based numbers of pages that were read by text recognition.
        failed: 1-based numbers of those at which that failed.

    Raises:
        DocumentError: No page has text.
    """
    empty = tuple(number for number, page in enumerate(pages, 1) if not page)
    if len(empty) == len(pages):
        raise _no_text(len(pages), failed)
    starts = [0]
    for page in pages:
        starts.append(starts[-1] + len(page) + 2)
    text = "\n\n".join(pages)
    found = pdf_text.headings(_clean(outline), pages, starts)
    if names := [name for raw in attached if (name := one_line(scrub(raw)))]:
        found.append(Heading(len(text) + 2, 1, "Attachments"))
        text += "\n\nAttachments (附件):\n" + "\n".join(f"- {name}" for name in names)
    return Parsed(
        text=text,
        pages=tuple(PageStart(starts[i], i + 1, label) for i, label in enumerate(labels)),
        headings=tuple(found),
        title=one_line(scrub(title)),
        pages_without_text=empty,
        pages_by_ocr=tuple(index + 1 for index in recognised if pages[index]),
        remarks=unrecognised(failed),
    )


def _clean(outline: Sequence[Mark]) -> list[Bookmark]:
    titles = ((mark, one_line(plain_characters(scrub(mark.title)))) for mark in outline)
    return [Bookmark(mark.level, title, mark.page) for mark, title in titles if title]


def _no_text(pages: int, failed: Sequence[int]) -> DocumentError:
    if failed:
        [told] = unrecognised(failed)
        return DocumentError(
            f"has no readable text on any page ({pages} in all). {told.en}",
            f"全部 {pages} 页都没有可读的文字。{told.zh}",
        )
    return DocumentError(
        f"has no readable text on any page ({pages} in all); if it is a scan, scan it anew more "
        "sharply, or set ocr to auto where it is off.",
        f"全部 {pages} 页都没有可读的文字；如果是扫描件，请重新清晰扫描，或把 ocr 设为 auto。",
    )
