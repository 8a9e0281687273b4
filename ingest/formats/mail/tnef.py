"""What Outlook packs into ``winmail.dat`` (TNEF): the text of a mail and what is attached to it.

By Microsoft's descriptions MS-OXTNEF and MS-OXRTFCP; the texts are given to the loaders of their
kinds.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.formats.blocks import Blocks, letters
from ingest.formats.mail.packed_rtf import unpacked
from ingest.formats.mail.tnef_properties import BINARY, TEXT, WIDE, properties
from ingest.formats.packed.inner import Members, Reading
from ingest.formats.pages.clean import scrub
from ingest.parsed import Parsed
from ragqa.errors import DocumentError

SIGNATURE = b"\x78\x9f\x3e\x22"
"""How such a file begins."""

_HEAD = struct.Struct("<BII")  # whose, which attribute, how many bytes
_CHECKED = 2  # bytes of the sum after each
_BEGINS, _TITLE, _DATA, _MORE = 0x69002, 0x18010, 0x6800F, 0x69005  # of something attached
_CODE_PAGE, _BODY, _PROPERTIES = 0x69007, 0x2800C, 0x69003  # of the mail
_NAME, _OBJECT, _PLAIN, _RTF, _HTML = 0x3707, 0x3701, 0x1000, 0x1009, 0x1013  # properties
_OF_OBJECT = 16  # bytes that say what it is


@dataclass(slots=True)
class _Attached:
    """Something attached: its name and bytes."""

    name: str = ""
    data: bytes = b""


def load_tnef(path: Path, reading: Reading) -> Parsed:
    """The text of the mail, unless that is said, then each thing attached to it as a section.

    Raises:
        DocumentError: It is cut off or damaged, or holds nothing.
    """
    blocks = Blocks()
    members = Members(blocks, 2, reading)
    page = "cp1252"
    body: tuple[str, bytes] = "", b""
    attached: list[_Attached] = []
    for kind, data in _attributes(path.read_bytes()):
        if kind == _CODE_PAGE and len(data) >= 4:
            page = f"cp{int.from_bytes(data[:4], 'little')}"
        elif kind == _BODY:
            body = body if body[0] else ("body.txt", _decoded(data, page).encode())
        elif kind == _PROPERTIES:
            body = _body(data, page) or body
        elif kind == _BEGINS:
            attached.append(_Attached())
        elif attached:
            _add(attached[-1], kind, data, page)
    told = members.read(body[0], io.BytesIO(body[1])) if body[1].strip() else None
    if told and letters(told.text) not in letters(reading.said):
        blocks.embed(0, "", told)
    for one in attached:
        members.add(one.name or "?", io.BytesIO(one.data))
    return members.parsed()


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = len(SIGNATURE) + 2  # a key follows it
    while at < len(data):
        if at + _HEAD.size > len(data):
            raise _damaged()
        _, kind, size = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        if at + size > len(data):
            raise _damaged()
        yield kind, data[at : at + size]
        at += size + _CHECKED


def _body(data: bytes, page: str) -> tuple[str, bytes] | None:
    """The text of a mail in the form that says most, and the name of a file of that kind."""
    found = {name: (kind, value) for name, kind, value in properties(data)}
    if (html := found.get(_HTML)) and html[0] == BINARY:
        return "body.html", html[1]
    if (rtf := found.get(_RTF)) and rtf[0] == BINARY and (text := unpacked(rtf[1])):
        return "body.rtf", text
    if plain := found.get(_PLAIN):
        return "body.txt", _text(*plain, page).encode()
    return None


def _add(one: _Attached, kind: int, data: bytes, page: str) -> None:
    if kind == _TITLE:
        one.name = one.name or _decoded(data, page)
    elif kind == _DATA:
        one.data = data
    elif kind == _MORE:
        for name, type_, value in properties(data):
            if name == _NAME:
                one.name = _text(type_, value, page) or one.name
            elif name == _OBJECT and value[_OF_OBJECT:].startswith(SIGNATURE):
                one.data = value[_OF_OBJECT:]  # a mail within this one


def _text(type_: int, value: bytes, page: str) -> str:
    if type_ not in (TEXT, WIDE):
        return ""
    return _decoded(value, "utf-16-le" if type_ == WIDE else page)


def _decoded(data: bytes, page: str) -> str:
    try:
        text = data.decode(page, "replace")
    except LookupError:
        text = data.decode("cp1252", "replace")
    return scrub(text.rstrip("\0"))


def _damaged() -> DocumentError:
    return DocumentError(
        "is damaged: what Outlook has packed (TNEF) cannot be taken apart.",
        "已损坏：Outlook 打包的内容（TNEF）无法拆开。",
    )
