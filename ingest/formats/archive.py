"""Zip archives: every document in one is a section of its own, under its name in the archive."""

from __future__ import annotations

import stat
import zipfile
from contextlib import suppress
from pathlib import Path, PurePosixPath

from ingest.formats import zipped
from ingest.formats.blocks import Blocks
from ingest.formats.encodings import decode
from ingest.formats.inner import Members, Reading
from ingest.names import is_litter, shown
from ingest.parsed import Parsed
from ragqa.errors import DocumentError

_UTF8 = 0x800  # flag: the name is UTF-8


def load_zip(path: Path, reading: Reading) -> Parsed:
    """All members that can be read, in the archive's order; hidden ones are passed over.

    Raises:
        DocumentError: It is no zip archive, is encrypted, unpacks to too much, or has nothing
            that can be read.
    """
    blocks = Blocks()
    members = Members(blocks, 1, reading)
    with zipped.opened(path, any_names=True) as archive:
        for entry in archive.infolist():
            name = member_name(entry)
            if entry.is_dir():
                continue
            if zipped.leads_out(entry.filename):
                members.leave_out(_leading_out(name))
                continue
            if any(map(is_litter, PurePosixPath(name).parts)):
                continue
            if stat.S_ISLNK(entry.external_attr >> 16):
                members.leave_out(_link(name))
                continue
            try:
                with archive.open(entry) as stream:
                    members.add(name, stream)
            except zipped.BROKEN:
                members.leave_out(_damaged(name))
    return members.parsed()


def member_name(entry: zipfile.ZipInfo) -> str:
    """The name as it was written; Windows in China writes it in GB18030 without saying so."""
    name = entry.filename
    if not entry.flag_bits & _UTF8 and not name.isascii():
        with suppress(UnicodeEncodeError, DocumentError):
            name = decode(name.encode("cp437"))
    return name


def _damaged(name: str) -> DocumentError:
    error = zipped.damaged()
    return DocumentError(f"{shown(name)} {error.en}", f"{shown(name)} {error.zh}")


def _leading_out(name: str) -> DocumentError:
    return DocumentError(
        f"{shown(name)} has a name that leads out of the archive, which is not read for safety.",
        f"{shown(name)} 的文件名指向归档之外：出于安全未读取。",
    )


def _link(name: str) -> DocumentError:
    return DocumentError(
        f"{shown(name)} is a link and is not followed.", f"{shown(name)} 是链接，不会跟随。"
    )
