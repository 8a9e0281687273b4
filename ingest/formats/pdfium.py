"""PDF files by PDFium: pages as text, their layout, outline, labels, attachments, and pictures.

Only what is asked for is worked out; pages are rendered for text recognition alone.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.formats.layout import Box
from ingest.formats.pdf_tables import Rule
from ingest.formats.pdfium_calls import bookmark_title, calls, handle
from ingest.formats.pdfium_rules import rules_on
from ingest.formats.pdfium_tags import Table, tables_on
from ragqa.errors import DocumentError

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PAGES = 20_000
"""A file with more is refused."""

_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD
_MOST_HEADINGS = 20_000
_DEEPEST = 15
_MOST_ATTACHMENTS = 1_000
_FIXED_PITCH = 1  # in the flags of a font, which not all fonts have right
_TYPEWRITER = re.compile(rb"mono(?!type)|monl|courier|consol|typewriter|menlo|tt\d", re.IGNORECASE)
_LONGEST_LABEL = 128  # bytes, in UTF-16
_LONGEST_NAME = 128  # bytes of a font's name
_MOST_RECTANGLES = 20_000
_CODES = 0x110000
_POINTS_PER_INCH = 72
_LEAST_DPI, _MOST_PIXELS = 200, 12_000_000
_GRID = 1 << 20  # steps along each side of a page, for places on its picture


class DamagedPageError(DocumentError):
    """One page cannot be read; the others may."""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the outline: ``level`` 1 is the outermost, ``page`` 0-based."""

    level: int
    title: str
    page: int


class Document:
    """An open PDF file. Close it, or use it in a ``with``."""

    def __init__(self, document: Any, password: str) -> None:
        self._document = document
        self._is_tagged = bool(calls().is_tagged(handle(document)))
        self.password = password

    def __enter__(self) -> Document:
        return self

    def __exit__(self, *_: object) -> None:
        self._document.close()

    def __len__(self) -> int:
        return len(self._document)

    def page(self, index: int) -> Page:
        """A page by its 0-based index; use it in a ``with``.

        Raises:
            DamagedPageError: It cannot be read.
        """
        import pypdfium2  # type: ignore[import-untyped]

        try:
            page = self._document[index]
            return Page(page, page.get_textpage(), tagged=self._is_tagged)
        except pypdfium2.PdfiumError as error:
            raise DamagedPageError(str(error), str(error)) from error

    def labels(self) -> list[str]:
        """What is printed on each page, "" where the file does not say.

        All are "" where it says for one what cannot be printed there.
        """
        get, document = calls().page_label, handle(self._document)
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
        call, document = calls(), handle(self._document)
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
        import pypdfium2

        names: list[str] = []
        for index in range(min(self._document.count_attachments(), _MOST_ATTACHMENTS)):
            with suppress(pypdfium2.PdfiumError, ValueError):
                names.append(self._document.get_attachment(index).get_name())
        return names


class Page:
    """An open page."""

    def __init__(self, page: Any, text: Any, *, tagged: bool = False) -> None:
        self._page, self._text, self._is_tagged = page, text, tagged
        self._characters = -1

    def __enter__(self) -> Page:
        return self

    def __exit__(self, *_: object) -> None:
        self._text.close()
        self._page.close()

    def count(self) -> int:
        """Number of characters."""
        if self._characters < 0:
            self._characters = int(self._text.count_chars())
        return self._characters

    def text(self, box: Box | None = None) -> str:
        """The text as PDFium gives it, of the whole page or of what lies within ``box``."""
        if box is None:
            left, bottom, right, top = self._page.get_bbox()
        else:
            height = self._page.get_height()
            left, right = box.left, box.right
            bottom, top = height - box.bottom, height - box.top
        # Unlike pypdfium2, which asks for the length first: the text would be put together twice.
        room = 1 << (2 * self.count() + 1_000).bit_length()  # few sizes: each is a type of its own
        units = (ctypes.c_ushort * room)()
        get = calls().text_within
        got = get(handle(self._text), left, top, right, bottom, units, room)
        if got >= room:
            return str(self._text.get_text_bounded(left, bottom, right, top))
        text = bytes(memoryview(units)[:got]).decode("utf-16-le", "ignore")
        return text.removesuffix("\0")  # its end, when there was room

    def boxes(self) -> list[Box]:
        """Where the pieces of text are, in the order of the file; their text is left out.

        In points from the upper left corner.
        """
        height = self._page.get_height()
        text, get = handle(self._text), calls().rectangle
        west, north, east, south = sides = [ctypes.c_double() for _ in range(4)]
        places = [ctypes.byref(side) for side in sides]
        boxes = []
        for index in range(min(self._text.count_rects(), _MOST_RECTANGLES)):
            if get(text, index, *places):
                top, bottom = height - north.value, height - south.value
                boxes.append(Box(west.value, top, east.value, bottom, ""))
        return boxes

    def characters(self) -> str:
        """All characters in the order of the file; U+FFFD for what is none."""
        text, get = handle(self._text), calls().character
        codes = (get(text, index) for index in range(self.count()))
        return "".join(chr(code) if 0 < code < _CODES else "\ufffd" for code in codes)

    def places(self, start: int, end: int) -> list[Box]:
        """Where ``characters()[start:end]`` stand on ``picture()``, line by line.

        As parts of its width and height, from the upper left corner, whichever way it is turned.
        """
        places = []
        for index in range(min(self._text.count_rects(start, end - start), _MOST_RECTANGLES)):
            left, bottom, right, top = self._text.get_rect(index)
            (x, y), (x2, y2) = self._on_picture(left, top), self._on_picture(right, bottom)
            places.append(Box(min(x, x2), min(y, y2), max(x, x2), max(y, y2), ""))
        return places

    def _on_picture(self, x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        to = ctypes.byref(across), ctypes.byref(down)
        calls().on_picture(handle(self._page), 0, 0, _GRID, _GRID, 0, x, y, *to)
        return across.value / _GRID, down.value / _GRID

    def index_at(self, box: Box) -> int:
        """The 0-based place in the text of the character in the middle of ``box``; -1 for none."""
        across, down = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        y = self._page.get_height() - down
        index = self._text.get_index(across, y, box.height, box.height)
        return -1 if index is None else int(index)

    def is_typewritten(self, index: int) -> bool:
        """Whether a character of the text is in a font of one width, as code is."""
        name, flags = ctypes.create_string_buffer(_LONGEST_NAME), ctypes.c_int()
        size = calls().font(handle(self._text), index, name, len(name), ctypes.byref(flags))
        return bool(size and (flags.value & _FIXED_PITCH or _TYPEWRITER.search(name.value)))

    def rules(self) -> list[Rule]:
        """Straight lines along the axes, and thin rectangles (``pdfium_rules.rules_on``)."""
        return rules_on(handle(self._page), self._page.get_height())

    def tagged_tables(self) -> list[Table]:
        """The tables that the file says are on the page (``pdfium_tags.tables_on``)."""
        if not self._is_tagged:
            return []
        return tables_on(handle(self._page), self._page.get_height())

    def has_marks(self) -> bool:
        """Whether anything at all is painted on it."""
        return bool(calls().objects(handle(self._page)))

    def picture(self) -> Image:
        """The page as an image of at least 200 dpi, or what a giant page allows.

        Raises:
            DamagedPageError: It cannot be painted.
        """
        import pypdfium2

        width, height = self._page.get_size()
        scale = _LEAST_DPI / _POINTS_PER_INCH
        scale = min(scale, (_MOST_PIXELS / max(1.0, width * height)) ** 0.5)
        try:
            with closing(self._page.render(scale=scale, limit_image_cache=True)) as bitmap:
                return bitmap.to_pil().convert("RGB")  # type: ignore[no-any-return]
        except (pypdfium2.PdfiumError, ValueError) as error:
            raise DamagedPageError(str(error), str(error)) from error


def open_document(path: Path, passwords: Sequence[str]) -> Document:
    """Open a file with the first password that fits; the empty one is tried first.

    Raises:
        DocumentError: No password fits, the file is damaged, or it has too many pages.
    """
    for password in ("", *passwords):
        if (document := _opened(path, password)) is None:
            continue
        if len(document) > MAX_PAGES:
            document.close()
            raise DocumentError(
                f"has more than {MAX_PAGES:,} pages; split it into smaller files.",
                f"超过 {MAX_PAGES} 页；请拆成较小的文件。",
            )
        return Document(document, password)
    raise DocumentError(
        "is encrypted; add its password to pdf_passwords.",
        "已加密；请把密码加入 pdf_passwords。",
    )


def _opened(path: Path, password: str) -> Any:
    """The open document, None when the password is wrong."""
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(path, password=password or None)
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
