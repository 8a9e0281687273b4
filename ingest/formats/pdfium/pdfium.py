"""PDF files by PDFium: their pages (``pdfium.page``), outline, labels and attachments."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.formats.pdfium.calls import bookmark_title, calls, handle
from ingest.formats.pdfium.page import Page
from ragqa.errors import DocumentError

MAX_PAGES = 20_000
"""A file with more is refused."""

_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD
_MOST_HEADINGS = 20_000
_DEEPEST = 15
_MOST_ATTACHMENTS = 1_000
_LONGEST_LABEL = 128  # bytes, in UTF-16
_TEX = re.compile(r"tex|dvi", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the outline: ``level`` 1 is the outermost, ``page`` 0-based."""

    level: int
    title: str
    page: int


class Document:
    """An open PDF file. Close it, or use it in a ``with``.

    Args:
        document: Of pypdfium2.
        password: With which it was opened.
        is_marked: Whether its pages have content that is marked as off.
    """

    def __init__(self, document: Any, password: str, *, is_marked: bool = False) -> None:
        self._document, self._handle = document, handle(document)
        self._pages = len(document)
        self._is_tagged = bool(calls().is_tagged(self._handle))
        self.password, self.is_marked = password, is_marked
        made_with = map(document.get_metadata_value, ("Creator", "Producer"))
        self.is_by_tex = _TEX.search(" ".join(map(str, made_with))) is not None
        self._form, self._form_settings = _opened_form(document, self._handle)

    def __enter__(self) -> Document:
        return self

    def __exit__(self, *_: object) -> None:
        if self._form:
            calls().close_form(self._form)
        self._document.close()

    def __len__(self) -> int:
        return self._pages

    def page(self, index: int) -> Page:
        """A page by its 0-based index; use it in a ``with``.

        Raises:
            DamagedPageError: It cannot be read.
        """
        tagged, form = self._is_tagged, self._form
        return Page(self._document, self._handle, index, tagged=tagged, form=form)

    def labels(self) -> list[str]:
        """What is printed on each page, "" where the file does not say.

        All are "" where it says for one what cannot be printed there.
        """
        get, document = calls().page_label, self._handle
        label = ctypes.create_string_buffer(_LONGEST_LABEL)
        labels = []
        for index in range(len(self)):
            size = get(document, index, label, _LONGEST_LABEL)
            if size > _LONGEST_LABEL:
                return [""] * len(self)
            labels.append(label.raw[: max(0, size - 2)].decode("utf-16-le", "ignore"))
        return labels

    def title(self) -> str:
        """From the metadata, "" when there is none."""
        return str(self._document.get_metadata_value("Title") or "")

    def outline(self) -> Iterator[Bookmark]:
        """The outline in reading order; entries that lead out of the file are left out."""
        call, document = calls(), self._handle
        seen: set[int] = set()

        def below(parent: int | None, level: int) -> Iterator[tuple[int, int]]:
            mark = call.first_bookmark(document, parent)
            while mark and mark not in seen and len(seen) < _MOST_HEADINGS:
                seen.add(mark)
                yield level, mark
                if level < _DEEPEST:
                    yield from below(mark, level + 1)
                mark = call.next_bookmark(document, mark)

        for level, mark in below(None, 1):
            target = call.bookmark_target(document, mark)
            page = call.target_page(document, target) if target else -1
            if 0 <= page < len(self):
                yield Bookmark(level, bookmark_title(mark), page)

    def attachments(self) -> list[str]:
        """The names of the files inside."""
        import pypdfium2  # type: ignore[import-untyped]

        names: list[str] = []
        for index in range(min(self._document.count_attachments(), _MOST_ATTACHMENTS)):
            with suppress(pypdfium2.PdfiumError, ValueError):
                names.append(self._document.get_attachment(index).get_name())
        return names


def _opened_form(document: Any, handle_: int) -> tuple[int, Any]:
    """The handle of the document's form, 0 where it has none, and what must live as long.

    Not by pypdfium2, which warns of forms (XFA) that show other fields in other programs.
    """
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    if document.get_formtype() == pdfium.FORMTYPE_NONE:
        return 0, None
    settings = pdfium.FPDF_FORMFILLINFO(version=2)
    return calls().open_form(handle_, ctypes.byref(settings)) or 0, settings


def open_document(path: Path, passwords: Sequence[str], update: bytes = b"") -> Document:
    """Open a file with the first password that fits; the empty one is tried first.

    Args:
        path: The file.
        passwords: To be tried in turn.
        update: What is appended to it in memory, of ``pdf.layers``.

    Raises:
        DocumentError: No password fits, the file is damaged, or it has too many pages.
    """
    source = path.read_bytes() + update if update else path
    for password in ("", *passwords):
        if (document := _opened(source, password)) is None:
            continue
        if len(document) > MAX_PAGES:
            document.close()
            raise DocumentError(
                f"has more than {MAX_PAGES:,} pages; split it into smaller files.",
                f"超过 {MAX_PAGES} 页；请拆成较小的文件。",
            )
        return Document(document, password, is_marked=bool(update))
    raise DocumentError(
        "is encrypted; add its password to pdf_passwords.",
        "已加密；请把密码加入 pdf_passwords。",
    )


def _opened(source: Path | bytes, password: str) -> Any:
    """The open document, None when the password is wrong."""
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(source, password=password or None)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_ERROR:
            return None
        raise damaged() from error


def damaged() -> DocumentError:
    """The error for a file that PDFium cannot open."""
    return DocumentError(
        "is damaged, or is not a PDF: it cannot be opened; export or download it again.",
        "已损坏或不是 PDF，无法打开；请重新导出或下载。",
    )
