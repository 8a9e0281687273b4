"""Markdown: its source, without what no page made of it shows, and its headings."""

from __future__ import annotations

import re
from pathlib import Path

from ingest.formats.blocks import one_line
from ingest.formats.markdown.callouts import with_callouts
from ingest.formats.markdown.front_matter import front_matter
from ingest.formats.markdown.hidden import without_comments
from ingest.formats.markdown.notes import as_shown
from ingest.formats.markdown.pictures import without_pictures
from ingest.formats.markdown.tags import without_tags
from ingest.formats.pages.clean import scrub
from ingest.formats.pictures import Pictures
from ingest.formats.plain.text import read
from ingest.formats.web import page_pictures
from ingest.parsed import Heading, Parsed
from ragqa.text.fenced_code import Fences

_ATX = re.compile(r" {0,3}(?P<marks>#{1,6})(?:[ \t]+(?P<title>.*?))??(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(?P<mark>=+|-+)[ \t]*$")
# A line that cannot be the text above an underline: blank, or itself another kind of block.
_NO_SETEXT = re.compile(r"\s*$| {4,}|\t| {0,3}(?:[#>|]|[-*+][ \t]|\d+[.)][ \t]|[-=]+[ \t]*$)")
_INLINE = re.compile(r"!?\[(?P<text>[^\]]*)\]\([^)]*\)|(?P<mark>\*\*|__|`)")


def load_markdown(path: Path, pictures: Pictures | None = None) -> Parsed:
    """Markdown source without comments and tags; front matter is told as lines, headings are found.

    The text stays Markdown: it reads well, and a quote of it can be found in the file again.

    Args:
        path: The file.
        pictures: Reads those that the file has in itself; None leaves them out.
    """
    pictures = pictures or Pictures(ocr=False)

    def shown_by(data: str) -> str:
        return scrub(pictures.text_of(lambda: page_pictures.inside(data) or b""))

    text = read(path)
    title = told = ""
    if front := front_matter(text):
        title, told = front.title, f"{front.told}\n\n" if front.told else ""
        text = text[front.end :].lstrip("\n")
    text = without_pictures(as_shown(with_callouts(without_comments(text))), shown_by)
    text = told + without_tags(text)
    headings = tuple(markdown_headings(text, len(told)))
    return Parsed(text, headings=headings, title=title, remarks=pictures.remarks())


def markdown_headings(text: str, begin: int = 0) -> list[Heading]:
    """ATX (``# A``) and setext (underlined) headings outside of fenced code, from an offset on."""
    found: list[Heading] = []
    fences = Fences()
    start, above, above_start = begin, "", begin
    for line in text[begin:].split("\n"):
        if fences.hold(line):
            above = ""
        elif atx := _ATX.match(line):
            if title := _plain(atx["title"] or ""):
                found.append(Heading(start, len(atx["marks"]), title))
            above = ""
        elif above and (under := _UNDERLINE.match(line)):
            found.append(Heading(above_start, 1 if under["mark"][0] == "=" else 2, _plain(above)))
            above = ""
        else:
            above, above_start = ("" if _NO_SETEXT.match(line) else line), start
        start += len(line) + 1
    return found


def _plain(title: str) -> str:
    """A heading without the marks of links, bold and code."""
    return one_line(_INLINE.sub(lambda mark: mark["text"] or "", title))
