"""PDF: each page by the reader that makes sense of it: PDFium, pypdf, or text recognition."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from ingest.formats import ocr
from ingest.formats.blocks import MAX_CHARACTERS, one_line, too_long
from ingest.formats.pages import layout, paged, right_to_left
from ingest.formats.pages import text as pdf_text
from ingest.formats.pages.clean import one_paragraph, scrub
from ingest.formats.pages.layout import Box
from ingest.formats.pages.stamps import without_stamps
from ingest.formats.pages.text import Mark
from ingest.formats.pdf import headings, pypdf_text
from ingest.formats.pdf import layers as pdf_layers
from ingest.formats.pdf import notes as pdf_notes
from ingest.formats.pdf.looks import Line
from ingest.formats.pdf.raised import Raised, raised_within, with_raised
from ingest.formats.pdfium.page import DamagedPageError, Page
from ingest.formats.pdfium.pdfium import Document, damaged, open_document
from ingest.formats.tables import continued as continued_tables
from ingest.formats.tables import level as level_tables
from ingest.formats.tables import ruled as pdf_tables
from ingest.formats.tables import spaced as spaced_tables
from ingest.formats.tables.carried import Carried, carried, ends_with, going_on
from ingest.formats.tables.coarse import may_be_coarse, refined
from ingest.formats.tables.hints import has_fields, likely_rows
from ingest.formats.tables.ruled import Grid, Rule
from ingest.formats.tables.tagged import tagged_grid
from ingest.names import shown
from ingest.parsed import Parsed
from ragqa.errors import DocumentError

# Pages, evenly spread, whose text is checked to be in reading order; from the first that is not,
# every page is: it costs half as much again as reading it.
_LOOKED_AT = 4
_MOST_APART = 40


def load(
    path: Path,
    passwords: Sequence[str] = (),
    *,
    recognise: bool = True,
    labelled: bool = True,
    on_page: Callable[[], None] = lambda: None,
) -> Parsed:
    """The text of a PDF, page by page.

    A page is without text when no reader gives any, or only characters that a broken font map
    makes. Such pages are listed; a file of nothing else is refused.

    Args:
        path: The file.
        passwords: Tried in turn on an encrypted file, after the empty one.
        recognise: Whether pages without usable text are read by text recognition.
        labelled: Whether page labels are read; PDFium does not survive a tree of them in a ring.
        on_page: Called after each page that was read by text recognition.

    Raises:
        DocumentError: The file is encrypted, damaged, too large, or has no text at all.
    """
    with _opened(path, passwords) as document:
        read = _read_pages(document, headed=next(document.outline(), None) is None)
        # PDFium finds the pages of an outline three times as fast once they have been read.
        named: list[Mark] = list(document.outline())
        outline = named or headings.outline([(page.headings, page.lines) for page in read])
        texts = [page.text for page in read]
        doubtful = [index for index, text in enumerate(texts) if pdf_text.is_doubtful(text)]
        if doubtful:
            seconds = pypdf_text.page_texts(path, document.password, doubtful)
            for index in doubtful:
                second = pdf_text.scrubbed(seconds.get(index, ""))
                texts[index] = pdf_text.better(texts[index], second)
        blank = [index for index, text in enumerate(texts) if not text.strip()]
        seen, failed = _recognised(document, blank, on_page) if recognise else ({}, [])
        texts = [seen.get(index, text) for index, text in enumerate(texts)]
        texts = without_stamps(texts, [page.stamp for page in read])
        labels = document.labels() if labelled else [""] * len(document)
        labels = [shown(one_line(scrub(label))) for label in labels]
        pages = continued_tables.with_headers(pdf_text.readable(texts, labels, outline))
        notes = [page.notes for page in read]
        pages = ["\n\n".join(filter(None, both)) for both in zip(pages, notes, strict=True)]
        return paged.together(
            pages,
            labels=labels,
            outline=outline,
            attached=document.attachments(),
            title=document.title(),
            recognised=seen,
            failed=[index + 1 for index in failed],
        )


def _opened(path: Path, passwords: Sequence[str]) -> Document:
    """The file, its content marked that is in layers that are off."""
    document = open_document(path, passwords)
    if update := pdf_layers.update(path, document.password):
        with suppress(DocumentError):  # then it is too odd for that, and all of it is read
            marked = open_document(path, [document.password], update)
            with document:
                return marked
    return document


# --- page by page -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Read:
    """A page: its scrubbed text, what is noted on it, what is stamped across it, its headings."""

    text: str = ""
    notes: str = ""
    stamp: str = ""
    headings: Sequence[tuple[int, str]] = ()
    lines: Sequence[Line] = ()


def _read_pages(document: Document, *, headed: bool) -> list[_Read]:
    """Every page in order, without what is marked as off; one that is damaged is empty."""
    count = len(document)
    step = max(1, min(_MOST_APART, count // _LOOKED_AT))
    read: list[_Read] = []
    characters = broken = 0
    ordered = True
    before: Carried | None = None
    for index in range(count):
        try:
            with document.page(index) as page:
                page.make_plain(hidden=document.is_marked, underscored=document.is_by_tex)
                characters += page.count()
                if characters > MAX_CHARACTERS:
                    raise too_long()
                reordered = None
                if index % step == 0 or not ordered:
                    reordered = _reordered(page)
                    ordered = reordered is None and ordered
                text, before = (
                    _with_tables(page, before) if reordered is None else (reordered, None)
                )
                read.append(_with_its_own(page, text, headed=headed))
        except DamagedPageError:
            # One broken page must not cost the others; it is listed as without text.
            broken += 1
            before = None
            read.append(_Read())
    if broken == count:
        raise damaged()
    return read


def _with_its_own(page: Page, text: str, *, headed: bool) -> _Read:
    tagged = page.tagged().headings if headed else ()
    own = headings.titles(tagged, lambda box: _cell(page, box))
    lines = page.lines() if headed and not own else ()
    return _Read(text, _noted(page), pdf_text.scrubbed(page.stamp()), own, lines)


def _noted(page: Page) -> str:
    if not (notes := page.notes()):
        return ""
    return pdf_notes.told(notes, layout.runs(page.boxes()), lambda box: _cell(page, box))


def _reordered(page: Page) -> str | None:
    """The text of a page that the file does not hold in reading order, None when it does."""
    boxes = page.boxes()
    if not boxes:
        return None
    if not layout.is_vertical(boxes):
        boxes = layout.runs(boxes)
        if not (layout.is_scrambled(boxes) and layout.is_scrambled(_beside_tables(page, boxes))):
            return None
    text_in = _reader(page, page.text())
    return "\n".join(layout.lines_of([replace(box, text=text_in(box)) for box in boxes]))


def _beside_tables(page: Page, pieces: Sequence[Box]) -> list[Box]:
    """The pieces that are in no table, whose rows go to and fro between its columns."""
    tables = [grid.frame for grid in _lined(page, page.rules(), lambda: pieces)]
    return [box for box in pieces if not any(box.is_within(table) for table in tables)]


def _lined(page: Page, rules: Sequence[Rule], pieces: Callable[[], Sequence[Box]]) -> list[Grid]:
    """The tables with lines, and those that the file names."""
    drawn = pdf_tables.grids(rules)
    grids = [
        part
        for grid in drawn
        for part in (_refined(page, grid, pieces()) if may_be_coarse(grid) else [grid])
    ]
    if stacks := level_tables.stacks(rules, [grid.frame for grid in grids]):
        grids += _level(page, stacks, pieces())
    return grids + _tagged(page, [grid.frame for grid in grids])


def _refined(page: Page, grid: Grid, pieces: Sequence[Box]) -> list[Grid]:
    return refined(grid, pieces, lambda box: spaced_tables.is_number(_cell(page, box)))


def _with_tables(page: Page, before: Carried | None) -> tuple[str, Carried | None]:
    """Its text with tables, and the one that may go on on the next page, as on this one."""
    raw = page.text()
    marks = page.raised(raw)
    raw = pdf_text.without(raw, sorted([*page.line_numbers(raw), *page.false_spaces(raw)]))
    text = pdf_text.scrubbed(with_raised(raw, marks) if marks else raw)
    if pdf_text.is_set_apart(text):
        return _closed_up(page), None
    if right_to_left.is_in(text):
        places = right_to_left.turned_places(page.characters())
        text = right_to_left.mended(text, page.are_one(places))
    pieces = cache(lambda: layout.runs(page.boxes()))  # most pages need none
    grids = _lined(page, page.rules(), pieces)
    if has_fields(raw) or any(not page.is_typewritten(index) for index in likely_rows(raw)):
        grids += _spaced(page, pieces(), [grid.frame for grid in grids])
    text_in = _reader(page, raw, marks)
    for grid in grids:
        text = pdf_tables.with_table(text, grid, text_in)
    beside = [grid for grid in grids if not grid.is_ruled]
    following = carried(beside, pieces(), text_in) if beside else None
    if before is not None:
        outside = [b for b in pieces() if not any(b.is_within(grid.frame) for grid in grids)]
        rest = going_on(before, outside, lambda box: spaced_tables.is_number(_cell(page, box)))
        if rest is not None:
            text = pdf_tables.with_table(text, rest, text_in, before.names)
            following = before if ends_with(rest.frame, pieces()) else following
    return text, following


def _closed_up(page: Page) -> str:
    """The text of a page whose letters are set apart, with its words closed up.

    PDFium gives a space for each gap; how wide it is tells where a word ends.
    """
    letters = (replace(box, text=_cell(page, box).replace(" ", "")) for box in page.boxes())
    return "\n".join(layout.closed_up([letter for letter in letters if letter.text]))


def _level(page: Page, stacks: Sequence[level_tables.Stack], pieces: Sequence[Box]) -> list[Grid]:
    """The tables with level lines alone."""
    return level_tables.level_grids(
        stacks, pieces, lambda box: spaced_tables.is_number(_cell(page, box))
    )


def _tagged(page: Page, ruled: Sequence[Box]) -> list[Grid]:
    """The tables that the file names, outside of those with lines."""
    named = (tagged_grid(table) for table in page.tagged().tables)
    return [g for g in named if g is not None and not any(g.frame.is_within(r) for r in ruled)]


def _spaced(page: Page, pieces: Sequence[Box], ruled: Sequence[Box]) -> list[Grid]:
    """The tables without lines, outside of those that are known."""
    pieces = [b for b in pieces if not any(b.is_within(r) for r in ruled)]
    return spaced_tables.spaced_grids(
        pieces,
        lambda box: _cell(page, box),
        lambda box: page.is_typewritten(page.index_at(box)),
    )


def _reader(page: Page, raw: str, marks: Sequence[Raised] | None = None) -> Callable[[Box], str]:
    """What gives the text in a place, its raised digits told as in the text of the page."""
    there = page.raised(raw) if marks is None else marks

    def text_in(box: Box) -> str:
        return one_paragraph(pdf_text.scrubbed(raised_within(page.text(box), box, raw, there)))

    return text_in


def _cell(page: Page, box: Box) -> str:
    return one_paragraph(pdf_text.scrubbed(page.text(box)))


def _recognised(
    document: Document, pages: Sequence[int], on_page: Callable[[], None]
) -> tuple[dict[int, str], list[int]]:
    """The text in the pictures of pages by 0-based index, and the pages where that failed."""
    texts: dict[int, str] = {}
    failed: list[int] = []
    for index in pages:
        with suppress(DamagedPageError), document.page(index) as page:
            if not page.has_marks():
                continue
            try:
                text = scrub(ocr.read_image(page.picture())).strip()
            except (DocumentError, MemoryError):
                failed.append(index)
                continue
            if text:
                texts[index] = text
            on_page()
    return texts, failed
