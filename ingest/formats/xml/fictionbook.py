"""FictionBook (fb2): a book as one XML file, its notes told where they are referred to."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.formats.blocks import Blocks, one_line
from ingest.formats.packed import zipped
from ingest.formats.pages.clean import scrub
from ingest.formats.pictures import Pictures
from ingest.formats.raised import LOWERED, RAISED, told
from ingest.parsed import Parsed

_HREF = "{http://www.w3.org/1999/xlink}href"
_LINES = frozenset(("p", "subtitle", "text-author", "date"))
_NOTES = ("notes", "comments")  # names of bodies


@dataclass(slots=True)
class _Into:
    """What a book is written into, its notes and pictures by id, and the notes that are told."""

    blocks: Blocks
    pictures: Pictures
    notes: dict[str, Any] = field(default_factory=dict)
    images: dict[str, Any] = field(default_factory=dict)


def load_fb2(path: Path, pictures: Pictures | None = None) -> Parsed:
    """A book: its authors, annotation and sections. Notes that nothing refers to come last.

    Args:
        path: The file.
        pictures: Reads pictures, in their place; None leaves them out.

    Raises:
        DocumentError: It is no book, is damaged, or declares entities.
    """
    root = zipped.xml(path.read_bytes(), is_huge=True)  # pictures are texts of many megabytes
    if _kind(root) != "FictionBook":
        raise zipped.damaged("FictionBook")
    into = _Into(Blocks(), pictures or Pictures(ocr=False))
    into.images = {image.get("id", ""): image for image in root.iterfind("{*}binary")}
    bodies = list(root.iterfind("{*}body"))
    for body in bodies:
        if body.get("name") in _NOTES:
            sections = (section for section in body.iter("{*}section") if section.get("id"))
            into.notes |= {section.get("id"): section for section in sections}
    about = root.find("{*}description/{*}title-info")
    if about is not None:
        _write_about(about, into)
    for body in bodies:
        if body.get("name") not in _NOTES:
            _write_section(body, into, 0 if body.find("{*}title") is None else 1)
    for label in list(into.notes):
        _write_note(label, "", into)
    title = "" if about is None else scrub(about.findtext("{*}book-title") or "")
    return into.blocks.parsed(title, into.pictures.remarks())


def _write_about(about: Any, into: _Into) -> None:
    names = (" ".join(one_line(part.text or "") for part in one) for one in about.iter("{*}author"))
    into.blocks.text("\n".join(filter(None, map(scrub, names))))
    for annotation in about.iterfind("{*}annotation"):
        _write_section(annotation, into, 0)


def _write_section(section: Any, into: _Into, level: int) -> None:
    """What is within an element, its title as a heading of a level; 0 for none."""
    blocks = into.blocks
    for element in section.iterchildren("{*}*"):
        kind = _kind(element)
        if kind == "title":
            title = one_line(" ".join(_text(line) for line in element.iterfind("{*}p")))
            (blocks.heading(level, title) if level else blocks.text(title))
        elif kind == "section":
            _write_section(element, into, level + 1)
        elif kind in _LINES:
            _write_line(element, into)
        elif kind == "stanza":
            blocks.text("\n".join(_text(verse) for verse in element.iterfind("{*}v")))
        elif kind == "table":
            rows = element.iterfind("{*}tr")
            blocks.table([[_text(cell) for cell in row.iterchildren("{*}*")] for row in rows])
        elif kind == "image":
            _write_image(element, into)
        else:  # an epigraph, a quotation, a poem
            _write_section(element, into, 0)


def _write_line(line: Any, into: _Into) -> None:
    into.blocks.text(_text(line))
    for link in line.iter("{*}a"):
        _write_note(link.get(_HREF, "").removeprefix("#"), one_line("".join(link.itertext())), into)
    for image in line.iter("{*}image"):
        _write_image(image, into)


def _write_note(label: str, mark: str, into: _Into) -> None:
    """A note, the first time that it is referred to; its title is but the mark."""
    if (note := into.notes.pop(label, None)) is None:
        return
    title = note.find("{*}title")
    of_title = [] if title is None else list(title.iter("{*}p"))
    lines = (_text(line) for line in note.iter("{*}p", "{*}v") if line not in of_title)
    mark = mark or " ".join(map(_text, of_title))
    into.blocks.text(told(f"{RAISED}{mark}{LOWERED} {one_line(' '.join(lines))}"))


def _write_image(image: Any, into: _Into) -> None:
    found = into.images.get(image.get(_HREF, "").removeprefix("#"))
    if found is not None:
        into.blocks.text(scrub(into.pictures.text_of(lambda: _decoded(found.text or ""))))


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return b""


def _text(element: Any) -> str:
    return scrub(told("".join(_runs(element)))).strip()


def _runs(element: Any) -> Iterator[str]:
    """The text of a paragraph or cell; marks around what stands raised."""
    yield element.text or ""
    for child in element:
        kind = _kind(child)
        if kind == "sup" or (kind == "a" and child.get(_HREF, "").startswith("#")):
            yield f"{RAISED}{''.join(child.itertext())}{LOWERED}"
        elif isinstance(child.tag, str):  # a comment is not
            yield from _runs(child)
        yield child.tail or ""


def _kind(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
