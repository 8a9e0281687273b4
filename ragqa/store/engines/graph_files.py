"""The files of Chroma's graph, as hnswlib writes them.

Chroma writes those of a new graph with the first chunk, and the graph with the thousandth. Until
then the file of the points holds none, but has the room of a hundred, written from memory as it was
handed out: whatever this process had there before, an API key or a text that is in no document. It
must not be left on a disk.
"""

from __future__ import annotations

import struct
from contextlib import suppress
from pathlib import Path

_HEADER, _POINTS = "header.bin", "data_level0.bin"
# Version, offset of the links, room in points, points: little-endian, packed.
_BEGINNING = struct.Struct("<iQQQ")
_VERSION = 1


def blank_unused(folder: Path) -> None:
    """Write zeros over the points of graphs that have none; Chroma reads nothing there.

    Only the holder of the lock may call it. A file that cannot be read or written stays as it is.

    Args:
        folder: Of Chroma; there is a folder for each graph below it.
    """
    for header in folder.glob(f"*/{_HEADER}"):
        with suppress(OSError):
            if _is_empty(header.read_bytes()):
                _blank(header.with_name(_POINTS))


def _is_empty(header: bytes) -> bool:
    if len(header) < _BEGINNING.size:
        return False
    version, _, _, points = _BEGINNING.unpack_from(header)
    return bool(version == _VERSION and points == 0)


def _blank(points: Path) -> None:
    """In place: Chroma may have it open."""
    with points.open("r+b") as file:
        if any(written := file.read()):
            file.seek(0)
            file.write(bytes(len(written)))
