"""What the disk has taken for good; and whether it takes anything, told apart from damage."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from ragqa.errors import IndexUnusableError, os_reason

# What a small change of the stores takes; with less they fail in ways that say nothing of the disk.
_ROOM = 1 << 20
_FULL = ("disk is full", "no space left", "os error 28")


def refusal(folder: Path, needed: int = 0, said: str = "") -> IndexUnusableError | None:
    """The error to raise when nothing can be written to an index; None when it can.

    Args:
        folder: Of the index, or inside it; need not exist.
        needed: Bytes for which there must be room.
        said: What the store that failed says; it may have wanted more room than a trial does.
    """
    place = next(path for path in (folder, *folder.absolute().parents) if path.is_dir())
    try:
        with tempfile.TemporaryFile(dir=place) as probe:
            probe.write(bytes(_ROOM))
            probe.flush()
        full = any(words in said.lower() for words in _FULL)
        if full or shutil.disk_usage(place).free < needed:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    except OSError as error:
        return unwritable(folder, error)
    return None


def unwritable(folder: Path, error: OSError) -> IndexUnusableError:
    """The error to raise when the system refused to write to an index."""
    en, zh = os_reason(error)
    return IndexUnusableError(
        f"The index in {folder} cannot be written ({en}). What is stored is kept: make "
        "room on the disk or give the permission, and run it again.",
        f"无法写入 {folder} 中的索引（{zh}）。已存储的内容不会丢失："
        "请腾出磁盘空间或给予权限，然后重新运行。",
    )


def is_read_only(folder: Path) -> bool:
    """Whether a folder is there but cannot be written: its permissions, or those of its disk."""
    return folder.is_dir() and not os.access(folder, os.W_OK)


@contextmanager
def made_whole(path: Path) -> Iterator[BinaryIO]:
    """A new file that takes the name ``path`` when the body has ended, whole and safe on disk.

    Until then nothing has changed under that name; when the body fails, nothing of the new file
    stays. It is its owner's alone. Raises OSError.
    """
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    new = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def make_durable(path: Path) -> None:
    """Return when a file's content, or the names in a folder, are safe on disk. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
