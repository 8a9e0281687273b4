"""Notes that Evernote exported (enex): each a section, what is attached to it below."""

from __future__ import annotations

import base64
import binascii
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.formats.blocks import Blocks, one_line
from ingest.formats.packed import zipped
from ingest.formats.packed.inner import Members, Reading
from ingest.formats.pages.clean import scrub
from ingest.formats.web.web import write_page
from ingest.parsed import Parsed

_KNOWN = (
    ("Created (创建)", "created"),
    ("Changed (修改)", "updated"),
    ("Tags (标签)", "tag"),
    ("Author (作者)", "note-attributes/author"),
    ("Source (来源)", "note-attributes/source-url"),
)
_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)T\d{6}Z$")


def load_enex(path: Path, reading: Reading) -> Parsed:
    """Notes in order.

    Raises:
        DocumentError: It is damaged or declares entities.
    """
    from lxml import etree  # type: ignore[import-untyped]

    with path.open("rb") as stream:
        zipped.refuse_entities_in(stream)
    blocks = Blocks()
    members = Members(blocks, 2, reading)
    try:
        with path.open("rb") as stream:
            # huge_tree: attachments are texts of many megabytes.
            for _, note in etree.iterparse(
                stream, tag="note", resolve_entities=False, no_network=True, huge_tree=True
            ):
                _write_note(note, blocks, members)
                note.clear()
                while note.getprevious() is not None:
                    del note.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise zipped.damaged("XML") from error
    return members.parsed()


def _told(note: Any) -> Iterator[str]:
    """What is known of a note besides its text."""
    for name, path in _KNOWN:
        values = [one_line(scrub(found.text or "")) for found in note.iterfind(path)]
        if told := ", ".join(filter(None, map(_day, values))):
            yield f"{name}: {told}"


def _day(value: str) -> str:
    """The day of a time, as people write it; another value as it is."""
    time = _TIME.match(value)
    return "-".join(time.groups()) if time else value


def _write_note(note: Any, blocks: Blocks, members: Members) -> None:
    blocks.part()
    blocks.heading(1, scrub(note.findtext("title") or ""))
    blocks.text("\n".join(_told(note)))
    page = Blocks()
    write_page((note.findtext("content") or "").encode("utf-8", "replace"), page, "utf-8")
    blocks.embed(1, "", page.parsed())
    for resource in note.iterfind("resource"):
        name = one_line(resource.findtext("resource-attributes/file-name") or "")
        if name:  # others are clippings of pages
            try:
                data = base64.b64decode(resource.findtext("data") or "")
            except (binascii.Error, ValueError):
                data = b""
            members.add(name, io.BytesIO(data))
