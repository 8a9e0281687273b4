"""Office files (docx, pptx, xlsx) before a library opens them: checked, damaged parts left out.

Libraries read every part at once and give up at the first that is damaged. So such parts are taken
out of a copy, together with what refers to them: a broken picture costs the picture. Of XML that is
not well-formed the copy has what can be read (``malformed``).
"""

from __future__ import annotations

import posixpath
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from ingest.formats.office import malformed, strict
from ingest.formats.packed import zipped
from ingest.formats.pages.clean import scrub
from ingest.names import listed
from ingest.parsed import Remark
from ragqa.errors import DocumentError
from ragqa.text.counted import counted

_CONTENTS = "[Content_Types].xml"
_RELATIONS = "_rels"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_OLD_DRAWING = "{urn:schemas-microsoft-com:vml}"


@dataclass(frozen=True, slots=True)
class Office:
    """An Office file as it is given to a library.

    Attributes:
        stream: The file, or a copy of it without its damaged parts.
        lost: Names of the parts that are damaged.
        read_in_part: Names of those of which something may be missing.
    """

    stream: IO[bytes]
    lost: tuple[str, ...] = ()
    read_in_part: tuple[str, ...] = ()

    def remarks(self) -> tuple[Remark, ...]:
        """What is to be told of the parts that are left out."""
        return remarks_on(self.lost, self.read_in_part)


def remarks_on(lost: Sequence[str], read_in_part: Sequence[str]) -> tuple[Remark, ...]:
    """What is to be told of damaged parts.

    Args:
        lost: Names of those that are left out.
        read_in_part: Names of those of which something may be missing.
    """
    told = []
    if n := len(lost):
        en = counted(
            "{count} part inside is damaged and was|{count} parts inside are damaged and were", n
        )
        names, names_zh = _named(lost)
        told.append(
            Remark(f"{en} left out: {names}.", f"其中 {n} 个部分已损坏，未读取：{names_zh}。")
        )
    if n := len(read_in_part):
        en = counted("{count} part inside is damaged|{count} parts inside are damaged", n)
        names, names_zh = _named(read_in_part)
        told.append(
            Remark(
                f"{en}, so that some of the text may be missing: {names}.",
                f"其中 {n} 个部分已损坏，可能缺少部分文字：{names_zh}。",
            )
        )
    return tuple(told)


def _named(parts: Sequence[str]) -> tuple[str, str]:
    return listed([posixpath.basename(part) for part in parts])


@contextmanager
def opened(path: Path, *, mend_relations: bool = True) -> Iterator[Office]:
    """Check an Office file and open it.

    Args:
        path: The file.
        mend_relations: Whether what refers to a part that is not there is taken out too, for a
            library that would not go on without the part.

    Raises:
        DocumentError: It is none, is encrypted or damaged throughout, or holds what is refused.
    """
    with zipped.opened(path) as archive:
        lost = damaged_parts(archive)
        parts = malformed.mended(archive, [name for name in archive.namelist() if name not in lost])
        lost += [name for name, part in parts.items() if not part.data]
        kept = [name for name in archive.namelist() if name not in lost]
        if _CONTENTS not in kept:
            raise zipped.damaged()
        mended = {name: part.data for name, part in parts.items() if part.data}
        mended |= strict.as_usual(archive, kept, mended)
        if mend_relations:
            mended |= _mended(archive, kept, mended)
        if lost or mended:
            in_part = tuple(name for name in mended if name in parts and not parts[name].is_whole)
            with tempfile.TemporaryFile() as copy:
                _copy(archive, kept, mended, copy)
                yield Office(copy, tuple(lost), in_part)
                return
    with path.open("rb") as stream:
        yield Office(stream)


def damaged_parts(archive: zipfile.ZipFile) -> list[str]:
    """Look through all parts for what libraries must not be given; the names of those that cannot
    be unpacked.

    Every part is looked at, whatever its name, but pictures that programs write with a DTD.

    Raises:
        DocumentError: One declares entities.
    """
    lost: list[str] = []
    for entry in archive.infolist():
        try:
            with archive.open(entry) as stream:
                if entry.filename.lower().endswith(".svg"):
                    while stream.read(1 << 20):
                        pass
                else:
                    zipped.refuse_entities_in(stream)
        except zipped.BROKEN:
            lost.append(entry.filename)
    return lost


def _mended(
    archive: zipfile.ZipFile, kept: list[str], mended: Mapping[str, bytes]
) -> dict[str, bytes]:
    """The lists of relations that refer to parts that are not there, by name, without those.

    Args:
        archive: The file.
        kept: The names of the parts that are there.
        mended: Those of them that are other than in the file.
    """
    from lxml import etree  # type: ignore[import-untyped]

    there = {name.lower() for name in kept}  # as programs compare names
    without = {}
    for name in kept:
        folder, file = posixpath.split(name)
        if posixpath.basename(folder) != _RELATIONS or not file.endswith(".rels"):
            continue
        try:
            root = zipped.xml(mended.get(name) or zipped.read(archive, name))
        except DocumentError:
            continue  # for the library to say
        of = f"/{posixpath.dirname(folder)}"
        gone = [
            relation
            for relation in root.iterchildren("{*}Relationship")
            if relation.get("TargetMode") != "External"
            and _target(of, relation.get("Target", "")).lower() not in there
        ]
        for relation in gone:
            root.remove(relation)
        if gone:
            without[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return without


def title_of(document: Any) -> str:
    """The title that a document of python-docx or python-pptx says it has.

    "" where that part is none of the kind, which is no reason to read nothing else.
    """
    try:
        return scrub(document.core_properties.title or "")
    except AttributeError:
        return ""


def pictures_in(element: Any, relations: Any) -> Iterator[bytes]:
    """The pictures that stand in an element, as files; those that are only linked are left out.

    Args:
        element: Of a part that python-docx or python-pptx has read.
        relations: Of that part, by id.
    """
    ids = [blip.get(f"{_RELATED}embed") for blip in element.iter(f"{_DRAWING}blip")]
    ids += [data.get(f"{_RELATED}id") for data in element.iter(f"{_OLD_DRAWING}imagedata")]
    for relation in (relations.get(key) for key in dict.fromkeys(ids)):
        if relation is not None and not relation.is_external:
            yield relation.target_part.blob


def related_parts(part: Any, *kinds: str) -> Iterator[Any]:
    """The parts that a part of python-docx or python-pptx refers to, of types that end so."""
    ends = tuple(f"/{kind}" for kind in kinds)
    for relation in part.rels.values():
        if relation.reltype.endswith(ends) and not relation.is_external:
            yield relation.target_part


def targets(archive: zipfile.ZipFile, part: str, kind: str = "") -> dict[str, str]:
    """What a part refers to: the id by which it does, and the name in the archive.

    None when it has no list of them that can be read. With ``kind``, those alone whose type ends
    with it, such as "comments".
    """
    folder, file = posixpath.split(part)
    try:
        root = zipped.xml(zipped.read(archive, f"{folder}/{_RELATIONS}/{file}.rels"))
    except DocumentError:
        return {}
    return {
        relation.get("Id", ""): _target(f"/{folder}", relation.get("Target", ""))
        for relation in root.iterchildren("{*}Relationship")
        if relation.get("TargetMode") != "External"
        and (not kind or relation.get("Type", "").endswith(f"/{kind}"))
    }


def _target(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join(folder, target)).lstrip("/")


def _copy(
    archive: zipfile.ZipFile, kept: list[str], mended: dict[str, bytes], out: IO[bytes]
) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
        for name in kept:
            copy.writestr(name, mended.get(name) or archive.read(name))
    out.seek(0)
