"""OFD (GB/T 33190-2016), the fixed layout of Chinese electronic invoices and official documents.

A zip archive: OFD.xml names a Document.xml, which lists pages, templates, resources, annotations,
attachments and an outline, each a file of its own.

Read: text objects of pages, of the templates under them and of composite graphic units, in reading
order by their places; the outline; what was remarked on a page or typed onto it; and, by text
recognition, the pictures of pages without text. Attachments are listed by name.

Not read: signatures and seals (neither checked nor their pictures seen), watermarks that are
annotations, custom tags and extensions, older versions within the file, text in pictures beside
text, what is drawn as paths but the lines of tables, and characters that only a glyph of an
embedded font stands for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from ingest.formats.blocks import MAX_CHARACTERS, comment, one_line, too_long
from ingest.formats.ofd.page import Drawn, draw, is_hidden
from ingest.formats.ofd.parts import Package, Part
from ingest.formats.ofd.tables import lines_and_tables
from ingest.formats.packed import zipped
from ingest.formats.pages import paged
from ingest.formats.pages import text as pdf_text
from ingest.formats.pages.clean import plain_characters, scrub
from ingest.formats.pages.paged import Bookmark
from ingest.formats.pictures import Pictures
from ingest.parsed import Parsed
from ragqa.errors import DocumentError

MAX_PAGES = 10_000
_UNREAD = frozenset(("Stamp", "Watermark"))  # kinds of annotations


def load_ofd(
    path: Path, *, recognise: bool = True, on_page: Callable[[], None] = lambda: None
) -> Parsed:
    """The text of an OFD file, page by page; one that is damaged is a page without text.

    Args:
        path: The file.
        recognise: Whether pages without text are read by text recognition.
        on_page: Called after each picture that was read so.

    Raises:
        DocumentError: It is no OFD file, is damaged throughout, encrypted, or has no text.
    """
    reader = _Reader(recognise, on_page)
    with zipped.opened(path) as archive:
        package = Package(archive)
        for body in package.entry().root.iter("{*}DocBody"):
            reader.read(_Document(package, body))
    if not reader.texts:
        raise zipped.damaged("OFD.xml")
    labels = [""] * len(reader.texts)
    pages = pdf_text.readable(reader.texts, labels)
    return paged.together(
        ["\n\n".join(filter(None, both)) for both in zip(pages, reader.notes, strict=True)],
        labels=labels,
        outline=reader.outline,
        attached=reader.attached,
        title=next(filter(None, reader.titles), ""),
        recognised=reader.recognised,
        failed=(),
    )


class _Document:
    """One of the documents of a file: its pages, and what they are made of."""

    def __init__(self, package: Package, body: Any) -> None:
        self._package = package
        self._part = part = package.part(body.findtext("{*}DocRoot") or "")
        self.title = body.findtext("{*}DocInfo/{*}Title") or ""
        self.pages = [
            (page.get("ID", ""), page.get("BaseLoc", ""))
            for page in part.root.iterfind("{*}Pages/{*}Page")
        ]
        self._templates = {
            page.get("ID", ""): page.get("BaseLoc", "")
            for page in part.root.iterfind("{*}CommonData/{*}TemplatePage")
        }
        self._units: dict[str, Any] = {}
        self._media: dict[str, str] = {}
        self._under: dict[str, Drawn] = {}
        self._add_resources(part, "{*}CommonData/{*}PublicRes", "{*}CommonData/{*}DocumentRes")

    def page(self, place: str) -> list[Drawn]:
        """What is drawn on a page, that of its templates first."""
        part = self._package.part(place, self._part)
        self._add_resources(part, "{*}PageRes")
        used = [used.get("TemplateID", "") for used in part.root.iterfind("{*}Template")]
        return [*map(self._template, used), self._content(part)]

    def picture(self, key: str) -> bytes:
        """A picture by its identifier, b"" for none."""
        with suppress(DocumentError):
            return self._package.bytes(self._media.get(key, ""))
        return b""

    def notes(self) -> dict[str, str]:
        """What was remarked on pages, by their identifiers."""
        notes: dict[str, str] = {}
        for listed in self._listed("Annotations", "Page"):
            with suppress(DocumentError):
                place = listed.findtext("{*}FileLoc") or ""
                part = self._package.part(place, self._listing("Annotations"), self._part)
                told = [self._note(note) for note in part.root.iterfind("{*}Annot")]
                notes[listed.get("PageID", "")] = "\n".join(filter(None, told))
        return notes

    def attached(self) -> list[str]:
        """The names of attachments; those that are not shown are for programs."""
        listed = self._listed("Attachments", "Attachment")
        shown = [attachment for attachment in listed if not is_hidden(attachment)]
        return [
            f"{name}.{ending}" if ending and not name.endswith(f".{ending}") else name
            for name, ending in ((a.get("Name", ""), a.get("Format", "")) for a in shown)
        ]

    def outline(self, first: int) -> Iterator[Bookmark]:
        """Bookmarks; ``first`` is the 0-based number of the document's first page."""
        numbers = {key: number for number, (key, _) in enumerate(self.pages, first)}
        for entry in self._part.root.iterfind("{*}Outlines//{*}OutlineElem"):
            place = entry.find("{*}Actions/{*}Action/{*}Goto/{*}Dest")
            number = numbers.get("" if place is None else place.get("PageID", ""))
            if number is not None:
                level = sum(1 for _ in entry.iterancestors("{*}OutlineElem")) + 1
                yield Bookmark(level, entry.get("Title", ""), number)

    def _content(self, part: Part) -> Drawn:
        content = part.root.find("{*}Content")
        return Drawn() if content is None else draw(content, self._units)

    def _template(self, key: str) -> Drawn:
        if key not in self._under:
            self._under[key] = Drawn()
            with suppress(DocumentError):
                part = self._package.part(self._templates.get(key, ""), self._part)
                self._add_resources(part, "{*}PageRes")
                self._under[key] = self._content(part)
        return self._under[key]

    def _add_resources(self, part: Part, *kinds: str) -> None:
        for listed in (listed for kind in kinds for listed in part.root.iterfind(kind)):
            with suppress(DocumentError):
                found = self._package.part(listed.text or "", part, self._part)
                for unit in found.root.iter("{*}CompositeGraphicUnit"):
                    content = unit.find("{*}Content")
                    if content is not None:
                        self._units[unit.get("ID", "")] = content
                for medium in found.root.iter("{*}MultiMedia"):
                    place = self._package.medium(medium.findtext("{*}MediaFile") or "", found)
                    self._media[medium.get("ID", "")] = place

    def _listing(self, kind: str) -> Part:
        return self._package.part(self._part.root.findtext(f"{{*}}{kind}") or "", self._part)

    def _listed(self, kind: str, entry: str) -> list[Any]:
        if not self._part.root.findtext(f"{{*}}{kind}"):
            return []
        with suppress(DocumentError):
            return list(self._listing(kind).root.iterfind(f"{{*}}{entry}"))
        return []

    def _note(self, note: Any) -> str:
        if note.get("Type") in _UNREAD or is_hidden(note):
            return ""
        shown = note.find("{*}Appearance")
        said = one_line(scrub(note.findtext("{*}Remark") or ""))
        if not said and shown is not None:
            said = one_line(_text([draw(shown, self._units)]))
        return comment(said, one_line(scrub(note.get("Creator", "")))) if said else ""


class _Reader:
    """Gathers the pages of all documents of a file."""

    def __init__(self, recognise: bool, on_page: Callable[[], None]) -> None:
        self.texts: list[str] = []
        self.notes: list[str] = []
        self.outline: list[Bookmark] = []
        self.attached: list[str] = []
        self.titles: list[str] = []
        self.recognised: list[int] = []
        self._recognise, self._on_page = recognise, on_page
        self._left = MAX_CHARACTERS

    def read(self, document: _Document) -> None:
        if len(self.texts) + len(document.pages) > MAX_PAGES:
            raise _too_many_pages()
        self.titles.append(document.title)
        self.attached += document.attached()
        self.outline += document.outline(len(self.texts))
        notes = document.notes()
        for key, place in document.pages:
            text = ""
            with suppress(DocumentError):  # a broken page must not cost the others
                text = self._page(document, document.page(place))
            self._left -= len(text)
            if self._left < 0:
                raise too_long()
            self.texts.append(text)
            self.notes.append(notes.get(key, ""))

    def _page(self, document: _Document, drawn: list[Drawn]) -> str:
        text = _text(drawn)
        if text.strip() and not pdf_text.is_doubtful(text):
            return text
        pictures = Pictures(ocr=self._recognise, on_page=self._on_page)
        seen = [
            pictures.text_of(lambda key=key: document.picture(key))  # type: ignore[misc]
            for part in drawn
            for key in part.pictures
        ]
        if text := "\n".join(filter(None, seen)):
            self.recognised.append(len(self.texts))
        return text


def _text(drawn: list[Drawn]) -> str:
    """The lines of a page; what runs at an angle is below them, once."""
    pieces = [piece for part in drawn for piece in part.pieces]
    lines = lines_and_tables(pieces, [rule for part in drawn for rule in part.rules])
    lines += dict.fromkeys(text.strip() for part in drawn for text in part.slanted)
    return plain_characters(scrub("\n".join(lines)))


def _too_many_pages() -> DocumentError:
    return DocumentError(
        f"has more than {MAX_PAGES} pages; split it.", f"超过 {MAX_PAGES} 页；请拆分。"
    )
