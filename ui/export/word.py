"""A conversation as a Word file, with python-docx."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ragqa.store.kept.said import Said
from ragqa.types import Citation, Passage
from ui.export.marked import also_line, source_line
from ui.export.remarks import Since, is_quoted, numbered, remarks, sources
from ui.export.word_blocks import STYLES, write_answer
from ui.render import one_line, safe
from ui.texts.talks import TalkTexts
from ui.texts.web import WebTexts

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph

_CHINESE_FONT = "Microsoft YaHei"


def word(
    title: str, said: Sequence[Said], texts: WebTexts, talks: TalkTexts, since: Since = ()
) -> bytes:
    """The whole conversation; arguments as in ``marked.markdown``.

    All text goes in as runs: nothing in it can become a field, a link or a picture.
    """
    import docx
    from docx.oxml.ns import qn

    document = docx.Document()
    document.core_properties.author = "ragqa"
    document.core_properties.title = one_line(title)[:255]
    for style in ("Normal", "Heading 1", "Title", *STYLES):
        # Without it Word takes the font of the theme, which has no Chinese on many machines.
        element = document.styles[style].element
        element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _CHINESE_FONT)
    document.add_heading(one_line(title), 0)
    for number, each in enumerate(said):
        document.add_heading(one_line(each.question), 1)
        if not each.removed:
            write_answer(document, safe(each.text), quoted=is_quoted(each))
        for line in remarks(each, number, since, texts, talks):
            document.add_paragraph().add_run(one_line(line)).italic = True
        if listed := sources(each):
            document.add_paragraph().add_run(talks.sources).bold = True
        for place, where in enumerate(listed):
            _list(document.add_paragraph(style="List Bullet"), where, place, texts, talks)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _list(
    item: Paragraph, where: Citation | Passage, place: int, texts: WebTexts, talks: TalkTexts
) -> None:
    """A source: where it is, and what is quoted of it."""
    number, quote, doubted = numbered(where, place)
    doubt = f" ({texts.unverified})" if doubted else ""
    item.add_run(f"[{number}] ").bold = True
    item.add_run(f"{one_line(source_line(where, texts))}{doubt}: ")
    item.add_run(talks.quoted.format(quote=one_line(quote))).italic = True
    if elsewhere := also_line(where, texts):
        item.add_run(f"\n{elsewhere}")  # a line break, no new paragraph
