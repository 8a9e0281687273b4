"""PDF: the text of each page by PDFium; labels, outline and a second opinion by pypdf.

Nothing is rendered, so giant pages and images cost nothing.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest import clean
from ingest.blocks import MAX_CHARACTERS, one_line, too_long
from ingest.parsed import Heading, PageStart, Parsed
from ingest.quality import badness
from ragqa.errors import DocumentError

MAX_PAGES = 20_000
"""A file with more is refused."""

_BAD = 0.2  # Share of bad characters from which a page's text is not believed.
_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD
_MOST_HEADINGS = 20_000
_DEEPEST = 16


def load(path: Path, passwords: Sequence[str] = ()) -> Parsed:
    """The text of a PDF, page by page.

    A page is without text when both readers give none, or only characters that a broken font map
    makes. Such pages are listed; a file of nothing else is refused.

    Args:
        path: The file.
        passwords: Tried in turn on an encrypted file, after the empty one.

    Raises:
        DocumentError: The file is encrypted, damaged, too large, or has no text at all.
    """
    raw, password = _pdfium_pages(path, ("", *passwords))
    extras = _Extras.read(path, password, {i for i, text in enumerate(raw) if _doubtful(text)})
    labels = extras.labels if len(extras.labels) == len(raw) else [""] * len(raw)
    pages = _readable(
        [_better(text, extras.texts.get(index, "")) for index, text in enumerate(raw)], labels
    )
    empty = tuple(number for number, page in enumerate(pages, 1) if not page)
    if len(empty) == len(pages):
        raise _no_text(len(pages))
    starts = [0]
    for page in pages:
        starts.append(starts[-1] + len(page) + 2)
    return Parsed(
        text="\n\n".join(pages),
        pages=tuple(PageStart(starts[i], i + 1, label) for i, label in enumerate(labels)),
        headings=tuple(_headings(extras.outline, pages, starts)),
        title=extras.title,
        pages_without_text=empty,
    )


def _no_text(pages: int) -> DocumentError:
    return DocumentError(
        f"has no text on any page ({pages} in all): probably a scan; run it through OCR first.",
        f"的全部 {pages} 页都没有文字，可能是扫描件；请先做文字识别（OCR）。",
    )


# --- PDFium -------------------------------------------------------------------------------------


def _pdfium_pages(path: Path, passwords: Sequence[str]) -> tuple[list[str], str]:
    """The text of every page as it comes, and the password that opened the file."""
    for password in passwords:
        document = _opened(path, password)
        if document is None:
            continue
        with closing(document):
            return list(_page_texts(document)), password
    raise DocumentError(
        "is encrypted; add its password to pdf_passwords.",
        "已加密；请把密码加入 pdf_passwords。",
    )


def _opened(path: Path, password: str) -> Any:
    """The open document, None when the password is wrong."""
    import pypdfium2  # type: ignore[import-untyped]

    try:
        return pypdfium2.PdfDocument(path, password=password or None)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_ERROR:
            return None
        raise _damaged() from error


def _damaged() -> DocumentError:
    return DocumentError(
        "is damaged, or is not a PDF: it cannot be opened; export or download it again.",
        "已损坏或不是 PDF，无法打开；请重新导出或下载。",
    )


def _page_texts(document: Any) -> Iterator[str]:
    import pypdfium2

    count = len(document)
    if count > MAX_PAGES:
        raise DocumentError(
            f"has {count:,} pages, more than {MAX_PAGES:,}; split it into smaller files.",
            f"有 {count} 页，超过 {MAX_PAGES} 页；请拆成较小的文件。",
        )
    characters = failed = 0
    for index in range(count):
        try:
            with closing(document[index]) as page, closing(page.get_textpage()) as text:
                characters += text.count_chars()
                if characters > MAX_CHARACTERS:
                    raise too_long()
                yield text.get_text_bounded()
        except pypdfium2.PdfiumError:
            # One broken page must not cost the others; it is listed as without text.
            failed += 1
            yield ""
    if failed == count:
        raise _damaged()


# --- the text of a page -------------------------------------------------------------------------


def _doubtful(text: str) -> bool:
    return bool(text.strip()) and badness(_scrubbed(text)) > _BAD


def _scrubbed(text: str) -> str:
    """PDFium writes U+0002 or U+FFFE for a hyphen and the line end after it."""
    text = re.sub("[\x02\ufffe]|\xad\r?\n", "-\n", text).replace("\xad", "")
    return clean.plain_characters(clean.scrub(text))


def _better(first: str, second: str) -> str:
    """The more believable of two readings of a page, "" when neither is."""
    first, second = _scrubbed(first), _scrubbed(second)
    if not second.strip():
        return "" if badness(first) > _BAD else first
    best = min(first, second, key=badness)
    return "" if badness(best) > _BAD else best


def _readable(pages: Sequence[str], labels: Sequence[str]) -> list[str]:
    """Running lines dropped, words and paragraphs mended."""
    bare = clean.without_running_lines([clean.close_up(page) for page in pages], labels)
    words = clean.words_of("\n".join(bare))
    width = clean.usual_width(bare)
    return [clean.unwrap(page, width, words).strip() for page in bare]


# --- labels, outline and second opinion, by pypdf -----------------------------------------------


@dataclass(frozen=True, slots=True)
class _Bookmark:
    level: int
    title: str
    page: int  # 0-based


@dataclass(frozen=True, slots=True)
class _Extras:
    """What pypdf adds; each part is empty when pypdf cannot read it."""

    labels: list[str] = field(default_factory=list)
    outline: list[_Bookmark] = field(default_factory=list)
    texts: dict[int, str] = field(default_factory=dict)
    title: str = ""

    @classmethod
    def read(cls, path: Path, password: str, doubtful: set[int]) -> _Extras:
        """Labels, outline, title, and the text of the pages whose first reading is doubtful."""
        import pypdf
        from pypdf.errors import PyPdfError

        logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it logs each oddity of a file
        # pypdf is stricter than PDFium, and raises whatever its own code trips over on odd files.
        foreign: tuple[type[Exception], ...] = (PyPdfError, LookupError, ValueError, TypeError)
        foreign += (AttributeError, ArithmeticError, AssertionError, RuntimeError, OSError)
        extras = cls()
        with suppress(*foreign), path.open("rb") as stream:
            reader = pypdf.PdfReader(stream, password=password or None)
            if "/PageLabels" in reader.root_object:
                extras.labels.extend(one_line(clean.scrub(label)) for label in reader.page_labels)
            for index in sorted(doubtful):
                with suppress(*foreign):
                    extras.texts[index] = reader.pages[index].extract_text()
            with suppress(*foreign):
                extras.outline.extend(_bookmarks(reader))
            title = str(reader.metadata.title or "") if reader.metadata else ""
            return cls(extras.labels, extras.outline, extras.texts, one_line(clean.scrub(title)))
        return extras


def _bookmarks(reader: Any) -> Iterator[_Bookmark]:
    """The outline in reading order; entries that lead out of the file are left out."""
    numbers = {page.indirect_reference.idnum: n for n, page in enumerate(reader.pages)}
    waiting = [(entry, 1) for entry in reversed(reader.outline)]
    for _ in range(_MOST_HEADINGS):
        if not waiting:
            return
        entry, level = waiting.pop()
        if isinstance(entry, list):
            if level < _DEEPEST:
                waiting.extend((child, level + 1) for child in reversed(entry))
            continue
        page = numbers.get(getattr(entry.page, "idnum", None))
        title = one_line(clean.plain_characters(clean.scrub(str(entry.title or ""))))
        if page is not None and title:
            yield _Bookmark(level, title, page)


# What may stand before a title on the page and not in the outline: "2.1", "Chapter 2", "第二章".
_NUMBER = (
    r"(?:(?:chapter|section|part|appendix|第)?\s*[\divxlcA-Z一二三四五六七八九十百.]{0,9}"
    r"[章节篇部]?[:：.、]?)"
)


def _headings(
    outline: Sequence[_Bookmark], pages: Sequence[str], starts: Sequence[int]
) -> list[Heading]:
    """Bookmarks as headings, at the line that holds the title, else where their page begins."""
    found: list[Heading] = []
    for mark in outline:
        if mark.page >= len(pages):
            continue
        begin = starts[mark.page]
        after = found[-1].start + 1 - begin if found and found[-1].start >= begin else 0
        found.append(
            Heading(begin + _line_of(mark.title, pages[mark.page], after), mark.level, mark.title)
        )
    return sorted(found, key=lambda heading: heading.start)


def _line_of(title: str, page: str, after: int) -> int:
    """Offset of the first line at or after ``after`` that is the title; 0 when there is none."""
    solid = r"\s*".join(re.escape(char) for char in title if not char.isspace())
    line = re.compile(rf"^[ \t]*{_NUMBER}\s*{solid}[ \t]*$", re.MULTILINE | re.IGNORECASE)
    match = line.search(page, max(0, after)) or line.search(page)
    return match.start() if match else 0
