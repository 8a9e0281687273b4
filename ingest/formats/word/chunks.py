"""Web pages within a Word document, as converters put them in for Word to take over (altChunk)."""

from __future__ import annotations

from typing import Any

from ingest.formats.blocks import Blocks
from ingest.formats.pictures import Pictures
from ingest.formats.web.mhtml import page_in
from ingest.formats.web.web import write_page
from ingest.parsed import Parsed, Remark
from ragqa.errors import DocumentError
from ragqa.text.counted import counted

CHUNK = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}altChunk"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PAGES = ("text/html", "application/xhtml+xml")
_ARCHIVES = ("message/rfc822", "multipart/related", "application/x-mimearchive")


def write_chunk(element: Any, part: Any, blocks: Blocks, pictures: Pictures) -> bool:
    """Write the document within, if it is a web page or an archive of one; whether it was.

    Args:
        element: Which stands for it.
        part: The Word document.
        blocks: What is written into.
        pictures: Reads pictures.
    """
    relation = part.rels.get(element.get(_ID, ""))
    if relation is None or relation.is_external:
        return False
    within = relation.target_part
    try:
        parsed = _page(within.content_type.lower(), within.blob, pictures)
    except DocumentError:
        return False
    if parsed is None or not parsed.text.strip():
        return False
    blocks.embed(0, "", parsed)
    return True


def _page(kind: str, data: bytes, pictures: Pictures) -> Parsed | None:
    if kind.startswith(_ARCHIVES):
        return page_in(data, pictures)
    if not kind.startswith(_PAGES):
        return None
    page = Blocks()
    write_page(data, page)
    return page.parsed()


def left_out(number: int) -> tuple[Remark, ...]:
    """What is told of so many that are of other kinds, or damaged."""
    if not number:
        return ()
    en = counted("{count} document within was|{count} documents within were", number)
    return (
        Remark(
            f"{en} not read; open it in Word or WPS and save it again.",
            f"其中嵌入的 {number} 个文档未读取；请用 Word 或 WPS 打开并重新保存。",
        ),
    )
