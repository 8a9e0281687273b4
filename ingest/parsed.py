"""What a loader returns: the whole text of a document with its pages and headings by offset."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageStart:
    """Where a page begins in the text.

    Attributes:
        start: 0-based offset of its first character.
        number: 1-based position of the page in the file.
        label: What is printed on the page, "" when the file does not say.
    """

    start: int
    number: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: ``level`` 1 is the outermost, ``start`` its 0-based offset in the text.

    One with the title "" only ends those before it, of its level and below.
    """

    start: int
    level: int
    title: str


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be told of a document that could not be read in full, in both languages."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document as text.

    Attributes:
        text: All of it, pages and blocks parted by blank lines.
        pages: In order; empty for formats without pages.
        headings: In order of ``start``.
        title: From the file's own metadata, "" when there is none.
        pages_without_text: 1-based numbers of pages that gave no text.
        remarks: What else is missing.
        pages_by_ocr: 1-based numbers of pages whose text was recognised in their picture.
        parts: 0-based offsets, in order, at which a part of its own begins: a file inside, a slide,
            a sheet. No chunk spans one, so that what is cited is from the part that is named.
        verbatim: Where the white space that a line begins with has a meaning, as in code: 0-based
            spans [start, end), in order.
        kinds: Whose readers took part (``ingest.versions``), of files inside too.
        recognised: How many pictures and pages, of files inside too, text recognition looked at.
    """

    text: str
    pages: tuple[PageStart, ...] = ()
    headings: tuple[Heading, ...] = ()
    title: str = ""
    pages_without_text: tuple[int, ...] = ()
    remarks: tuple[Remark, ...] = ()
    pages_by_ocr: tuple[int, ...] = ()
    parts: tuple[int, ...] = ()
    verbatim: tuple[tuple[int, int], ...] = ()
    kinds: tuple[str, ...] = ()
    recognised: int = 0


def all_verbatim(text: str, title: str = "", headings: tuple[Heading, ...] = ()) -> Parsed:
    """A document all of which is verbatim, the arguments as of ``Parsed``."""
    return Parsed(text, headings=headings, title=title, verbatim=((0, len(text)),))
