"""Every error ragqa raises on purpose, each with one sentence in English and one in Chinese.

    RagqaError
    ├── SettingsError            a setting is unknown or has a value that cannot be
    ├── QuestionError            the question is empty or too long
    ├── StoreError               the index cannot be used as it is
    │   ├── EmptyIndexError      nothing was ingested yet
    │   ├── EmbedderMismatchError  made with another embedder or splitter
    │   ├── IndexLockedError     another process is writing
    │   ├── IndexDamagedError    a store is missing, read-only or unreadable
    │   │   └── IndexUnusableError  it is sound, but not to be used now: busy, disk full, newer
    │   ├── BackupError          a backup cannot be made or restored
    │   └── UnknownSourceError   no document of that name, or more than one
    │       └── UnknownPlaceError  the same, told by the folders of documents
    ├── ModelError               a chat or embedding model cannot be loaded or used
    │   ├── CallError            a call cannot be answered as it was made
    │   └── BusyError            it works for others; later it may have time
    ├── FolderError              the folder to ingest cannot be read
    ├── DocumentError            one file could not be read: the batch goes on
    │   ├── FileUnavailableError  the system did not give it: it may be there next time
    │   └── ChangedFileError     it holds something else than when it was read
    ├── EvaluationError          a question set is not in a known layout
    ├── AccountError             a user or key cannot be made or found, or their file not used
    └── AccessError              who asks may not do this
        ├── NotLoggedInError     nobody known asks: no login, a wrong password or key
        └── ThrottledError       too many wrong passwords: no other is looked at for a while

A message is a constant template; values are data that fill it and are never read as a template.
"""

from __future__ import annotations

import errno
from typing import ClassVar


class RagqaError(Exception):
    """Base of all errors a user may see.

    Args:
        en: What happened, to which file or setting, and what to do, in English.
        zh: The same in Chinese; the English text where it is missing.
    """

    exit_code: ClassVar[int] = 2

    def __init__(self, en: str, zh: str = "") -> None:
        super().__init__(en)
        self.en = en
        self.zh = zh or en

    def text(self, language: str) -> str:
        """The message in ``language`` ("zh" or "en")."""
        return self.zh if language == "zh" else self.en

    def __reduce__(self) -> tuple[type[RagqaError], tuple[str, str]]:
        # Errors cross from the parsing child to the parent; the default would drop ``zh``.
        return type(self), (self.en, self.zh)


class SettingsError(RagqaError):
    """A setting is unknown, or its value cannot be."""


class QuestionError(RagqaError):
    """The question is empty or too long to be answered."""


class StoreError(RagqaError):
    """The index cannot be used as it is."""


class EmptyIndexError(StoreError):
    """Nothing has been ingested yet."""


class EmbedderMismatchError(StoreError):
    """The index was made with another embedder or splitter."""


class IndexLockedError(StoreError):
    """Another process is writing to the index."""


class IndexDamagedError(StoreError):
    """A store of the index is missing, read-only or unreadable."""


class IndexUnusableError(IndexDamagedError):
    """The index is sound, but cannot be used now: busy, disk full, read-only, or newer than us."""


class BackupError(StoreError):
    """A backup cannot be made, or a file cannot be restored: it is damaged or no backup."""


class UnknownSourceError(StoreError):
    """No document of that name is in the index, or the name fits several."""


class UnknownPlaceError(UnknownSourceError):
    """No document is at a path, or a name fits several that only their folders tell apart."""


class ModelError(RagqaError):
    """A chat or embedding model cannot be loaded or used."""


class CallError(ModelError):
    """A model cannot answer a call as it was made; what is said names no file and no server."""


class BusyError(ModelError):
    """The model works for others or is slow, and a call has waited as long as it may."""


class FolderError(RagqaError):
    """The folder to ingest cannot be read."""


class DocumentError(RagqaError):
    """One file could not be read; the rest of the batch goes on."""


class FileUnavailableError(DocumentError):
    """The system did not give the file (vanished, no permission, disk error); it may next time."""


class ChangedFileError(DocumentError):
    """A file holds something else than when it was read."""


class EvaluationError(RagqaError):
    """A question set is not in a known layout."""


class AccountError(RagqaError):
    """A user or an API key cannot be made or found, or the file of users cannot be used."""


class AccessError(RagqaError):
    """Who asks may not do this."""


class NotLoggedInError(AccessError):
    """Nobody known asks: there is no login, or the password or key is wrong."""


class ThrottledError(AccessError):
    """Too many wrong passwords came before; none is looked at for a while.

    Attributes:
        seconds: Until the next one is, at least 1.
    """

    def __init__(self, en: str, zh: str = "", seconds: int = 1) -> None:
        super().__init__(en, zh)
        self.seconds = seconds


_OS_REASONS_ZH = {
    errno.EACCES: "没有权限",
    errno.EBUSY: "文件正被占用",
    errno.ECONNREFUSED: "连接被拒绝",
    errno.ECONNRESET: "连接被对方中断",
    errno.EEXIST: "已存在同名文件",
    errno.EINVAL: "参数无效",
    errno.EIO: "磁盘读写错误",
    errno.EISDIR: "这是一个文件夹",
    errno.ELOOP: "符号链接循环",
    errno.EMFILE: "打开的文件过多",
    errno.ENAMETOOLONG: "文件名过长",
    errno.ENOENT: "文件或文件夹不存在",
    errno.ENOMEM: "内存不足",
    errno.ENOSPC: "磁盘已满",
    errno.ENOTDIR: "路径中有一部分不是文件夹",
    errno.EPERM: "不允许此操作",
    errno.EROFS: "文件系统为只读",
    errno.ETXTBSY: "文件正被占用",
}


def os_reason(error: Exception) -> tuple[str, str]:
    """Why the system refused, in English and in Chinese, to be put into a sentence.

    Rare reasons are a number in Chinese: the system's own words are English.
    """
    if not isinstance(error, OSError) or error.strerror is None:
        return type(error).__name__, type(error).__name__
    known = _OS_REASONS_ZH.get(error.errno or 0, f"系统错误 {error.errno}")
    return error.strerror, known
