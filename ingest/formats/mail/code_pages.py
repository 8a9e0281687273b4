"""Outlook mails whose texts are in the code page of the machine that wrote them. Pure.

All texts of such a mail are in the code page that it names once, those of its receivers and
attachments too. oxmsg knows that of the mail alone, takes Big5 for an encoding that Python has not,
and gives a text up at the first character that its code page should not have.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ingest.formats.declared import named

_TABLE = "__properties_version1.0"
_TEXT, _UNICODE = "001E", "001F"
_ENTRY = struct.Struct("<HHIII")  # type, property, flags, value or size
_OF_MAIL, _OF_INNER, _OF_PART = 32, 24, 8  # bytes before the first entry
INNER = "__substg1.0_3701000D"
"""The storage of a mail that is attached, within that of the attachment."""
_CODE_PAGE, _CODE_PAGE_OF_PAGE = 0x3FFD, 0x3FDE
_NAMES = {20866: "koi8-r", 21866: "koi8-u", 50220: "iso-2022-jp", 54936: "gb18030", 65001: "utf-8"}
_ISO = 28590  # before those of ISO 8859


def in_unicode(storage: Any) -> Any:
    """A storage of oxmsg, which holds a mail, with all its texts as Unicode."""
    encoding = _encoding(storage, _CODE_PAGE) or _encoding(storage, _CODE_PAGE_OF_PAGE)
    return _in_unicode(storage, encoding or "cp1252", _OF_MAIL)


def encoding_of_page(storage: Any) -> str:
    """The encoding of the mail's page, "" where it names none."""
    return _encoding(storage, _CODE_PAGE_OF_PAGE) or _encoding(storage, _CODE_PAGE)


def outermost(inner: Any) -> Any:
    """The storage of an attached mail as that of one by itself."""
    rest = _OF_MAIL - _OF_INNER
    streams = (
        replace(one, bytes_=one.bytes_[:_OF_INNER] + bytes(rest) + one.bytes_[_OF_INNER:])
        if one.name == _TABLE
        else one
        for one in inner.streams
    )
    return replace(inner, streams=tuple(streams))


def _in_unicode(storage: Any, encoding: str, head: int) -> Any:
    return replace(
        storage,
        streams=tuple(_stream(stream, encoding, head) for stream in storage.streams),
        storages=tuple(_part_in_unicode(part, encoding) for part in storage.storages),
    )


def _part_in_unicode(part: Any, encoding: str) -> Any:
    if part.name != INNER:
        return _in_unicode(part, encoding, _OF_PART)
    own = _encoding(part, _CODE_PAGE, _OF_INNER) or _encoding(part, _CODE_PAGE_OF_PAGE, _OF_INNER)
    return _in_unicode(part, own or encoding, _OF_INNER)


def _stream(stream: Any, encoding: str, head: int) -> Any:
    if stream.name == _TABLE:
        entries = b"".join(map(_entry, _entries(stream.bytes_[head:])))
        return replace(stream, bytes_=stream.bytes_[:head] + entries)
    if not stream.path.endswith(_TEXT):
        return stream
    text = stream.bytes_.decode(encoding, "replace")
    path = stream.path.removesuffix(_TEXT) + _UNICODE
    return replace(stream, path=path, bytes_=text.encode("utf-16-le"))


def _entry(entry: tuple[int, ...]) -> bytes:
    kind, *rest = entry
    return _ENTRY.pack(int(_UNICODE, 16) if kind == int(_TEXT, 16) else kind, *rest)


def _entries(table: bytes) -> Iterator[tuple[int, ...]]:
    return _ENTRY.iter_unpack(table[: len(table) // _ENTRY.size * _ENTRY.size])


def _encoding(storage: Any, wanted: int, head: int = _OF_MAIL) -> str:
    """Python's name of a code page of the mail, "" where it names none that is known."""
    tables = (stream.bytes_ for stream in storage.streams if stream.name == _TABLE)
    for _, prop, _, value, _ in _entries(next(tables, b"")[head:]):
        if prop == wanted:
            name = _NAMES.get(value) or (
                f"iso-8859-{value - _ISO}" if 0 < value - _ISO < 20 else f"cp{value}"
            )
            return named(name) or ""
    return ""
