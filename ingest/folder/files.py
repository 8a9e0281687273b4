"""What is in a folder: the files to ingest, in order, and those that are left out and why.

A document is known by its path relative to the folder, '/'-separated and NFC, as it is shown.
Names that cannot be shown as they are (bytes that are not UTF-8, control characters, marks that
turn the reading direction) are shown with escapes such as ``\\xff``.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pathspec import GitIgnoreSpec

from ingest.loading.loaders import supported
from ingest.names import MADE_BY_PROGRAMS, is_litter
from ingest.unsupported import INSTEAD
from ragqa.errors import DocumentError, FileUnavailableError, FolderError, SettingsError, os_reason
from ragqa.sources import Source

_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

NO_DOCUMENTS = ".ragqa-no-documents"
"""A folder with a file of this name is passed over, and refused where it is asked for itself:
reports of our own, for one."""

_WITHOUT_DOCUMENTS = (NO_DOCUMENTS, *MADE_BY_PROGRAMS)


@dataclass(frozen=True, slots=True)
class Found:
    """A file to ingest.

    Attributes:
        source: Path relative to the folder, '/'-separated, NFC, as shown.
        path: Where it is on disk.
        size: Bytes.
        mtime_ns: Modification time.
    """

    source: str
    path: Path
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file or folder that is not ingested.

    Attributes:
        source: As in ``Found``; a folder ends in '/'.
        reason: Why, in both languages.
        failed: True when it should have been read but could not be, False when it is not for us.
    """

    source: str
    reason: DocumentError
    failed: bool


@dataclass(frozen=True, slots=True)
class _Entry:
    """A directory entry with the name it is shown under."""

    path: Path
    source: str
    is_link: bool


def discover(
    folder: Path, ignore: Sequence[str] = (), *, exclude: Sequence[Path] = ()
) -> Iterator[Found | LeftOut]:
    """Walk a folder, in the order of the names.

    Hidden files, lock files of office programs, litter such as ``__pycache__``, virtual
    environments and caches are passed over in silence. A link is followed when it leads inside the
    folder; a folder is walked only once.

    Args:
        folder: Where to look.
        ignore: Patterns as in .gitignore, relative to the folder.
        exclude: Folders not to enter, such as that of the index.

    Raises:
        FolderError: The folder is missing, is not a folder, or cannot be read.
        SettingsError: A pattern cannot be understood.
    """
    return _Walk(check_folder(folder), _patterns(ignore), exclude).run()


def check_folder(folder: Path) -> Path:
    """The folder's absolute path without links.

    Raises:
        FolderError: It is missing, is not a folder, cannot be read, or is marked as one without
            documents.
    """
    shown = shown_name(str(folder))
    try:
        real = folder.expanduser().resolve(strict=True)
        if not real.is_dir():
            raise FolderError(
                f"{shown} is not a folder; name the folder that holds the documents.",
                f"{shown} 不是文件夹；请给出存放文档的文件夹。",
            )
        if (real / NO_DOCUMENTS).exists():
            raise FolderError(
                f"{shown} is a folder without documents, such as a report of ragqa; if it has some "
                f"all the same, delete {NO_DOCUMENTS} in it.",
                f"{shown} 是没有文档的文件夹，例如 ragqa 的评测报告；如果确有文档，"
                f"请删除其中的 {NO_DOCUMENTS}。",
            )
        with os.scandir(real):
            return real
    except FileNotFoundError as error:
        raise FolderError(
            f"The folder {shown} does not exist; check the path.",
            f"文件夹 {shown} 不存在；请检查路径。",
        ) from error
    except (OSError, RuntimeError, ValueError) as error:
        en, zh = os_reason(error)
        raise FolderError(
            f"The folder {shown} cannot be read ({en}); check its permissions.",
            f"无法读取文件夹 {shown}（{zh}）；请检查权限。",
        ) from error


def shown_name(name: str) -> str:
    """A name or path as it is shown and stored: NFC, with escapes for what cannot be shown."""
    return "".join(_shown_char(char) for char in unicodedata.normalize("NFC", name))


def stored_path(path: Path) -> str:
    """A path as text that any store takes: bytes that are not UTF-8 are escaped."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def found_file(path: Path, name: str) -> Found | LeftOut:
    """A single file, to be shown under ``name``, which is never used as a path."""
    source = shown_name(name)
    if not supported(path):
        return LeftOut(source, unsupported(source), failed=False)
    try:
        status = path.stat()
    except OSError as error:
        return LeftOut(source, unreadable(error), failed=True)
    if not stat.S_ISREG(status.st_mode):
        return LeftOut(source, not_a_file(), failed=True)
    return Found(source, path, status.st_size, status.st_mtime_ns)


def file_now(source: Source) -> Found | LeftOut:
    """The file of a known document; one of a folder may be a link out of it by now."""
    path, folder = Path(source.path), Path(source.folder)
    try:
        inside = not folder.is_absolute() or path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError) as error:  # RuntimeError: a circle, before 3.13
        return LeftOut(source.source, unreadable(error), failed=True)
    if not inside:
        return LeftOut(source.source, _outside(), failed=True)
    return found_file(path, source.source)


def unsupported(name: str) -> DocumentError:
    """The reason for leaving out a file of a format that nothing here reads."""
    suffix = Path(name).suffix.lower()
    if suffix in INSTEAD:
        kind, instead = INSTEAD[suffix]
        return DocumentError(
            f"The format {suffix} ({kind}) cannot be read yet; save it as {instead}.",
            f"暂不支持 {suffix}（{kind}）格式；请另存为 {instead}。",
        )
    if suffix:
        return DocumentError(f"The format {suffix} is not supported.", f"不支持 {suffix} 格式。")
    return DocumentError("The file has no format suffix.", "文件没有格式后缀。")


def unreadable(error: Exception) -> FileUnavailableError:
    """The reason for leaving out what the operating system does not let us read."""
    # RuntimeError: how Python before 3.13 says that links lead to each other.
    loop = isinstance(error, RuntimeError)
    en, zh = ("links that lead in a circle", "链接成环") if loop else os_reason(error)
    return FileUnavailableError(
        f"It cannot be read ({en}); check that it exists and its permissions.",
        f"无法读取（{zh}）；请检查其是否存在以及权限。",
    )


class _Walk:
    """One walk; it remembers which folders it has been in, so that links cannot make loops."""

    def __init__(self, root: Path, ignore: GitIgnoreSpec, exclude: Sequence[Path]) -> None:
        self._root = root
        self._ignore = ignore
        # Excluded folders count as visited.
        self._visited = {path.resolve() for path in exclude}
        self._linked_folders: list[_Entry] = []

    def run(self) -> Iterator[Found | LeftOut]:
        yield from self._folder(self._root, "")
        # Linked folders come last: what they lead to is mostly there under its own name.
        while self._linked_folders:
            entry = self._linked_folders.pop(0)
            yield from self._folder(entry.path, f"{entry.source}/")

    def _folder(self, folder: Path, prefix: str) -> Iterator[Found | LeftOut]:
        real = folder.resolve()
        if real in self._visited:
            return
        self._visited.add(real)
        try:
            if prefix and any((folder / name).exists() for name in _WITHOUT_DOCUMENTS):
                return
            entries = _entries(folder, prefix)
        except OSError as error:
            yield LeftOut(prefix, unreadable(error), failed=True)
            return
        for entry in entries:
            yield from self._entry(entry)

    def _entry(self, entry: _Entry) -> Iterator[Found | LeftOut]:
        try:
            if entry.is_link and not entry.path.resolve().is_relative_to(self._root):
                if not self._ignore.match_file(entry.source):
                    yield LeftOut(entry.source, _outside(), failed=False)
                return
            status = entry.path.stat()
        except (OSError, RuntimeError) as error:  # RuntimeError: a link to itself, before 3.13
            if not self._ignore.match_file(entry.source):
                yield LeftOut(entry.source, unreadable(error), failed=not entry.is_link)
            return
        is_folder = stat.S_ISDIR(status.st_mode)
        if self._ignore.match_file(f"{entry.source}/" if is_folder else entry.source):
            return
        if is_folder and entry.is_link:
            self._linked_folders.append(entry)
        elif is_folder:
            yield from self._folder(entry.path, f"{entry.source}/")
        elif not stat.S_ISREG(status.st_mode):
            yield LeftOut(entry.source, not_a_file(), failed=False)
        elif supported(entry.path):
            yield Found(entry.source, entry.path, status.st_size, status.st_mtime_ns)
        else:
            yield LeftOut(entry.source, unsupported(entry.source), failed=False)


def _entries(folder: Path, prefix: str) -> list[_Entry]:
    """Entries of one folder by shown name, without those passed over in silence."""
    with os.scandir(folder) as scan:
        raw = [(entry.name, entry.is_symlink()) for entry in scan if not is_litter(entry.name)]
    names = Counter(shown_name(name) for name, _ in raw)
    entries = []
    for name, is_link in raw:
        shown = shown_name(name)
        if names[shown] > 1 and shown != name:
            # Two files whose names differ only in form: this one is shown spelt out.
            shown = name.encode("ascii", "backslashreplace").decode("ascii")
        entries.append(_Entry(folder / name, prefix + shown, is_link))
    return sorted(entries, key=lambda entry: entry.source)


def _patterns(ignore: Sequence[str]) -> GitIgnoreSpec:
    try:
        return GitIgnoreSpec.from_lines(ignore)
    except ValueError as error:
        raise SettingsError(
            f'Setting "ignore" has a pattern that cannot be understood ({error}); write it as in '
            ".gitignore.",
            f"设置 “ignore” 中有无法理解的模式（{error}）；请按 .gitignore 的写法填写。",
        ) from error


def _shown_char(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is not UTF-8, as os.fsdecode gives it
        return f"\\x{code - 0xDC00:02x}"
    if char in _TURNING or unicodedata.category(char) in {"Cc", "Cs"}:
        return f"\\u{code:04x}" if code > 0xFF else f"\\x{code:02x}"
    return char


def _outside() -> DocumentError:
    return DocumentError("The link leads outside the folder.", "链接指向文件夹之外。")


def not_a_file() -> DocumentError:
    """The reason for leaving out a pipe, a socket, a device: reading it may never end."""
    return DocumentError("It is not a regular file.", "不是普通文件。")
