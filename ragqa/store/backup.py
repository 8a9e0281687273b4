"""One file that holds a whole index, and an index made from such a file.

Only the catalog and the copies of uploaded files are kept: Chroma and tantivy are made from the
catalog again. The catalog is copied by SQLite in one piece, so it is as it was at one moment,
whoever reads or writes meanwhile. A restore checks everything before it changes anything.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ragqa.disk import make_durable
from ragqa.errors import (
    BackupError,
    EmptyIndexError,
    IndexDamagedError,
    IndexUnusableError,
    os_reason,
)
from ragqa.sources import UPLOADS
from ragqa.store import archive, stores
from ragqa.store.catalog.catalog import Catalog
from ragqa.store.catalog.database import foreign
from ragqa.store.kept.conversations import Conversations
from ragqa.store.kept.pins import Pins
from ragqa.store.kept.records import Records
from ragqa.store.lock import only_writer
from ragqa.store.scratch import Scratch
from ragqa.store.stores import Stores
from ragqa.text.counted import counted

# As ui.web.library.uploads names them; whatever else lies there is not ours.
_UPLOAD = r"[0-9a-zA-Z][0-9a-zA-Z._-]{0,254}"
_MEMBER = re.compile(rf"{re.escape(stores.CATALOG)}|{UPLOADS}/{_UPLOAD}")


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds.

    Attributes:
        documents: With those that could not be read.
        chunks: Of all documents.
        uploads: Copies of uploaded files.
    """

    documents: int
    chunks: int
    uploads: int


def backup(folder: Path, file: Path, *, force: bool = False) -> Contents:
    """Write all of an index to one file, while others read and write it.

    The file is there as a whole or not at all.

    Args:
        folder: Of the index.
        file: To be made; only this user can read it.
        force: Replace a file that is there.

    Raises:
        EmptyIndexError: There is no index.
        BackupError: The file is there already, lies in the index, or cannot be written.
        IndexDamagedError: The catalog cannot be read.
    """
    if not stores.exists(folder):
        raise EmptyIndexError(
            f"There is no index at {folder}, so there is nothing to back up.",
            f"{folder} 处没有索引，没有可备份的内容。",
        )
    if file.exists() and not (force and file.is_file()):
        raise BackupError(
            f"{file} is there already; choose another name, or replace it with --force.",
            f"{file} 已经存在；请换一个文件名，或用 --force 覆盖。",
        )
    if file.resolve().is_relative_to(folder.resolve()):
        raise BackupError(
            f"{file} lies in the index {folder} itself, and would be lost with it; choose another "
            "place.",
            f"{file} 位于索引 {folder} 内部，索引丢失时备份也会丢失；请换一个位置。",
        )
    with _reporting(file), Scratch(file.absolute().parent) as scratch:
        snapshot = scratch / stores.CATALOG
        with closing(stores.open_catalog(folder)) as catalog:
            catalog.copy_to(snapshot)
        with closing(Catalog(snapshot)) as catalog:
            catalog.empty()  # what was deleted is in no backup
            members = {stores.CATALOG: snapshot, **_uploads(catalog, folder)}
            contents = Contents(catalog.documents(), catalog.count(), len(members) - 1)
            stamp = catalog.stamp()
        notes = {
            "made": datetime.now().astimezone().isoformat(timespec="seconds"),
            "documents": contents.documents,
            "chunks": contents.chunks,
            "stamp": stamp,
        }
        archive.write(scratch / "archive", members, notes)
        (scratch / "archive").replace(file)
        make_durable(file.absolute().parent)  # the new name too
    return contents


def restore(file: Path, folder: Path, *, force: bool = False) -> Contents:
    """Make an index from a backup; nothing is changed until all of the backup was checked.

    An index that is there is replaced in one transaction, which those who have it open see at
    their next search.

    Args:
        file: The backup.
        folder: Of the index; made when missing.
        force: Replace an index that has documents.

    Raises:
        BackupError: The file is damaged or no backup, or the index has documents.
        IndexLockedError: The index is being written.
        IndexDamagedError: The folder cannot be written.
    """
    if not force and (held := _holds(folder)):
        raise BackupError(
            f"The index {folder} {held[0]}; replace it with --force, or choose another --index.",
            f"索引 {folder} {held[1]}；请用 --force 替换，或选择其他 --index。",
        )
    with _reporting(folder):
        folder.absolute().parent.mkdir(parents=True, exist_ok=True)
        with Scratch(folder.absolute().parent) as scratch:
            with archive.reading(file, _MEMBER) as opened:
                opened.unpack(scratch)
                contents = _checked(scratch, opened, file)
            _adapt(scratch, folder)
            _put_in_place(scratch, folder)
    return contents


def _checked(scratch: Path, opened: archive.Archive, file: Path) -> Contents:
    """Look through the unpacked catalog before anything is done with it."""
    path = scratch / stores.CATALOG
    if not path.exists():
        raise archive.damaged(file, f"it has no {stores.CATALOG}", f"缺少 {stores.CATALOG}")
    if reason := foreign(path):
        raise archive.damaged(file, *reason)
    with closing(Catalog(path)) as catalog:
        catalog.empty()  # no backup has any trash: what is in it is not ours
        contents = Contents(catalog.documents(), catalog.count(), len(opened.members) - 1)
        if not _is_readable(catalog):
            raise archive.damaged(
                file, "its catalog has rows that cannot be read", "目录库中有无法读取的内容"
            )
    if (contents.documents, contents.chunks) != tuple(
        opened.notes.get(name) for name in ("documents", "chunks")
    ):
        raise archive.damaged(
            file, "its catalog holds other documents than it lists", "目录库中的文档与清单不符"
        )
    return contents


def _is_readable(catalog: Catalog) -> bool:
    """Whether Chroma and tantivy can be made from all that is in a catalog."""
    try:
        catalog.sources()
        lengths = {vectors.shape[1] for _, vectors in catalog.everything()}
        return lengths <= {int(catalog.stamp().get("dimension", 0))}
    except (ValueError, TypeError, RecursionError):
        return False


def _adapt(scratch: Path, folder: Path) -> None:
    """Record in the unpacked catalog where the copies of uploads are going to lie."""
    names = {path.name for path in _files(scratch / UPLOADS)}
    home = folder.resolve() / UPLOADS
    with closing(Catalog(scratch / stores.CATALOG)) as catalog:
        catalog.forget(catalog.doomed())
        for source in catalog.sources():
            name = Path(source.path).name
            if source.is_upload and name in names:
                catalog.move(
                    source.document_id,
                    folder=source.folder,
                    source=source.source,
                    path=str(home / name),
                    mtime_ns=source.mtime_ns,
                )


def _put_in_place(scratch: Path, folder: Path) -> None:
    """Replace the index by what was unpacked and checked, then make Chroma and tantivy anew."""
    stores.make_folder(folder)
    with only_writer(folder):
        kept = _bring_uploads(scratch / UPLOADS, folder / UPLOADS)
        stores.mark_stale(folder)
        Records(folder).erase()  # answers hold the text of what is replaced
        Pins(folder, 0).erase()
        Conversations(folder).erase()
        _replace_catalog(scratch / stores.CATALOG, folder)
        with closing(stores.open_catalog(folder)) as catalog:
            dimension = catalog.stamp().get("dimension")
        if dimension is not None:
            with closing(Stores(folder, int(dimension), locked=True)) as opened:
                opened.vectors.rebuild()
                for problem in opened.check().problems():
                    raise problem
        for path in _files(folder / UPLOADS):
            if path.name not in kept:
                path.unlink(missing_ok=True)


def _replace_catalog(new: Path, folder: Path) -> None:
    try:
        with closing(stores.open_catalog(folder)) as catalog:
            # In its place, for other processes may have it open.
            catalog.take_over(new)
            return
    except IndexUnusableError:
        raise
    except IndexDamagedError:
        pass  # what is being replaced may well be broken
    for suffix in ("-wal", "-shm"):
        (folder / f"{stores.CATALOG}{suffix}").unlink(missing_ok=True)
    new.replace(folder / stores.CATALOG)


def _bring_uploads(source: Path, target: Path) -> set[str]:
    """Move the copies of uploads over; their names are random, so none is another's."""
    files = list(_files(source))
    if files:
        target.mkdir(mode=0o700, exist_ok=True)
    for path in files:
        path.replace(target / path.name)
    return {path.name for path in files}


def _uploads(catalog: Catalog, folder: Path) -> dict[str, Path]:
    """The copies of uploads that documents were read from, by their names in the archive."""
    known = {Path(source.path) for source in catalog.sources()}
    home = folder.resolve() / UPLOADS
    return {f"{UPLOADS}/{path.name}": path for path in sorted(_files(home)) if path in known}


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (p for p in folder.iterdir() if re.fullmatch(_UPLOAD, p.name) and p.is_file())


def _holds(folder: Path) -> tuple[str, str] | None:
    """What is in the way of a restore, in English and Chinese."""
    if not stores.exists(folder):
        if folder.exists() and any(folder.iterdir()):
            return "is a folder with other files in it", "是一个含有其他文件的文件夹"
        return None
    try:
        with closing(stores.open_catalog(folder)) as catalog:
            documents = catalog.documents()
    except IndexUnusableError:
        raise
    except IndexDamagedError:
        return "cannot be read", "无法读取"
    en = counted("holds {count} document|holds {count} documents", documents)
    return (en, f"中有 {documents} 个文档") if documents else None


@contextmanager
def _reporting(target: Path) -> Iterator[None]:
    """Turn what the disk and SQLite refuse into an error that the user can act on."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        en, zh = _reason(error)
        raise BackupError(
            f"{target} cannot be written ({en}); check that the folder is there and may be "
            "written, and that the disk is not full.",
            f"无法写入 {target}（{zh}）；请检查文件夹是否存在、是否可写以及磁盘是否已满。",
        ) from error


def _reason(error: OSError | sqlite3.Error) -> tuple[str, str]:
    """Why nothing could be written, in English and Chinese; SQLite has no Chinese words."""
    if isinstance(error, OSError):
        return os_reason(error)
    return str(error), getattr(error, "sqlite_errorname", type(error).__name__)
