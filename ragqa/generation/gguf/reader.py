"""Reads the numbers and texts of a file that nobody vouches for, within bounds."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

from ragqa.errors import ModelError, os_reason

_MAX_STRING = 1 << 20
_MAX_TEXT = 16 << 20  # bytes of all texts together


def missing(path: Path, setting: str = "model") -> ModelError:
    """The error of a file that is not there, though ``setting`` names it."""
    en, zh = ("model", "模型") if setting == "model" else ("adapter", "适配器")
    return ModelError(
        f"The {en} file {path} does not exist; set {setting} to a GGUF file.",
        f"{zh}文件 {path} 不存在；请将 {setting} 设为一个 GGUF 文件。",
    )


def unreadable(path: Path, error: OSError) -> ModelError:
    """The error of a model file that the system does not give."""
    en, zh = os_reason(error)
    return ModelError(
        f"The model file {path} cannot be read: {en}; check its permissions and the disk.",
        f"无法读取模型文件 {path}：{zh}；请检查文件权限和磁盘。",
    )


def damaged(path: Path, en: str, zh: str) -> ModelError:
    """The error of a header that states what cannot be."""
    return ModelError(
        f"{path} is damaged: its header states {en}; download it again.",
        f"{path} 已损坏：文件头中有{zh}；请重新下载。",
    )


class Reader:
    """Reads little-endian values; never past the end, never more than the bounds allow.

    Args:
        file: Read from where it is.
        path: Of the file, for messages.
        size: Of the file in bytes.

    Methods raise ModelError where the file ends too early or states what cannot be.
    """

    def __init__(self, file: BinaryIO, path: Path, size: int) -> None:
        self.path = path
        self.size = size
        self._file = file
        self._left = size
        self._text_left = _MAX_TEXT

    def read(self, count: int) -> bytes:
        """The next ``count`` bytes."""
        self._take(count)
        data = self._file.read(count)
        if len(data) < count:
            raise self.truncated()
        return data

    def skip(self, count: int) -> None:
        """Pass over ``count`` bytes."""
        self._take(count)
        self._file.seek(count, 1)

    def number(self, form: str) -> int | float:
        """One number; ``form`` as in ``struct``."""
        value: int | float = struct.unpack(form, self.read(struct.calcsize(form)))[0]
        return value

    def integer(self, form: str) -> int:
        """One whole number."""
        return int(self.number(form))

    def raw(self) -> bytes:
        """The bytes of a text, before which their number stands in eight bytes."""
        length = self.integer("<Q")
        self._text_left -= length
        if length > _MAX_STRING or self._text_left < 0:
            raise self.damaged(f"a text of {length} bytes", f"长达 {length} 字节的文本")
        return self.read(length)

    def string(self) -> str:
        """The same as text; what is no UTF-8 becomes a replacement character."""
        return self.raw().decode("utf-8", "replace")

    def tell(self) -> int:
        """How many bytes were read."""
        return self.size - self._left

    def _take(self, count: int) -> None:
        if count > self._left:
            raise self.truncated()
        self._left -= count

    def truncated(self) -> ModelError:
        """The error of a file that ends too early."""
        return ModelError(
            f"{self.path} is cut off: it ends after {self.size:,} bytes; download it again.",
            f"{self.path} 不完整：只有 {self.size:,} 字节；请重新下载。",
        )

    def damaged(self, en: str, zh: str) -> ModelError:
        """As the function ``damaged``."""
        return damaged(self.path, en, zh)
