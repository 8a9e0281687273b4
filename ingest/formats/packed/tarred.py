"""Tar archives and packed files (gzip, bzip2, xz), unpacked within the bounds of zip archives.

They are read from the beginning to the end, since a packed one cannot be read otherwise: so an
entry must be read before the next one is asked for. Nothing is ever unpacked to disk under a
name that the archive gives.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Any, Literal, Self, cast

from ingest.formats.packed import zipped
from ingest.formats.packed.zipped import (
    MAX_ENTRIES,
    MAX_RATIO,
    MAX_UNPACKED,
    RATIO_FROM,
    too_many,
    too_much,
)

BROKEN = (*zipped.BROKEN, tarfile.TarError, lzma.LZMAError)
"""What reading a damaged archive of any kind raises."""

_HEADER = 512
_PACKERS: tuple[tuple[bytes, Callable[[IO[bytes]], Any]], ...] = (
    (b"\x1f\x8b", gzip.open),
    (b"BZh", bz2.open),
    (b"\xfd7zXZ\x00", lzma.open),
)
_LONGEST_MAGIC = 6
_END = (tarfile.EOFHeaderError, tarfile.EmptyHeaderError)  # type: ignore[attr-defined]
_TAR = (".tar", ".tgz", ".tbz2", ".txz")
# What follows a head of these kinds is read at once, and all of it is kept.
_LONG_HEADS = (
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
)
_LONGEST_HEAD = 1_000_000  # bytes: names and links have a few thousand at most


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in an archive.

    Attributes:
        name: As people know it.
        stored: As the archive has it.
        kind: What it is; only a "file" is opened.
        open: Gives its bytes.
    """

    name: str
    stored: str
    kind: Literal["file", "link", "device"]
    open: Callable[[], IO[bytes]]


class Unpacked(io.BufferedReader):
    """The bytes that are packed in a file; reading more of them than is allowed is an error.

    Attributes:
        most: How many may be read.
    """

    def __init__(self, stream: IO[bytes], most: int) -> None:
        super().__init__(cast(io.RawIOBase, _Bounded(stream, most)))
        self.most = most


class _Bounded(io.RawIOBase):
    def __init__(self, stream: IO[bytes], most: int) -> None:
        self._stream, self._left = stream, most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        block = self._stream.read(len(buffer))
        self._left -= len(block)
        if self._left < 0:
            raise too_much()
        buffer[: len(block)] = block
        return len(block)


@contextmanager
def unpacked(path: Path) -> Iterator[Unpacked]:
    """What is packed in a file; of one that is not packed, its own bytes.

    Reading it raises DocumentError as soon as there is too much of it.
    """
    packer = _packer(path)
    with ExitStack() as stack:
        stream: IO[bytes] = stack.enter_context(path.open("rb"))
        most = MAX_UNPACKED
        if packer is not None:
            stream = stack.enter_context(packer(stream))
            most = min(most, max(RATIO_FROM, MAX_RATIO * path.stat().st_size))
        yield Unpacked(stream, most)


def is_packed(path: Path) -> bool:
    """Whether it begins as packed files do."""
    return _packer(path) is not None


def _packer(path: Path) -> Callable[[IO[bytes]], Any] | None:
    with path.open("rb") as stream:
        begin = stream.read(_LONGEST_MAGIC)
    return next((opener for magic, opener in _PACKERS if begin.startswith(magic)), None)


def is_called_tar(name: str) -> bool:
    """Whether a file is a tar archive by its name."""
    endings = [ending.lower() for ending in PurePosixPath(name).suffixes[-2:]]
    return bool(endings) and (endings[-1] in _TAR or endings[0] == ".tar")


def is_tar(stream: Unpacked) -> bool:
    """Whether a tar archive begins here; nothing is taken from the stream.

    Raises:
        DocumentError: What is packed is damaged at its beginning.
    """
    try:
        tarfile.TarInfo.frombuf(stream.peek(_HEADER)[:_HEADER], "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return False
    except BROKEN as error:
        raise zipped.damaged() from error
    return True


def check(path: Path) -> None:
    """Look at all heads of a tar archive, before anything in it is read.

    Raises:
        DocumentError: There are too many files in it, or they are too large together.
    """
    with unpacked(path) as stream, suppress(*BROKEN):
        for _ in entries(stream):
            pass


def entries(stream: Unpacked) -> Iterator[Entry]:
    """The files of a tar archive in order; folders are left out.

    Raises:
        DocumentError: There are too many, or they are too large together.
        Exception: One of ``BROKEN``, where it is damaged.
    """
    count, left = 0, stream.most
    with tarfile.open(
        fileobj=stream, mode="r|", tarinfo=_Strict, encoding="utf-8", errors="surrogateescape"
    ) as archive:
        for info in archive:
            count += 1
            # A sparse file has holes, which take no room in the archive.
            left -= info.size if info.isfile() else 0
            if count > MAX_ENTRIES:
                raise too_many()
            if left < 0:
                raise too_much()
            if not info.isdir():
                yield Entry(info.name, info.name, _kind(info), partial(_open, archive, info))


def _kind(info: tarfile.TarInfo) -> Literal["file", "link", "device"]:
    if info.issym() or info.islnk():
        return "link"
    return "file" if info.isfile() else "device"


def _open(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    stream = archive.extractfile(info)
    if stream is None:
        raise tarfile.ReadError(info.name)
    return stream


class _Strict(tarfile.TarInfo):
    """A header that is damaged is an error; by itself, tarfile takes it for the end."""

    @classmethod
    def fromtarfile(cls, tarfile_: tarfile.TarFile) -> Self:
        try:
            return super().fromtarfile(tarfile_)
        except tarfile.HeaderError as error:
            if isinstance(error, _END):
                raise
            raise tarfile.ReadError(str(error)) from error

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        head = super().frombuf(buf, encoding, errors)
        if head.type in _LONG_HEADS and head.size > _LONGEST_HEAD:
            raise too_much()
        return head
