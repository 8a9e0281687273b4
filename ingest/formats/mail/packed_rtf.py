"""Rich text as Outlook packs it (MS-OXRTFCP), which begins with what most of it has in common."""

from __future__ import annotations

import struct

_HEAD = struct.Struct("<IIII")  # size, size unpacked, how it is packed, a sum
_PACKED, _PLAIN = 0x75465A4C, 0x414C454D
_MOST = 1 << 26  # bytes unpacked
_WINDOW = 4096
_BEGIN = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)


def unpacked(data: bytes) -> bytes:
    """The rich text; as much of it as can be unpacked where it is damaged."""
    if len(data) < _HEAD.size:
        return b""
    _, size, how, _ = _HEAD.unpack_from(data)
    packed = data[_HEAD.size :]
    if how == _PLAIN:
        return packed[:size]
    return _unpacked(packed, min(size, _MOST)) if how == _PACKED else b""


def _unpacked(packed: bytes, size: int) -> bytes:
    out = bytearray(_BEGIN)
    end = len(_BEGIN) + size
    at = 0
    while at < len(packed) and len(out) < end:
        flags = packed[at]
        at += 1
        for bit in range(8):
            if not flags >> bit & 1:
                out += packed[at : at + 1]
                at += 1
                continue
            place = int.from_bytes(packed[at : at + 2], "big")
            at += 2
            # A place in a window that what is unpacked runs through, round and round.
            back = (len(out) - (place >> 4)) % _WINDOW
            if not back or back > len(out) or at > len(packed):
                return bytes(out[len(_BEGIN) : end])
            for _ in range((place & 0xF) + 2):
                out.append(out[-back])
    return bytes(out[len(_BEGIN) : end])
