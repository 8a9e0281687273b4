"""One file that holds the files of a backup, each with its size and sha256; nothing of it is
believed before it was checked.

A zip archive: ``manifest.json`` (format, version, the caller's notes, and for every other member
its size and sha256), and those members. Any other layout is refused, and so are names that are
not expected, so that no name ever leads out of the folder that is unpacked to.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from ragqa.errors import BackupError

FORMAT = "ragqa backup"
VERSION = 1
_MANIFEST = "manifest.json"
_LONGEST_MANIFEST = 64 << 20
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the archive.

    Attributes:
        size: Bytes.
        sha256: Hexadecimal.
    """

    size: int
    sha256: str


def write(file: Path, members: Mapping[str, Path], notes: Mapping[str, Any]) -> None:
    """Make an archive that only this user can read, and have it on disk when this returns.

    Args:
        file: Must not exist.
        members: The file for each name; one that is gone is left out.
        notes: What else the manifest is to say; plain values.

    Raises:
        OSError: A file cannot be read or written.
    """
    listed: dict[str, dict[str, Any]] = {}
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, path in members.items():
                try:
                    content = path.open("rb")
                except FileNotFoundError:
                    continue
                with content, archive.open(name, "w", force_zip64=True) as target:
                    size, digest = _copy(content, target)
                listed[name] = {"size": size, "sha256": digest}
            whole = {"format": FORMAT, "version": VERSION, **notes, "files": listed}
            archive.writestr(_MANIFEST, json.dumps(whole, ensure_ascii=False, indent=1))
        stream.flush()
        os.fsync(stream.fileno())


class Archive:
    """An archive that was opened to be unpacked; its manifest has been checked. See ``reading``.

    Attributes:
        notes: The manifest.
        members: Every file but the manifest.
    """

    def __init__(self, file: Path, archive: zipfile.ZipFile, allowed: re.Pattern[str]) -> None:
        self._file = file
        self._archive = archive
        self.notes = self._manifest()
        self.members = self._members(allowed)

    def unpack(self, folder: Path) -> None:
        """Write all members below ``folder``, and check what was written.

        Raises:
            BackupError: A member is not what the manifest says, or there is no room for all.
            OSError: A file cannot be written.
        """
        needed = sum(member.size for member in self.members.values())
        free = shutil.disk_usage(folder).free
        if needed > free:
            raise BackupError(
                f"{self._file} needs {needed:,} bytes, but only {free:,} are free in {folder}; "
                "make room.",
                f"{self._file} 需要 {needed:,} 字节，而 {folder} 只剩 {free:,} 字节；请腾出空间。",
            )
        for name, member in self.members.items():
            path = folder / name
            path.parent.mkdir(mode=0o700, exist_ok=True)
            with self._archive.open(name) as content, path.open("xb") as target:
                # One byte more than there should be is enough to know.
                found = _copy(content, target, most=member.size + 1)
            if found != (member.size, member.sha256):
                raise self._damaged(*_altered(name))

    def _manifest(self) -> dict[str, Any]:
        try:
            info = self._archive.getinfo(_MANIFEST)
        except KeyError:
            raise self._foreign() from None
        if info.file_size > _LONGEST_MANIFEST:
            raise self._foreign()
        try:
            with self._archive.open(info) as stream:
                notes = json.loads(stream.read(_LONGEST_MANIFEST))
        except (ValueError, RecursionError) as error:
            raise self._damaged("its manifest cannot be read", "清单无法读取") from error
        if not isinstance(notes, dict) or notes.get("format") != FORMAT:
            raise self._foreign()
        if notes.get("version") != VERSION:
            raise BackupError(
                f"{self._file} was made by another version of ragqa; restore it with that one.",
                f"{self._file} 由另一版本的 ragqa 制作；请用该版本恢复。",
            )
        return notes

    def _members(self, allowed: re.Pattern[str]) -> dict[str, Member]:
        try:
            listed = {
                str(name): Member(int(entry["size"]), str(entry["sha256"]))
                for name, entry in self.notes["files"].items()
            }
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise self._damaged("its manifest is incomplete", "清单不完整") from error
        infos = {info.filename: info for info in self._archive.infolist()}
        if len(infos) != len(self._archive.infolist()) or infos.keys() != {*listed, _MANIFEST}:
            raise self._damaged("it does not hold the files that it lists", "其中的文件与清单不符")
        for name, member in listed.items():
            if not allowed.fullmatch(name):
                raise self._foreign()
            if infos[name].file_size != member.size:
                raise self._damaged(*_altered(name))
        return listed

    def _foreign(self) -> BackupError:
        return BackupError(
            f"{self._file} is no backup made by `ragqa backup`; nothing was changed.",
            f"{self._file} 不是 `ragqa backup` 制作的备份；没有做任何改动。",
        )

    def _damaged(self, en: str, zh: str) -> BackupError:
        return damaged(self._file, en, zh)


@contextmanager
def reading(file: Path, allowed: re.Pattern[str]) -> Iterator[Archive]:
    """Open an archive and check its manifest.

    Args:
        file: The archive.
        allowed: What the names of members must match as a whole.

    Raises:
        BackupError: It is missing, damaged, or no backup. So does its use within the context.
    """
    if not file.is_file():
        raise BackupError(
            f"There is no file {file}; check the path.", f"文件 {file} 不存在；请检查路径。"
        )
    try:
        with zipfile.ZipFile(file) as archive:
            yield Archive(file, archive, allowed)
    # RuntimeError: an encrypted member, or one packed by an unknown method.
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise damaged(file, str(error) or type(error).__name__, "压缩包无法解开") from error


def damaged(file: Path, en: str, zh: str) -> BackupError:
    """The error for an archive that is not as it was made, with the reason in both languages."""
    return BackupError(
        f"The backup {file} is damaged ({en}); nothing was changed. Use another backup.",
        f"备份 {file} 已损坏（{zh}）；没有做任何改动。请使用其他备份。",
    )


def _altered(name: str) -> tuple[str, str]:
    return f"{name} is not what it was", f"{name} 的内容已改变"


def _copy(source: Any, target: BinaryIO | Any, most: int | None = None) -> tuple[int, str]:
    """Copy at most ``most`` bytes; how many they were, and their sha256."""
    digest, size = hashlib.sha256(), 0
    while block := source.read(_BLOCK if most is None else min(_BLOCK, most - size)):
        digest.update(block)
        target.write(block)
        size += len(block)
    return size, digest.hexdigest()
