"""SHA-256 of large files."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ragqa.errors import ModelError, os_reason


def sha256_of(path: Path) -> str:
    """Lower case hexadecimal; a 25 GB file takes a minute. Raises ModelError."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        en, zh = os_reason(error)
        raise ModelError(
            f"The model file {path} cannot be read: {en}; check its permissions and the disk.",
            f"无法读取模型文件 {path}：{zh}；请检查文件权限和磁盘。",
        ) from error
