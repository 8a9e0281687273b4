"""Archives: every document in one is a section of its own, under its name in the archive."""

from __future__ import annotations

import re
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from ingest.formats.blocks import Blocks
from ingest.formats.encodings import decode
from ingest.formats.packed import tarred, zipped
from ingest.formats.packed.inner import Members, Reading
from ingest.formats.packed.tarred import Entry
from ingest.names import is_litter, shown
from ingest.parsed import Parsed, Remark
from ragqa.errors import DocumentError

_UTF8 = 0x800  # flag: the name is UTF-8
_DOCUMENTS = {
    ".docx": re.compile(r"word/document\d*\.xml"),
    ".xlsx": re.compile(r"xl/workbook\d*\.xml"),
    ".pptx": re.compile(r"ppt/presentation\d*\.xml"),
    ".epub": re.compile(r"META-INF/container\.xml"),
}
_CONTENTS = "[Content_Types].xml"  # stands where an Office document was unpacked


def document_in(path: Path) -> str:
    """The ending of the document that a zip archive is, as mail programs rename some; "" of others.

    Raises:
        DocumentError: As of ``load_zip``.
    """
    with zipped.opened(path, any_names=True) as archive:
        return _ending_of(entry.filename for entry in archive.infolist())


def _ending_of(names: Iterable[str]) -> str:
    """The ending of the document that has these parts; "" for none."""
    names = list(names)
    return next(
        (ending for ending, part in _DOCUMENTS.items() if any(map(part.fullmatch, names))), ""
    )


def load_zip(path: Path, reading: Reading) -> Parsed:
    """All members that can be read, in the archive's order; hidden ones are passed over.

    Raises:
        DocumentError: It is no zip archive, is encrypted, unpacks to too much, or has nothing
            that can be read.
    """
    members = Members(Blocks(), 1, reading)
    with zipped.opened(path, any_names=True) as archive:
        _add(_zip_entries(archive), members)
    return members.parsed()


def load_packed(path: Path, reading: Reading) -> Parsed:
    """A tar archive as ``load_zip`` does, packed or not; of another packed file what is in it.

    Raises:
        DocumentError: It is damaged, unpacks to too much, or has nothing that can be read.
    """
    with tarred.unpacked(path) as stream:
        if tarred.is_tar(stream) or tarred.is_called_tar(reading.name):
            tarred.check(path)
            members = Members(Blocks(), 1, reading)
            _add(_up_to_damage(tarred.entries(stream), members), members)
            return members.parsed()
        if not tarred.is_packed(path):
            raise zipped.damaged()
        return _only_file(stream, reading)


def _only_file(stream: tarred.Unpacked, reading: Reading) -> Parsed:
    try:
        return reading.inner(PurePosixPath(reading.name).stem, stream)
    except DocumentError as error:
        raise type(error)(
            f"holds a file that cannot be read: {error.en}", f"其中的文件无法读取：{error.zh}"
        ) from error
    except tarred.BROKEN as error:
        raise zipped.damaged() from error


def _add(entries: Iterable[Entry], members: Members) -> None:
    for entry in entries:
        name = entry.name
        if zipped.leads_out(entry.stored):
            members.leave_out(_leading_out(name))
        elif any(map(is_litter, PurePosixPath(name).parts)):
            continue
        elif entry.kind == "link":
            members.leave_out(_link(name))
        elif entry.kind == "device":
            members.leave_out(_device(name))
        else:
            try:
                with entry.open() as stream:
                    members.add(name, stream)
            except NotImplementedError:
                members.leave_out(_packed_otherwise(name))
            except tarred.BROKEN:
                members.leave_out(_damaged(name))


def _zip_entries(archive: zipfile.ZipFile) -> Iterator[Entry]:
    unpacked = _unpacked_documents(archive)
    for entry in archive.infolist():
        folder = next((name for name in unpacked if entry.filename.startswith(name)), None)
        if folder is not None:
            parts = unpacked[folder]
            if entry is parts[0]:
                name = member_name(entry).removesuffix(entry.filename.removeprefix(folder))
                ending = _ending_of(part.filename.removeprefix(folder) for part in parts)
                repacked = partial(_repacked, archive, folder, parts)
                yield Entry(name.rstrip("/") + ending, folder, "file", repacked)
        elif not entry.is_dir():
            is_link = stat.S_ISLNK(entry.external_attr >> 16)
            yield Entry(
                member_name(entry),
                entry.filename,
                "link" if is_link else "file",
                partial(archive.open, entry),
            )


def _unpacked_documents(archive: zipfile.ZipFile) -> dict[str, list[zipfile.ZipInfo]]:
    """The folders in an archive that are an Office document which was unpacked, and its parts."""
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    found = {}
    for entry in entries:
        folder, slash, name = entry.filename.rpartition("/")
        if name == _CONTENTS and slash:
            folder += slash
            parts = [part for part in entries if part.filename.startswith(folder)]
            if _ending_of(part.filename.removeprefix(folder) for part in parts):
                found[folder] = parts
    return found


def _repacked(archive: zipfile.ZipFile, folder: str, parts: Iterable[zipfile.ZipInfo]) -> IO[bytes]:
    """The document that was unpacked into a folder, in a file without a name."""
    with ExitStack() as stack:
        file = stack.enter_context(tempfile.TemporaryFile())
        with zipfile.ZipFile(file, "w") as document:
            for part in parts:
                with (
                    archive.open(part) as source,
                    document.open(part.filename.removeprefix(folder), "w") as target,
                ):
                    shutil.copyfileobj(source, target)
        file.seek(0)
        stack.pop_all()  # who reads it closes it
        return file


def _up_to_damage(entries: Iterator[Entry], members: Members) -> Iterator[Entry]:
    """The entries of a tar archive; one that is cut off or damaged has those before that."""
    seen = False
    try:
        for entry in entries:
            yield Entry(_recognised(entry.name), entry.stored, entry.kind, entry.open)
            seen = True
    except tarred.BROKEN as error:
        if not seen:
            raise zipped.damaged() from error
        members.tell(
            Remark(
                "It is damaged, or not complete: what follows in it was not read.",
                "归档已损坏或不完整：其后的内容未读取。",
            )
        )


def member_name(entry: zipfile.ZipInfo) -> str:
    """The name as it was written; Windows in China writes it in GB18030 without saying so."""
    name = entry.filename
    if not entry.flag_bits & _UTF8 and not name.isascii():
        with suppress(UnicodeEncodeError, DocumentError):
            name = decode(name.encode("cp437"))
    return name


def _recognised(name: str) -> str:
    """The name of a tar archive's entry, of which bytes that are no UTF-8 are in another one."""
    with suppress(UnicodeEncodeError, DocumentError):
        raw = name.encode("utf-8", "surrogateescape")
        name = name if _is_text(name) else decode(raw)
    return name.removeprefix("./")


def _is_text(name: str) -> bool:
    return not any("\udc80" <= char <= "\udcff" for char in name)


def _damaged(name: str) -> DocumentError:
    error = zipped.damaged()
    return DocumentError(f"{shown(name)} {error.en}", f"{shown(name)} {error.zh}")


def _packed_otherwise(name: str) -> DocumentError:
    return DocumentError(
        f"{shown(name)} is packed in a way that cannot be unpacked here; unpack the archive.",
        f"{shown(name)} 的压缩方式无法解压；请先解压归档。",
    )


def _leading_out(name: str) -> DocumentError:
    return DocumentError(
        f"{shown(name)} has a name that leads out of the archive, which is not read for safety.",
        f"{shown(name)} 的文件名指向归档之外：出于安全未读取。",
    )


def _link(name: str) -> DocumentError:
    return DocumentError(
        f"{shown(name)} is a link and is not followed.", f"{shown(name)} 是链接，不会跟随。"
    )


def _device(name: str) -> DocumentError:
    return DocumentError(f"{shown(name)} is not a file.", f"{shown(name)} 不是文件。")
