"""Zip archives with names that are said to be UTF-8 and are not, which zipfile refuses to open.

The directory at the end of an archive says so for each entry by one bit, and so does the head of
the entry itself. Both are cleared in memory where they are wrong, so that the name is read as one
of an unknown encoding.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

_END = struct.Struct("<4s4H2LH")
_END_MARK, _ENTRY_MARK = b"PK\x05\x06", b"PK\x01\x02"
_LONGEST_COMMENT = 0xFFFF
_ENTRY = 46  # bytes of an entry before its name
_FLAGS_HIGH, _UTF8 = 9, 0x08  # the byte of an entry that holds the bit, and the bit
_HEAD_MARK, _HEAD_FLAGS_HIGH = b"PK\x03\x04", 7  # the same in its head
_HEAD_AT = struct.Struct("<L")  # where its head is, counted from the start of the archive
_HEAD_AT_AT = 42
_LENGTHS = struct.Struct("<3H")  # of name, extra field and comment
_LENGTHS_AT = 28


class _Copy(mmap.mmap):
    """The bytes of a file, of which only those that are changed take memory."""

    def seekable(self) -> bool:
        """As zipfile asks; mmap itself says so from Python 3.13 on."""
        return True


@contextmanager
def mended(path: Path) -> Iterator[IO[bytes]]:
    """The archive as a stream in which no name that is not UTF-8 claims to be; the file stays."""
    with path.open("rb") as stream, _Copy(stream.fileno(), 0, access=mmap.ACCESS_COPY) as data:
        for entry, start in _entries(data):
            name = entry + _ENTRY
            length = _LENGTHS.unpack_from(data, entry + _LENGTHS_AT)[0]
            if data[entry + _FLAGS_HIGH] & _UTF8 and not _is_utf8(data[name : name + length]):
                data[entry + _FLAGS_HIGH] &= ~_UTF8
                head = start + _HEAD_AT.unpack_from(data, entry + _HEAD_AT_AT)[0]
                if data[head : head + 4] == _HEAD_MARK and head + _ENTRY < len(data):
                    data[head + _HEAD_FLAGS_HIGH] &= ~_UTF8
        yield cast(IO[bytes], data)


def _is_utf8(name: bytes) -> bool:
    try:
        name.decode()
    except UnicodeDecodeError:
        return False
    return True


def _entries(data: mmap.mmap) -> Iterator[tuple[int, int]]:
    """Where the entries of the directory begin, each with where the archive itself does.

    None when there is no directory.
    """
    end = data.rfind(_END_MARK, max(0, len(data) - _END.size - _LONGEST_COMMENT))
    if end < 0 or end + _END.size > len(data):
        return
    # The directory stands right before its end; its stated place is off by what was put before the
    # archive.
    _, _, _, _, _, size, stated, _ = _END.unpack_from(data, end)
    place = end - size
    start = max(0, place - stated)
    while 0 <= place <= end - _ENTRY and data[place : place + 4] == _ENTRY_MARK:
        yield place, start
        place += _ENTRY + sum(_LENGTHS.unpack_from(data, place + _LENGTHS_AT))
