"""Zip archives and the XML inside them, opened with bounds: what Office and EPUB files are made of.

Nothing is ever unpacked to disk, so names in an archive are keys and never paths.
"""

from __future__ import annotations

import io
import itertools
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any

from ingest.formats.encodings import OLE, kind_of
from ingest.formats.packed.zip_names import mended
from ragqa.errors import DocumentError

MAX_ENTRIES = 10_000
MAX_UNPACKED = 512 * 1024 * 1024
"""Bytes of all entries together; zipfile reads no more of an entry than its header declares."""

MAX_RATIO = 200
"""Unpacked to packed bytes; only asked when the whole is larger than ``RATIO_FROM``."""

RATIO_FROM = 32 * 1024 * 1024
BROKEN = (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, ValueError, zlib.error)
"""What reading an entry raises that is damaged, or packed in a way that is not known here."""

_HEAD = 32  # bytes that tell one kind of file from another
_HEADER = 30  # bytes before the name of an entry, at least


@contextmanager
def opened(path: Path, *, any_names: bool = False) -> Iterator[zipfile.ZipFile]:
    """The archive, checked before anything in it is read.

    Args:
        path: The file.
        any_names: Whether entries may have names that lead out (``leads_out``): the caller leaves
            them out. A document of a program has none.

    Raises:
        DocumentError: It is no zip archive, is encrypted, or unpacks to too much.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
        if head.startswith(OLE):
            raise DocumentError(
                "is protected by a password or in an old Office format; save it without a "
                "password, as docx or PDF.",
                "有密码保护或是旧版 Office 格式；请去掉密码并另存为 docx 或 PDF。",
            )
    if (kind := kind_of(head)) and kind != "ZIP" and not zipfile.is_zipfile(path):
        raise DocumentError(
            f"is not what its name says but {kind}; give it the file name ending it should have.",
            f"与扩展名不符，实际是 {kind}；请改成正确的扩展名。",
        )
    with _archive(path) as archive:
        _check(archive.infolist(), path.stat().st_size)
        if not any_names and any(leads_out(entry.filename) for entry in archive.infolist()):
            raise DocumentError(
                "holds names that lead out of it: it is not read for safety.",
                "其中的文件名指向归档之外：出于安全未读取。",
            )
        yield archive


@contextmanager
def _archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """The archive at a path; one of whose names are not in the encoding that it says, too."""
    with ExitStack() as stack:
        try:
            archive = zipfile.ZipFile(path)
        except UnicodeDecodeError:
            archive = _with_odd_names(stack.enter_context(mended(path)))
        except (zipfile.BadZipFile, NotImplementedError) as error:
            raise damaged() from error
        yield stack.enter_context(archive)


def _with_odd_names(stream: IO[bytes]) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError) as error:
        raise damaged() from error


def damaged(part: str = "") -> DocumentError:
    """The error for an archive that lacks what its format needs."""
    what = f" ({part})" if part else ""
    return DocumentError(
        f"is damaged: its contents cannot be opened{what}; save or download it again.",
        f"已损坏，内容无法打开{what}；请重新保存或下载。",
    )


def read(archive: zipfile.ZipFile, name: str) -> bytes:
    """One entry. Raises DocumentError when it is missing or damaged."""
    try:
        return archive.read(name)
    except (KeyError, *BROKEN) as error:
        raise damaged(name.rsplit("/", 1)[-1][:60]) from error


def xml(data: bytes, *, is_huge: bool = False) -> Any:
    """The root element of an XML part: no DTD, no entities, no network.

    Args:
        data: The part.
        is_huge: Whether one text in it may have more than ten million characters.

    Raises:
        DocumentError: It is not well-formed, or declares entities.
    """
    from lxml import etree  # type: ignore[import-untyped]

    if is_huge:  # then libxml2 does not mind either what entities grow to in attributes
        refuse_entities_in(io.BytesIO(data))
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        no_network=True,
        huge_tree=is_huge,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise damaged("XML") from error
    if (dtd := root.getroottree().docinfo.internalDTD) is not None and list(dtd.iterentities()):
        raise _entities()
    return root


def refuse_entities_in(stream: IO[bytes]) -> None:
    """Refuse an XML file that declares entities.

    For libraries that parse it themselves: what they do with entities is not known here.

    Raises:
        DocumentError: It does.
    """
    before = b""
    while block := stream.read(1 << 20):
        if b"<!ENTITY" in (before + block).replace(b"\0", b""):  # UTF-16 has zero bytes between
            raise _entities()
        before = block[-32:]


def _entities() -> DocumentError:
    return DocumentError(
        "declares XML entities, which no such file needs: it is not read for safety.",
        "声明了 XML 实体，正常文件不需要：出于安全未读取。",
    )


def _check(entries: list[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES:
        raise too_many()
    if unpacked > MAX_UNPACKED:
        raise too_much()
    if unpacked > RATIO_FROM and unpacked > MAX_RATIO * packed:
        raise too_much()
    if any(entry.flag_bits & 1 for entry in entries):
        raise DocumentError(
            "is encrypted; save it without a password.", "已加密；请去掉密码后保存。"
        )
    if _overlap(entries):
        raise DocumentError(
            "holds entries that overlap, as only made-up archives do: it is not read for safety.",
            "其中的条目相互重叠，只有伪造的归档才会如此：出于安全未读取。",
        )


def _overlap(entries: list[zipfile.ZipInfo]) -> bool:
    """Whether two entries share packed bytes, which makes a small archive unpack to anything."""
    placed = sorted(entries, key=lambda entry: entry.header_offset)
    return any(
        before.header_offset + _HEADER + before.compress_size > after.header_offset
        for before, after in itertools.pairwise(placed)
    )


def too_much() -> DocumentError:
    """The error for a file in which more is packed than is unpacked."""
    return DocumentError(
        f"unpacks to more than {MAX_UNPACKED // 2**20} MB or {MAX_RATIO} times its size: "
        "it is not read for safety.",
        f"解压后超过 {MAX_UNPACKED // 2**20} MB 或自身的 {MAX_RATIO} 倍：出于安全未读取。",
    )


def too_many() -> DocumentError:
    """The error for a file in which there are more files than are unpacked."""
    return DocumentError(
        f"holds more than {MAX_ENTRIES:,} files: it is not read for safety; unpack it into the "
        "folder.",
        f"其中的文件超过 {MAX_ENTRIES:,} 个：出于安全未读取；请解压到文件夹中。",
    )


def leads_out(name: str) -> bool:
    """Whether a program that unpacks by names would write an entry elsewhere than it should."""
    return name.startswith("/") or ".." in name.replace("\\", "/").split("/") or "\0" in name
