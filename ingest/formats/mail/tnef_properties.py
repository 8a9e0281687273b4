"""The properties within TNEF (MS-OXTNEF): the few kinds of values that Outlook knows. Pure."""

from __future__ import annotations

import struct
from collections.abc import Iterator

TEXT, WIDE, BINARY, OBJECT = 0x1E, 0x1F, 0x102, 0x0D
"""Types of values: text of a code page, UTF-16, bytes, and something with its own inner form."""

_MANY = 0x1000  # in the type of several values
_SIZES = {
    **dict.fromkeys((0x02, 0x03, 0x04, 0x0A, 0x0B), 4),
    **dict.fromkeys((0x05, 0x06, 0x07, 0x14, 0x40), 8),
    0x48: 16,
}
_OWN_NAME = 0x8000  # from here on a property brings its name along
_GUID = 16
_MOST = 10_000


def properties(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Number, type and (first) value of each property; it ends where one cannot be understood."""
    try:
        yield from _properties(data)
    except (struct.error, ValueError):
        return


def _properties(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    count, at = _number(data, 0), 4
    for _ in range(min(count, _MOST)):
        type_, name = struct.unpack_from("<HH", data, at)
        at += 4
        if name >= _OWN_NAME:
            at = _after_name(data, at)
        plain = type_ & ~_MANY
        if plain in _SIZES:
            many = _number(data, at) if type_ & _MANY else 1
            at += 4 if type_ & _MANY else 0
            yield name, type_, data[at : at + _SIZES[plain]]
            at += many * _SIZES[plain]
        elif plain in (TEXT, WIDE, BINARY, OBJECT):
            many, at, first = _number(data, at), at + 4, b""
            for number in range(min(many, _MOST)):
                size = _number(data, at)
                at += 4
                if at + size > len(data):
                    raise ValueError
                first = first if number else data[at : at + size]
                at += size + -size % 4
            yield name, type_, first
        else:
            raise ValueError


def _after_name(data: bytes, at: int) -> int:
    at += _GUID
    kind, size = _number(data, at), _number(data, at + 4)
    return at + 8 + (size + -size % 4 if kind else 0)


def _number(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<I", data, at)[0])
