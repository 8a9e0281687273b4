"""PowerPoint presentations: a slide is a page, with its title, texts, tables, charts and notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.formats.blocks import Blocks
from ingest.formats.office import ooxml
from ingest.formats.office.alternate import ALTERNATIVES, chosen
from ingest.formats.office.drawn import unread_drawn, write_drawn
from ingest.formats.office.formulas import word_formula
from ingest.formats.packed import zipped
from ingest.formats.pages.clean import scrub
from ingest.formats.pictures import Pictures
from ingest.formats.raised import LOWERED, RAISED
from ingest.formats.raised import told as told_raised
from ingest.formats.slides.remarks import authors, slide_remarks
from ingest.parsed import Parsed, Remark

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SHOW = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_FORMULA = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
_MOST_DEEP = 20  # groups within groups


@dataclass(slots=True)
class _Into:
    """What slides are written into, and what was left out."""

    blocks: Blocks
    pictures: Pictures
    authors: dict[str, str]
    unread: int = 0

    def remarks(self) -> tuple[Remark, ...]:
        return (*self.pictures.remarks(), *unread_drawn(self.unread))


def load_pptx(path: Path, pictures: Pictures | None = None) -> Parsed:
    """Slides in order, hidden ones too; the number of a slide is its page.

    Args:
        path: The file.
        pictures: Reads pictures, in their place on the slide; None leaves them out.

    Raises:
        DocumentError: It is no presentation, is encrypted or damaged.
    """
    import pptx
    from pptx.exc import PackageNotFoundError, PythonPptxError

    with ooxml.opened(path) as office:
        lost = office.remarks()
        # Not pptx.Presentation, which refuses templates and shows.
        try:
            main = pptx.package.Package.open(office.stream).main_document_part
            presentation = main.presentation
        except (AttributeError, KeyError, PackageNotFoundError, PythonPptxError) as error:
            raise zipped.damaged() from error
    blocks = Blocks()
    into = _Into(blocks, pictures or Pictures(ocr=False), authors(main))
    for entry in presentation._element.iter(f"{_SHOW}sldId"):
        blocks.page()
        blocks.part()
        try:
            part = main.related_part(entry.get(f"{_RELATED}id"))
        except KeyError:
            continue  # it is damaged; the others keep their numbers
        _write_slide(part.slide, into)  # type: ignore[attr-defined]  # of the kind that the list holds
    return blocks.parsed(ooxml.title_of(presentation), (*lost, *into.remarks()))


def _write_slide(slide: Any, into: _Into) -> None:
    blocks = into.blocks
    _choose(slide.shapes._spTree)
    title = slide.shapes.title
    blocks.mark("", 1)  # a slide without a title is not under that of the one before
    if title is not None and title.has_text_frame:
        blocks.heading(1, _whole(title.text_frame))
    for shape in _shapes(slide.shapes, 0):
        if title is None or shape.shape_id != title.shape_id:
            _write_shape(shape, into)
    if slide.has_notes_slide and (notes := _notes(slide.notes_slide)):
        blocks.text(f"Notes: {notes}")
    for told in slide_remarks(slide.part, into.authors):
        blocks.text(told)


def _choose(tree: Any) -> None:
    """Put what PowerPoint itself shows in the place of what it offers besides to older programs.

    A box with a formula stands so, with all of its text, and a chart of a new kind.
    """
    for choices in list(tree.iter(ALTERNATIVES)):
        parent = choices.getparent()
        for element in chosen(choices):
            parent.insert(parent.index(choices), element)
        parent.remove(choices)


def _notes(page: Any) -> str:
    """The text in the place for notes, else, as LibreOffice may write them, in any other box."""
    frame = page.notes_text_frame
    if frame is not None:
        return scrub(frame.text).strip()
    boxes = (shape for shape in page.shapes if shape.has_text_frame and not shape.is_placeholder)
    return scrub("\n".join(box.text_frame.text for box in boxes)).strip()


def _shapes(shapes: Any, deep: int) -> Iterator[Any]:
    """In the order in which they are read out; those of groups in their place."""
    for shape in shapes:
        if hasattr(shape, "shapes"):
            if deep < _MOST_DEEP:
                yield from _shapes(shape.shapes, deep + 1)
        else:
            yield shape


def _write_shape(shape: Any, into: _Into) -> None:
    blocks = into.blocks
    if shape.has_text_frame:
        _write_text(shape, blocks)
    elif getattr(shape, "has_table", False):
        blocks.table([[_whole(cell.text_frame) for cell in row.cells] for row in shape.table.rows])
    else:
        into.unread += write_drawn(shape.element, shape.part, blocks)
    for data in ooxml.pictures_in(shape.element, shape.part.rels):
        blocks.text(scrub(into.pictures.text(data)))


def _write_text(shape: Any, blocks: Blocks) -> None:
    """A text; the paragraphs of a body placeholder are points unless they say otherwise."""
    points = shape.is_placeholder and len(shape.text_frame.paragraphs) > 1
    lines: list[str] = []
    for paragraph in shape.text_frame.paragraphs:
        text = _line(paragraph)
        bulleted = paragraph._p.find(f"{_A}pPr/{_A}buNone") is None
        if text and (paragraph.level or (points and bulleted)):
            blocks.text("\n".join(lines))
            lines = []
            blocks.item(text.replace("\n", " "), paragraph.level)
        elif text:
            lines.append(text)
    blocks.text("\n".join(lines))


def _whole(frame: Any) -> str:
    """All paragraphs of a title or a cell."""
    return "\n".join(map(_line, frame.paragraphs))


def _line(paragraph: Any) -> str:
    return scrub(told_raised("".join(_runs(paragraph)))).strip()


def _runs(paragraph: Any) -> Iterator[str]:
    """Runs, fields such as dates, formulas, line breaks; marks around what stands raised."""
    for node in paragraph._p.iter():
        if node.tag == f"{_A}t":
            text = node.text or ""
            yield f"{RAISED}{text}{LOWERED}" if _is_raised(node.getparent()) else text
        elif node.tag == f"{_A}br":
            yield "\n"
        elif node.tag == _FORMULA:
            yield word_formula(node)


def _is_raised(run: Any) -> bool:
    properties = run.find(f"{_A}rPr")
    percent = "0" if properties is None else properties.get("baseline", "0").rstrip("%")
    return percent.isdecimal() and percent.strip("0") != ""
