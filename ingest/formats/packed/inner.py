"""Files within files: the members of an archive, the attachments of a mail.

A name inside another file is only shown and asked for its ending; it is never a path. What is
inside is written to a temporary file of our own naming and read by the loader of its ending.
"""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import IO

from ingest.formats.blocks import Blocks
from ingest.formats.packed.zipped import MAX_ENTRIES, MAX_UNPACKED, too_many, too_much
from ingest.names import shown
from ingest.parsed import Parsed, Remark
from ingest.unsupported import READABLE, READABLE_ZH
from ragqa.errors import DocumentError, FileUnavailableError, os_reason
from ragqa.text.counted import counted

MOST_DEEP = 3
"""How many files may be one in another, the outermost not counted."""

_MOST_NAMED = 5  # files named in a remark
_MOST_TOLD = 10  # remarks on files inside
_RECOGNISED = (
    "{count} page was read by text recognition (OCR)|"
    "{count} pages were read by text recognition (OCR)"
)
_EMPTY = "{count} page has no text|{count} pages have no text"
_MORE = (
    "There is {count} more such remark on the files inside.|"
    "There are {count} more such remarks on the files inside."
)
_UNREAD = "{count} of the files inside was not read|{count} of the files inside were not read"


@dataclass(slots=True)
class _Left:
    """What may still be unpacked of one outermost file."""

    files: int = field(default_factory=lambda: MAX_ENTRIES)
    bytes: int = field(default_factory=lambda: MAX_UNPACKED)


@dataclass(slots=True)
class Used:
    """What took part in reading one outermost file: ``Parsed.kinds`` and ``Parsed.recognised``."""

    kinds: set[str] = field(default_factory=set)
    recognised: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """What a loader may need besides the path.

    Attributes:
        read: Reads the file at a path, shown under a name, or raises DocumentError with it.
        passwords: Tried on encrypted files.
        depth: How many files this one is within.
        ocr: Whether text may be recognised in pictures.
        labels: Whether the numbers printed on the pages of a PDF are read.
        renew: To be called after each mail of a mailbox: it has the time of a file again.
        used: Notes what takes part.
        name: What people know the file as that is being read.
        said: What the mail says itself that this file is attached to as another form of it, as
            ``winmail.dat`` is.
    """

    read: Callable[[Path, str, Reading], Parsed]
    passwords: Sequence[str] = ()
    depth: int = 0
    ocr: bool = True
    labels: bool = True
    renew: Callable[[], None] = lambda: None
    used: Used = field(default_factory=Used)
    name: str = ""
    said: str = ""
    _left: _Left = field(default_factory=_Left)

    def on_page(self) -> None:
        """To be called after each picture in which text was recognised, which takes seconds."""
        self.used.recognised += 1
        self.renew()

    def inner(self, name: str, stream: IO[bytes], said: str = "") -> Parsed:
        """A file within the one that is being read.

        Args:
            name: As it is called there.
            stream: Its bytes.
            said: As the attribute of that name.

        Raises:
            DocumentError: It cannot be read, or too much is in one another; its text names it.
            FileUnavailableError: The disk is full.
        """
        if self.depth >= MOST_DEEP:
            raise DocumentError(
                f"{shown(name)} is a file within more than {MOST_DEEP} others.",
                f"{shown(name)} 的嵌套超过 {MOST_DEEP} 层。",
            )
        self._left.files -= 1
        try:
            with tempfile.TemporaryDirectory(prefix="ragqa-") as folder:
                path = Path(folder, "inner").with_suffix(_safe_suffix(name))
                self._copy(name, stream, path)
                return self.read(path, name, replace(self, depth=self.depth + 1, said=said))
        except OSError as error:
            if not is_full(error):
                raise
            en, zh = os_reason(error)
            raise FileUnavailableError(
                f"{shown(name)} cannot be read: {en}.", f"{shown(name)} 无法读取：{zh}。"
            ) from error

    def _copy(self, name: str, stream: IO[bytes], path: Path) -> None:
        try:
            with path.open("wb") as out:
                shutil.copyfileobj(_Counted(stream, self._left), out)
        except DocumentError as error:
            raise DocumentError(f"{shown(name)} {error.en}", f"{shown(name)} {error.zh}") from error


def is_full(error: OSError) -> bool:
    """Whether the disk has no more room, which is the fault of no file and may be over soon."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


class _Counted:
    """A stream that ends with an error when what is left has been read."""

    def __init__(self, stream: IO[bytes], left: _Left) -> None:
        self._stream, self._left = stream, left

    def read(self, size: int = -1) -> bytes:
        block = self._stream.read(size)
        self._left.bytes -= len(block)
        if self._left.files < 0:
            raise too_many()
        if self._left.bytes < 0:
            raise too_much()
        return block


def _safe_suffix(name: str) -> str:
    suffix = PurePosixPath(name).suffix.lower()
    return suffix if suffix.isascii() and suffix[1:].isalnum() and len(suffix) < 12 else ""


class Members:
    """Writes the files within a file as sections of it, and remembers what could not be read.

    Args:
        blocks: What is written into.
        level: Of the headings with their names.
        reading: Of the file they are in.
    """

    def __init__(self, blocks: Blocks, level: int, reading: Reading) -> None:
        self._blocks, self._level, self._reading = blocks, level, reading
        self._unread: list[tuple[str, str]] = []  # no errors, which hold what was read
        self._own: list[Remark] = []
        self._remarks: list[Remark] = []

    def within(self, blocks: Blocks) -> Members:
        """One that writes into other blocks; what it has to tell is told with the rest."""
        other = Members(blocks, self._level, self._reading)
        other._unread, other._remarks, other._own = self._unread, self._remarks, self._own
        return other

    def read(self, name: str, stream: IO[bytes], said: str = "") -> Parsed | None:
        """Read one; None where it cannot be read, which is remembered with the reason.

        The arguments as of ``Reading.inner``.

        Raises:
            FileUnavailableError: The disk is full: all that is in it may be read another time.
        """
        try:
            return self._reading.inner(name, stream, said)
        except FileUnavailableError:
            raise
        except DocumentError as error:
            self.leave_out(error)
            return None

    def add(self, name: str, stream: IO[bytes], said: str = "") -> None:
        """As ``read``, and write it under its name.

        Raises:
            FileUnavailableError: As of ``read``.
        """
        parsed = self.read(name, stream, said)
        if parsed is None or not parsed.text.strip():
            return
        name = shown(name)
        self._blocks.embed(self._level, name, parsed)
        self._remarks += [Remark(f"{name}: {r.en}", f"{name}：{r.zh}") for r in parsed.remarks]
        for numbers, en, zh in (
            (parsed.pages_by_ocr, _RECOGNISED, "由文字识别（OCR）读出"),
            (parsed.pages_without_text, _EMPTY, "没有文字"),
        ):
            if n := len(numbers):
                told = counted(en, n)
                self._remarks.append(Remark(f"{name}: {told}.", f"{name}：{n} 页{zh}。"))

    def tell(self, remark: Remark) -> None:
        """Remember what else is to be told of the file they are in."""
        self._own.append(remark)

    def leave_out(self, error: DocumentError) -> None:
        """Remember one that is not even tried, or cannot be read."""
        self._unread.append((error.en.rstrip("."), error.zh.rstrip("。")))

    def parsed(self, title: str = "") -> Parsed:
        """What was written into the blocks.

        Raises:
            DocumentError: Nothing was, because no file inside could be read.
        """
        parsed = self._blocks.parsed(title, self._told())
        if self._unread and not parsed.text.strip():
            told = self._told()[0]
            raise DocumentError(f"has nothing to read: {told.en}", f"没有可读内容：{told.zh}")
        return parsed

    def _told(self) -> tuple[Remark, ...]:
        told = [*self._left_out(), *self._own, *self._remarks[:_MOST_TOLD]]
        if (more := len(self._remarks) - _MOST_TOLD) > 0:
            told.append(Remark(counted(_MORE, more), f"另有 {more} 条关于其中文件的说明。"))
        return tuple(told)

    def _left_out(self) -> Iterator[Remark]:
        if not self._unread:
            return
        named = list(dict.fromkeys(self._unread))
        en = "; ".join(en for en, _ in named[:_MOST_NAMED])
        zh = "；".join(zh for _, zh in named[:_MOST_NAMED])
        if en.count(READABLE) > 1:  # what can be read is not told of each
            en, zh = en.replace(f" ({READABLE})", ""), zh.replace(f"（{READABLE_ZH}）", "")
        etc = "; …" if len(named) > _MOST_NAMED else ""
        yield Remark(
            counted(_UNREAD, len(self._unread)) + f": {en}{etc}.",
            f"其中 {len(self._unread)} 个文件未读取：{zh}{etc}。",
        )
