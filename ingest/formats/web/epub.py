"""EPUB books: zipped HTML pages, in the order of the spine."""

from __future__ import annotations

import posixpath
import urllib.parse
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from ingest.formats.blocks import Blocks, one_line
from ingest.formats.packed import zipped
from ingest.formats.pictures import Pictures
from ingest.formats.web import page_pictures
from ingest.formats.web.web import write_page
from ingest.parsed import Parsed, Remark
from ragqa.errors import DocumentError

_NCX = "application/x-dtbncx+xml"


def load_epub(path: Path, pictures: Pictures | None = None) -> Parsed:
    """A book in reading order, as its spine gives it.

    A chapter without headings gets that which the table of contents has for it. One that is damaged
    or missing is told.

    Args:
        path: The file.
        pictures: Reads pictures, in their place; None leaves them out.

    Raises:
        DocumentError: It is no book, is damaged throughout or protected.
    """
    blocks = Blocks()
    pictures = pictures or Pictures(ocr=False)
    lost: list[DocumentError] = []
    with zipped.opened(path) as archive:
        title, chapters = _spine(archive)
        for name, listed in chapters:
            try:
                parsed = _chapter(archive, name, pictures)
            except DocumentError as error:
                lost.append(error)
                continue
            if listed and not parsed.headings and parsed.text.strip():
                blocks.mark(listed, 1)
            blocks.embed(0, "", parsed)
    if lost and len(lost) == len(chapters):
        raise lost[0]
    return blocks.parsed(title, (*_told(len(lost), len(chapters)), *pictures.remarks()))


def _chapter(archive: zipfile.ZipFile, name: str, pictures: Pictures) -> Parsed:
    def text_of(source: str) -> str:
        return pictures.text_of(lambda: _picture(archive, name, source))

    page = Blocks()
    write_page(zipped.read(archive, name), page, picture=text_of)
    return page.parsed()


def _picture(archive: zipfile.ZipFile, chapter: str, source: str) -> bytes:
    """A picture of a chapter; b"" when it is not in the book, or damaged."""
    if (data := page_pictures.inside(source)) is not None:
        return data
    place = page_pictures.local_name(source)
    name = posixpath.normpath(posixpath.join(posixpath.dirname(chapter), place))
    try:
        return zipped.read(archive, name)
    except DocumentError:
        return b""


def _told(lost: int, chapters: int) -> tuple[Remark, ...]:
    if not lost:
        return ()
    return (
        Remark(
            f"{lost} of {chapters} chapters are damaged or missing.",
            f"{chapters} 章中有 {lost} 章已损坏或缺失。",
        ),
    )


def _spine(archive: zipfile.ZipFile) -> tuple[str, list[tuple[str, str]]]:
    """The book's title; name and title, "" for none, of each chapter in reading order."""
    container = zipped.xml(zipped.read(archive, "META-INF/container.xml"))
    package_name = next((e.get("full-path") for e in container.iter("{*}rootfile")), None)
    if not package_name:
        raise zipped.damaged("container.xml")
    package = zipped.xml(zipped.read(archive, package_name))
    folder = posixpath.dirname(package_name)
    names = {e.get("id"): _name(folder, e.get("href", "")) for e in package.iter("{*}item")}
    skipped = {e.get("id") for e in package.iter("{*}item") if "nav" in e.get("properties", "")}
    order = [e.get("idref") for e in package.iter("{*}itemref")]
    chapters = [names[key] for key in order if key in names and key not in skipped]
    if not _encrypted(archive).isdisjoint(chapters):
        raise DocumentError(
            "is protected against copying (DRM) and cannot be read.",
            "有版权保护（DRM），无法读取。",
        )
    title = next(
        (e.text or "" for e in package.iter("{http://purl.org/dc/elements/1.1/}title")), ""
    )
    titles = _titles(archive, package, names)
    return title, [(name, titles.get(name, "")) for name in chapters]


def _titles(archive: zipfile.ZipFile, package: Any, names: dict[str, str]) -> dict[str, str]:
    """What the table of contents calls each file; the first name of several."""
    titles: dict[str, str] = {}
    for item in package.iter("{*}item"):
        name = names[item.get("id")]
        is_nav = "nav" in item.get("properties", "").split()
        if name not in archive.namelist() or not (is_nav or item.get("media-type") == _NCX):
            continue
        with suppress(DocumentError):  # a book without its contents is a book all the same
            for href, title in _entries(zipped.xml(zipped.read(archive, name))):
                titles.setdefault(_name(posixpath.dirname(name), href), one_line(title))
    return titles


def _entries(root: Any) -> Iterator[tuple[str, str]]:
    """File and title of each entry of a table of contents, of the old kind or the new."""
    for point in root.iter("{*}navPoint"):
        content = point.find("{*}content")
        label = point.findtext("{*}navLabel/{*}text")
        if content is not None and label:
            yield content.get("src", ""), label
    for link in root.iter("{*}a"):
        yield link.get("href", ""), "".join(link.itertext())


def _name(folder: str, href: str) -> str:
    return posixpath.normpath(posixpath.join(folder, urllib.parse.unquote(href.split("#")[0])))


def _encrypted(archive: zipfile.ZipFile) -> set[str]:
    if "META-INF/encryption.xml" not in archive.namelist():
        return set()
    root = zipped.xml(zipped.read(archive, "META-INF/encryption.xml"))
    return {_name("", e.get("URI", "")) for e in root.iter("{*}CipherReference")}
