"""What is signed, out of the structure that it is signed in (CMS, RFC 5652), in BER or DER.

Not by cryptography, which reads DER alone: programs that sign while they read write BER, whose
parts may say no length, and others do not sort certificates as DER wants.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

_SEQUENCE, _SET, _NUMBER, _NAME, _WITHIN = 0x30, 0x31, 0x02, 0x06, 0xA0  # tags
_OCTETS, _OCTETS_IN_PIECES, _END = 0x04, 0x24, 0x00
_SIGNED = bytes.fromhex("2a864886f70d010702")
_SEVERAL_BYTES = 0x1F  # in a tag, which no part here has


class _Head(NamedTuple):
    """How a part begins, and the place where it ends; -1 where an end mark tells that."""

    tag: int
    start: int
    end: int


def signed_content(data: bytes) -> bytes | None:
    """What is signed; None where that is elsewhere, beside the signature. Nobody's key is checked.

    Raises:
        ValueError: It is not this structure: it is encrypted, say, or cut off.
    """
    kind, within = _within(data, _head(data, 0), _SEQUENCE, _NAME, _WITHIN)
    if data[kind.start : kind.end] != _SIGNED:
        raise ValueError("other than signed")
    (signed,) = _within(data, within, _WITHIN, _SEQUENCE)
    *_, content = _within(data, signed, _SEQUENCE, _NUMBER, _SET, _SEQUENCE)
    parts = list(_parts(data, content))
    if len(parts) == 1:
        return None
    (octets,) = _parts(data, parts[1])
    return b"".join(_pieces(data, octets))


def _within(data: bytes, head: _Head, tag: int, *tags: int) -> list[_Head]:
    """The first parts of one, whose tags must be as told."""
    found = [part for part, _ in zip(_parts(data, head), tags, strict=False)]
    if (head.tag, *(part.tag for part in found)) != (tag, *tags):
        raise ValueError("other parts")
    return found


def _parts(data: bytes, head: _Head) -> Iterator[_Head]:
    at = head.start
    while head.end < 0 or at < head.end:
        part = _head(data, at)
        if head.end < 0 and part.tag == _END:
            return
        yield part
        at = part.end if part.end >= 0 else _end(data, part)


def _end(data: bytes, head: _Head) -> int:
    """The place behind a part without length: its end mark, after those of the parts in it."""
    at, deep = head.start, 1
    while deep:
        part = _head(data, at)
        deep += (part.end < 0) - (part.tag == _END)
        at = max(part.start, part.end)
    return at


def _pieces(data: bytes, head: _Head) -> Iterator[bytes]:
    """The bytes of one that may be in pieces, and these in pieces."""
    if head.tag == _OCTETS:
        yield data[head.start : head.end]
        return
    at, end = head.start, head.end if head.end >= 0 else _end(data, head)
    if head.tag != _OCTETS_IN_PIECES:
        raise ValueError("no bytes")
    while at < end:
        part = _head(data, at)
        if part.tag == _OCTETS:
            yield data[part.start : part.end]
        elif part.tag not in (_OCTETS_IN_PIECES, _END):
            raise ValueError("other than bytes")
        at = part.end if part.tag == _OCTETS else part.start


def _head(data: bytes, at: int) -> _Head:
    if at + 2 > len(data):
        raise ValueError("cut off")
    tag, length, start = data[at], data[at + 1], at + 2
    if tag & _SEVERAL_BYTES == _SEVERAL_BYTES:
        raise ValueError("other tags")
    if length == 0x80:  # none is said
        return _Head(tag, start, -1)
    if length > 0x80:
        more = length - 0x80
        start, length = start + more, int.from_bytes(data[start : start + more])
    if start + length > len(data):
        raise ValueError("cut off")
    return _Head(tag, start, start + length)
