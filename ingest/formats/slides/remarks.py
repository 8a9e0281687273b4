"""What people remarked on the slides of a PowerPoint file, in its old form and in threads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ingest.formats.blocks import comment, one_line
from ingest.formats.office import ooxml
from ingest.formats.packed import zipped
from ingest.formats.pages.clean import scrub
from ragqa.errors import DocumentError

_PARAGRAPH = "{http://schemas.openxmlformats.org/drawingml/2006/main}p"
_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"


def authors(presentation: Any) -> dict[str, str]:
    """The names of those who remark on a presentation's slides, by id.

    Args:
        presentation: Its main part, as python-pptx gives it.
    """
    return {
        author.get("id", ""): one_line(scrub(author.get("name", "")))
        for kind in ("commentAuthors", "authors")
        for root in _roots(presentation, kind)
        for author in root.iter("{*}cmAuthor", "{*}author")
    }


def slide_remarks(slide: Any, names: dict[str, str]) -> Iterator[str]:
    """What is told of a slide's part; what is damaged is left out.

    Args:
        slide: The part, as python-pptx gives it.
        names: Of the authors, by id.
    """
    for root in _roots(slide, "comments"):
        for one in root.iter("{*}cm", "{*}reply"):
            if text := one_line(scrub(_text(one))):
                yield comment(text, names.get(one.get("authorId", ""), ""))


def _text(one: Any) -> str:
    """What a remark itself says, without the replies in it."""
    plain = one.findtext("{*}text")
    if plain is not None:
        return str(plain)
    paragraphs = (p for body in one.iterchildren("{*}txBody") for p in body.iter(_PARAGRAPH))
    return " ".join("".join(t.text or "" for t in p.iter(_TEXT)) for p in paragraphs)


def _roots(part: Any, kind: str) -> Iterator[Any]:
    for one in dict.fromkeys(ooxml.related_parts(part, kind)):
        try:
            yield zipped.xml(one.blob)
        except DocumentError:
            continue
