"""A page of a PDF file by PDFium: its text, where that stands, and how it looks.

Only what is asked for is worked out; pages are rendered for text recognition alone.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

from ingest.formats.pages.layout import Box
from ingest.formats.pdf.looks import Line
from ingest.formats.pdf.raised import Raised
from ingest.formats.pdfium.calls import Handle, calls
from ingest.formats.pdfium.layers import hide
from ingest.formats.pdfium.line_numbers import line_numbers_on
from ingest.formats.pdfium.lines import is_typewritten, lines_on
from ingest.formats.pdfium.notes import Note, notes_on
from ingest.formats.pdfium.raised import raised_on
from ingest.formats.pdfium.rules import rules_on
from ingest.formats.pdfium.signatures import signatures_on
from ingest.formats.pdfium.tags import Tagged, tagged_on
from ingest.formats.pdfium.torn import false_spaces_on
from ingest.formats.pdfium.turned import set_upright, stamp_on
from ingest.formats.pdfium.underscores import has_none, write_underscores
from ingest.formats.tables.ruled import Rule
from ragqa.errors import DocumentError

if TYPE_CHECKING:
    from PIL.Image import Image

_MOST_RECTANGLES = 20_000
_CODES = 0x110000
_POINTS_PER_INCH = 72
_LEAST_DPI, _MOST_PIXELS = 200, 12_000_000
_GRID = 1 << 20  # steps along each side of a page, for places on its picture


class DamagedPageError(DocumentError):
    """One page cannot be read; the others may."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, reason)


def _no_text() -> DamagedPageError:
    return DamagedPageError("Failed to load text page.")


class Page:
    """An open page; use it in a ``with``, within that of its document.

    Args:
        document: Of pypdfium2.
        handle: Of the document, for ``pdfium_calls.calls``.
        index: 0-based.
        tagged: Whether the document says that it is.
        form: Handle of that of the document, 0 where it has none.

    Raises:
        DamagedPageError: It cannot be read.
    """

    def __init__(
        self, document: Any, handle: int, index: int, *, tagged: bool, form: int = 0
    ) -> None:
        self._document, self._index, self._is_tagged = document, index, tagged
        self._form = form
        self._tagged: Tagged | None = None
        self._of = handle
        self._load()

    def _load(self) -> None:
        # Not by pypdfium2, which keeps a finalizer for each page and each text.
        if not (page := calls().load_page(self._of, self._index)):
            raise DamagedPageError("Failed to load page.")
        if not (text := calls().load_text(page)):
            calls().close_page(page)
            raise _no_text()
        self._page: Handle = page
        self._text: Handle = text
        self._height: float = calls().height(page)
        self._characters: int = calls().count_characters(text)

    def __enter__(self) -> Page:
        return self

    def __exit__(self, *_: object) -> None:
        self._close(self._page, self._text)

    def _close(self, page: Handle, text: Handle) -> None:
        calls().close_text(text)
        calls().close_page(page)

    def make_plain(self, *, hidden: bool, underscored: bool) -> None:
        """Change the page in memory so that its text is what is seen; before all else.

        No text stands on its side or its head then.

        Args:
            hidden: Whether what is marked as off is taken from it.
            underscored: Whether small rules are looked for that are underscores.

        Raises:
            DamagedPageError: It cannot be read then.
        """
        before = self._page, self._text
        if set_upright(*before, self._characters):
            self._load()
            self._close(*before)
        changed = hidden and hide(self._page)
        if underscored and not has_none(self._text, self._characters):
            changed |= write_underscores(self._of, self._page)
        if changed:
            self._load_text_again()

    def _load_text_again(self) -> None:
        if not (text := calls().load_text(self._page)):
            raise _no_text()
        calls().close_text(self._text)
        self._text, self._characters = text, calls().count_characters(text)

    def count(self) -> int:
        """Number of characters."""
        return self._characters

    def text(self, box: Box | None = None) -> str:
        """The text as PDFium gives it, of the whole page or of what lies within ``box``."""
        if box is None:
            left, top, right, bottom = self._bounds()
        else:
            left, right = box.left, box.right
            bottom, top = self._height - box.bottom, self._height - box.top
        # Unlike pypdfium2, which asks for the length first: the text would be put together twice.
        room = 1 << (2 * self._characters + 1_000).bit_length()  # few sizes: each is its own type
        get = calls().text_within
        while True:
            units = (ctypes.c_ushort * room)()
            got = get(self._text, left, top, right, bottom, units, room)
            if got < room:
                text = str(memoryview(units)[:got], "utf-16-le", "ignore")
                return text.removesuffix("\0")  # its end
            room *= 2

    def _bounds(self) -> tuple[float, float, float, float]:
        sides = (ctypes.c_float * 4)()  # left, top, right, bottom
        if not calls().bounding_box(self._page, sides):
            raise DamagedPageError("Failed to get page bounding box.")
        left, top, right, bottom = sides
        return left, top, right, bottom

    def boxes(self) -> list[Box]:
        """Where the pieces of text are, in the order of the file; their text is left out.

        In points from the upper left corner.
        """
        return [
            Box(left, self._height - top, right, self._height - bottom, "")
            for left, top, right, bottom in self._rectangles(0, -1)
        ]

    def _rectangles(self, start: int, count: int) -> list[tuple[float, float, float, float]]:
        """Left, top, right and bottom of the pieces of text, from the lower left corner."""
        text, get = self._text, calls().rectangle
        west, north, east, south = sides = [ctypes.c_double() for _ in range(4)]
        places = [ctypes.byref(side) for side in sides]
        number = min(calls().count_rectangles(text, start, count), _MOST_RECTANGLES)
        return [
            (west.value, north.value, east.value, south.value)
            for index in range(number)
            if get(text, index, *places)
        ]

    def characters(self) -> str:
        """All characters in the order of the file; U+FFFD for what is none."""
        text, get = self._text, calls().character
        codes = (get(text, index) for index in range(self._characters))
        return "".join(chr(code) if 0 < code < _CODES else "\ufffd" for code in codes)

    def are_one(self, indices: Iterable[int]) -> list[bool]:
        """Whether a character and the next one, by the place of the first, are one letter."""
        return [self._origin(index) == self._origin(index + 1) for index in indices]

    def _origin(self, index: int) -> tuple[float, float]:
        x, y = ctypes.c_double(), ctypes.c_double()
        calls().origin(self._text, index, ctypes.byref(x), ctypes.byref(y))
        return x.value, y.value

    def places(self, start: int, end: int) -> list[Box]:
        """Where ``characters()[start:end]`` stand on ``picture()``, line by line.

        As parts of its width and height, from the upper left corner, whichever way it is turned.
        """
        places = []
        for left, top, right, bottom in self._rectangles(start, end - start):
            (x, y), (x2, y2) = self._on_picture(left, top), self._on_picture(right, bottom)
            places.append(Box(min(x, x2), min(y, y2), max(x, x2), max(y, y2), ""))
        return places

    def _on_picture(self, x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        to = ctypes.byref(across), ctypes.byref(down)
        calls().on_picture(self._page, 0, 0, _GRID, _GRID, 0, x, y, *to)
        return across.value / _GRID, down.value / _GRID

    def index_at(self, box: Box) -> int:
        """The 0-based place in the text of the character in the middle of ``box``; -1 for none."""
        across, down = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        near, y = box.height, self._height - down
        index: int = calls().index_at(self._text, across, y, near, near)
        return max(-1, index)

    def is_typewritten(self, index: int) -> bool:
        """Whether a character of the text is in a font of one width, as code is."""
        return is_typewritten(self._text, index)

    def lines(self) -> list[Line]:
        """Its lines with the size and font of their letters (``pdfium.lines.lines_on``)."""
        return lines_on(self._text, self._characters)

    def raised(self, raw: str) -> list[Raised]:
        """The digits in ``text()`` that stand raised (``pdfium_raised.raised_on``)."""
        return raised_on(self._text, self._height, self._index, self._characters, raw)

    def line_numbers(self, raw: str) -> list[tuple[int, int]]:
        """Where in ``text()`` numbers of lines are (``line_numbers.line_numbers_on``)."""
        return line_numbers_on(self._text, self._height, self._characters, raw)

    def false_spaces(self, raw: str) -> Sequence[tuple[int, int]]:
        """Where in ``text()`` spaces are within words (``torn.false_spaces_on``)."""
        return false_spaces_on(self._text, self._height, self._characters, raw)

    def stamp(self) -> str:
        """What stands aslant before or after all else (``pdfium_turned.stamp_on``)."""
        return stamp_on(self._text, self._characters)

    def rules(self) -> list[Rule]:
        """Straight lines along the axes, and thin rectangles (``pdfium_rules.rules_on``)."""
        return rules_on(self._page, self._height)

    def tagged(self) -> Tagged:
        """The tables and headings that the file says are on the page (``tags.tagged_on``)."""
        if self._tagged is None:
            self._tagged = (
                tagged_on(self._page, self._height) if self._is_tagged else Tagged([], [])
            )
        return self._tagged

    def notes(self) -> list[Note]:
        """Filled-in fields and remarks (``pdfium_notes.notes_on``)."""
        with signatures_on(self._of, self._index, self._height) as signature:
            return notes_on(self._page, self._height, self._form, signature)

    def has_marks(self) -> bool:
        """Whether anything at all is painted on it."""
        return bool(calls().objects(self._page))

    def picture(self) -> Image:
        """The page as an image of at least 200 dpi, or what a giant page allows.

        Raises:
            DamagedPageError: It cannot be painted.
        """
        import pypdfium2  # type: ignore[import-untyped]

        try:
            with closing(self._document[self._index]) as page:
                width, height = page.get_size()
                scale = _LEAST_DPI / _POINTS_PER_INCH
                scale = min(scale, (_MOST_PIXELS / max(1.0, width * height)) ** 0.5)
                with closing(page.render(scale=scale, limit_image_cache=True)) as bitmap:
                    return bitmap.to_pil().convert("RGB")  # type: ignore[no-any-return]
        except (pypdfium2.PdfiumError, ValueError) as error:
            raise DamagedPageError(str(error)) from error
