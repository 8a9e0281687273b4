"""Word documents as text with headings, lists, tables and notes.

python-docx opens them, as it does for unstructured, whose partitioner is not used: it imports torch
and asks for a language model to classify paragraphs (14 s for a manual read here in .3 s).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from ingest.formats.blocks import BULLET, Blocks, comment, one_line
from ingest.formats.office import ooxml
from ingest.formats.office.alternate import ALTERNATIVES, chosen
from ingest.formats.office.drawn import unread_drawn, write_drawn
from ingest.formats.packed import zipped
from ingest.formats.pages.clean import scrub
from ingest.formats.pictures import Pictures
from ingest.formats.word.chunks import CHUNK, left_out, write_chunk
from ingest.formats.word.code import CodeLines
from ingest.formats.word.hidden import Hidden
from ingest.formats.word.numbers import Numbers, Point
from ingest.formats.word.text import boxes_in, whole_text, word_text
from ingest.parsed import Parsed
from ragqa.errors import DocumentError

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MOST_COLUMNS = 100  # that one cell may span
_LONGEST_REPEATED = 200  # characters of a cell that is told in each of its rows


def load_docx(path: Path, pictures: Pictures | None = None) -> Parsed:
    """Paragraphs, headings, lists and tables in document order, notes below what they belong to.

    Charts, SmartArt and the text of a picture follow the paragraph or table they stand in. Running
    heads and feet come once, at the end.

    Args:
        path: The file.
        pictures: Reads pictures; None leaves them out.

    Raises:
        DocumentError: It is no Word document, is encrypted or damaged.
    """
    with ooxml.opened(path) as office:
        part = _main_part(office.stream)
        lost = office.remarks()
    levels = _Levels(part.styles.element)
    hidden = Hidden(levels.styles)
    hidden.drop_from(part.element.body)
    numbers = Numbers(_numbering(part), levels.styles)
    notes = _Notes(part, hidden)
    blocks = Blocks()
    pictures = pictures or Pictures(ocr=False)
    code = CodeLines(levels.styles)
    unread = unwritten = 0
    for element in _body(part.element.body):
        if code.take(element):
            continue
        code.write(blocks)
        if element.tag == CHUNK:
            unwritten += not write_chunk(element, part, blocks, pictures)
            continue
        if element.tag == f"{_W}tbl":
            blocks.table(_docx_rows(element, numbers))
        else:
            _write_paragraph(element, blocks, levels.of(element), numbers.of(element))
            for box in boxes_in(element):
                blocks.text(word_text(box, numbers))
        unread += write_drawn(element, part, blocks)
        for note in notes.of(element):
            blocks.text(note)
        for data in ooxml.pictures_in(element, part.rels):
            blocks.text(scrub(pictures.text(data)))
    code.write(blocks)
    blocks.running(_running(part, hidden))
    told = (*lost, *left_out(unwritten), *unread_drawn(unread), *pictures.remarks())
    return blocks.parsed(ooxml.title_of(part), told)


def _write_paragraph(paragraph: Any, blocks: Blocks, level: int, point: Point | None) -> None:
    text = word_text(paragraph)
    if level:
        number = point.label if point and point.label != BULLET and text else ""
        blocks.heading(level, f"{number} {text}")
    elif point and point.label:
        blocks.item(text, point.depth, point.label)
    else:
        blocks.text(text)


def _numbering(part: Any) -> Any:
    """The root of what says how lists are numbered; None where that is missing or damaged."""
    for numbering in ooxml.related_parts(part, "numbering"):
        with suppress(DocumentError):
            return zipped.xml(numbering.blob)
    return None


def _main_part(stream: IO[bytes]) -> Any:
    """The document; not by docx.Document, which refuses templates and documents with macros."""
    from docx.opc.constants import CONTENT_TYPE
    from docx.opc.exceptions import PackageNotFoundError
    from docx.opc.part import PartFactory
    from docx.package import Package
    from docx.parts.document import DocumentPart

    word = "application/vnd.ms-word."
    for kind in (
        f"{word}document.macroEnabled.main+xml",
        f"{word}template.macroEnabledTemplate.main+xml",
        CONTENT_TYPE.WML_DOCUMENT_MAIN.replace("document.main", "template.main"),
    ):
        PartFactory.part_type_for[kind] = DocumentPart
    try:
        part = Package.open(stream).main_document_part
    except (AttributeError, KeyError, PackageNotFoundError) as error:
        raise zipped.damaged() from error
    if not isinstance(part, DocumentPart):
        raise zipped.damaged("word/document.xml")
    return part


_NOTES = ("footnote", "endnote", "comment")


def _note(note: Any) -> str:
    """Its text; a comment is told as one."""
    text = whole_text(note)
    if not text or note.tag != f"{_W}comment":
        return text
    return comment(text, one_line(scrub(note.get(f"{_W}author", ""))))


class _Notes:
    """Footnotes, endnotes and comments, as they come."""

    def __init__(self, part: Any, hidden: Hidden) -> None:
        self._texts: dict[tuple[str, str], str] = {}
        for kind in _NOTES:
            for notes in ooxml.related_parts(part, f"{kind}s"):
                root = zipped.xml(notes.blob)
                hidden.drop_from(root)
                for note in root.iter(f"{_W}{kind}"):
                    if note.get(f"{_W}type") is None:  # others are separators
                        self._texts[kind, note.get(f"{_W}id", "")] = _note(note)

    def of(self, element: Any) -> Iterator[str]:
        """The notes that an element refers to."""
        for kind in _NOTES if self._texts else ():
            for reference in element.iter(f"{_W}{kind}Reference"):
                text = self._texts.get((kind, reference.get(f"{_W}id", "")), "")
                if text:
                    yield text


def _running(part: Any, hidden: Hidden) -> Iterator[str]:
    """Texts of heads and feet."""
    for running in ooxml.related_parts(part, "header", "footer"):
        root = zipped.xml(running.blob)
        hidden.drop_from(root)
        yield whole_text(root)


def _body(body: Any) -> Iterator[Any]:
    """Paragraphs, tables and documents within, also those in content controls.

    Not so a table of contents.
    """
    waiting = list(reversed(body))
    while waiting:
        element = waiting.pop()
        if element.tag in (f"{_W}p", f"{_W}tbl", CHUNK):
            yield element
        elif element.tag in (
            f"{_W}sdt",
            f"{_W}sdtContent",
            f"{_W}ins",
            f"{_W}moveTo",
            f"{_W}customXml",
        ):
            gallery = element.find(f"{_W}sdtPr/{_W}docPartObj/{_W}docPartGallery")
            if gallery is None or gallery.get(f"{_W}val") != "Table of Contents":
                waiting.extend(reversed(element))
        elif element.tag == ALTERNATIVES:  # the others say the same to older programs
            waiting.extend(reversed(chosen(element)))


_TITLE = -1


class _Levels:
    """The heading level of a paragraph: its own outline level or that of its style.

    What follows the title of a document stands below it.
    """

    def __init__(self, styles: Any) -> None:
        self.styles = {style.get(f"{_W}styleId"): style for style in styles.iter(f"{_W}style")}
        self._known: dict[str, int] = {}
        self._is_titled = False

    def of(self, paragraph: Any) -> int:
        """1 for the outermost, 0 for a paragraph that is no heading. To be asked in order."""
        if paragraph.tag != f"{_W}p":
            return 0
        level = _outline_level(paragraph) or self._by_style(paragraph)
        if level == _TITLE:
            self._is_titled |= bool("".join(paragraph.itertext()).strip())
            return 1
        return level + self._is_titled if level else 0

    def _by_style(self, paragraph: Any) -> int:
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        return 0 if style is None else self._of_style(style.get(f"{_W}val", ""))

    def _of_style(self, name: str) -> int:
        if name not in self._known:
            self._known[name] = 0  # also ends a circle of styles
            style = self.styles.get(name)
            if style is not None:
                self._known[name] = self._look_up(style)
        return self._known[name]

    def _look_up(self, style: Any) -> int:
        label = style.find(f"{_W}name")
        shown = "" if label is None else label.get(f"{_W}val", "").lower()
        if shown == "title":
            return _TITLE
        if shown.startswith("heading ") and shown[8:].isdigit():
            return int(shown[8:])
        if own := _outline_level(style):
            return own
        based = style.find(f"{_W}basedOn")
        return 0 if based is None else self._of_style(based.get(f"{_W}val", ""))


def _outline_level(element: Any) -> int:
    level = element.find(f"{_W}pPr/{_W}outlineLvl")
    value = "" if level is None else level.get(f"{_W}val", "")
    return int(value) + 1 if value.isdigit() and int(value) < 9 else 0


def _docx_rows(table: Any, numbers: Numbers) -> list[list[str]]:
    """Cells by column: one that spans columns is followed by empty ones.

    One that spans rows is told in each of them, unless it is long. A table within a cell is that
    cell's text.
    """
    rows: list[list[str]] = []
    for row in _rows_of(table):
        cells = [""] * _number(row.find(f"{_W}trPr/{_W}gridBefore"), 0)
        for cell in row.iter(f"{_W}tc"):
            if next(cell.iterancestors(f"{_W}tr")) is not row:
                continue
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            extra = _number(span, 1) - 1
            cells += [whole_text(cell, numbers) or _above(cell, rows, len(cells)), *[""] * extra]
        rows.append(cells)
    return rows


def _rows_of(table: Any) -> Iterator[Any]:
    """Its rows, also those in content controls, but none that was deleted or is of one within."""
    for row in table.iter(f"{_W}tr"):
        if next(row.iterancestors(f"{_W}tbl")) is table and row.find(f"{_W}trPr/{_W}del") is None:
            yield row


def _number(element: Any, otherwise: int) -> int:
    """What an element says of columns, within reason."""
    said = "" if element is None else element.get(f"{_W}val", "")
    return min(_MOST_COLUMNS, int(said)) if said.isdecimal() and len(said) < 10 else otherwise


def _above(cell: Any, rows: Sequence[Sequence[str]], column: int) -> str:
    """The text of the cell that this one only goes on with; "" for any other cell."""
    merged = cell.find(f"{_W}tcPr/{_W}vMerge")
    if merged is None or merged.get(f"{_W}val", "continue") != "continue":
        return ""
    text = rows[-1][column] if rows and column < len(rows[-1]) else ""
    return text if len(text) <= _LONGEST_REPEATED else ""
