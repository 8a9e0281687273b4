"""An answer in Markdown as paragraphs, lists, tables and headings of a Word file.

What is read of it is what the page shows (``ui.render.blocks``). All text goes in as runs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ui.render.blocks import Part, Piece, Words, parts, pieces
from ui.render.inline import runs

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

STYLES = ("Heading 2", "List Bullet", "List Number", "List Continue", "Table Grid")
"""What it uses; of lists also the two styles for those within."""

_CODE_FONT = "Courier New"
_LEVELS = 3  # of lists that Word's own styles have
_TAG = re.compile(r'<(/?)(\w+)(?: value="(\d+)")?')


def write_answer(document: Document, text: str, *, quoted: bool = False) -> None:
    """Add an answer to a document.

    Args:
        document: Gets it at its end.
        text: The answer, without what XML cannot hold.
        quoted: Whether it is documents' own text, in which nothing is Markdown.
    """
    for part in parts(text, quoted=quoted):
        source = text[part.start : part.end]
        if part.kind == "code":
            _write_code(document, source, part)
        elif part.kind == "plain":
            for line in source.splitlines():
                document.add_paragraph(line)
        else:
            _Writing(document, source).write(pieces(source, part.kind))


def _write_code(document: Document, source: str, part: Part) -> None:
    lines = re.sub(rf"^ {{0,{part.indent}}}", "", source, flags=re.MULTILINE)
    document.add_paragraph().add_run(lines).font.name = _CODE_FONT


@dataclass(slots=True)
class _List:
    """A list that is open; its numbers are None where it has bullets."""

    number: int | None  # the next one
    known_as: int | None = None  # by Word
    begun: bool = False  # whether its item has its first paragraph


@dataclass(slots=True)
class _Writing:
    """Where one part of an answer is at."""

    document: Document
    source: str
    lists: list[_List] = field(default_factory=list)
    rows: list[list[list[Words]]] = field(default_factory=list)
    paragraph: Paragraph | None = None
    style: str | None = None

    def write(self, found: Sequence[Piece]) -> None:
        in_cell = False
        for piece in found:
            if isinstance(piece, Words):
                if in_cell:
                    self.rows[-1][-1].append(piece)
                else:
                    _fill(self._paragraph(), self.source[piece.start : piece.end])
            elif piece == "\n":
                self._next_line()
            elif tag := _TAG.match(piece):
                in_cell = tag[2] in ("td", "th") and not tag[1]
                self._tag(tag[2], tag[3], closes=bool(tag[1]))

    def _tag(self, name: str, value: str | None, *, closes: bool) -> None:
        match name:
            case "ul" | "ol" if closes:
                self.lists.pop()
            case "ul" | "ol":
                self.lists.append(_List(1 if name == "ol" else None))
            case "li" if not closes:
                self._item(value)
            case "p" | "h3":
                self.paragraph = None
                self.style = "Heading 2" if name == "h3" and not closes else None
            case "tr" if not closes:
                self.rows.append([])
            case "td" | "th" if not closes:
                self.rows[-1].append([])
            case "div" if not closes:
                self.rows = []
            case "table" if closes:
                self._table()

    def _item(self, value: str | None) -> None:
        """Word counts by itself, from where a list or a number out of turn begins."""
        within = self.lists[-1]
        within.begun = False
        if within.number is None:
            return
        if value is not None:
            within.number = int(value)
        if within.known_as is None or value is not None:
            style = _styled("List Number", len(self.lists))
            within.known_as = _counting_from(self.document, style, within.number)
        within.number += 1

    def _paragraph(self) -> Paragraph:
        if self.paragraph is None:
            self.paragraph = self._listed() if self.lists else self.document.add_paragraph()
            if self.style:
                self.paragraph.style = self.document.styles[self.style]
        return self.paragraph

    def _listed(self) -> Paragraph:
        """The next paragraph of the innermost item; its first has the mark or number."""
        within, level = self.lists[-1], len(self.lists)
        if within.begun:
            return self.document.add_paragraph(style=_styled("List Continue", level))
        within.begun = True
        kind = "List Bullet" if within.number is None else "List Number"
        paragraph = self.document.add_paragraph(style=_styled(kind, level))
        if within.known_as is not None:
            numbered = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            numbered.get_or_add_ilvl().val = 0
            numbered.get_or_add_numId().val = within.known_as
        return paragraph

    def _next_line(self) -> None:
        if self.lists:
            self._paragraph().add_run("\n")
        else:
            self.paragraph = None

    def _table(self) -> None:
        columns = max(map(len, self.rows))
        table = self.document.add_table(len(self.rows), columns, "Table Grid")
        for place, (row, written) in enumerate(zip(self.rows, table.rows, strict=True)):
            for words, cell in zip(row, written.cells, strict=False):
                _fill_cell(cell, [self.source[w.start : w.end] for w in words], is_head=not place)
        self.document.add_paragraph()  # else the next table would be one with it


def _fill_cell(cell: _Cell, texts: Sequence[str], *, is_head: bool) -> None:
    paragraph = cell.paragraphs[0]
    for place, text in enumerate(texts):
        _fill(paragraph, f" {text}" if place else text, is_cell=True)
    for run in paragraph.runs if is_head else ():
        run.bold = True


def _fill(paragraph: Paragraph, line: str, *, is_cell: bool = False) -> None:
    for run in runs(line, is_cell=is_cell):
        written = paragraph.add_run(run.text)
        if run.bold:
            written.bold = True
        if run.code:
            written.font.name = _CODE_FONT


def _styled(name: str, level: int) -> str:
    level = min(level, _LEVELS)
    return name if level == 1 else f"{name} {level}"


def _counting_from(document: Document, style: str, first: int) -> int:
    """By what Word knows new numbers of a style that begin with ``first``."""
    numbering = document.part.numbering_part.element
    of_style = document.styles[style].element.pPr.numPr.numId.val
    abstract = next(n for n in numbering.num_lst if n.numId == of_style).abstractNumId.val
    number = numbering.add_num(abstract)
    number.add_lvlOverride(ilvl=0).add_startOverride(first)
    return int(number.numId)
