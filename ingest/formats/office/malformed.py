"""XML parts of Office files that are not well-formed, made so as far as they can be.

Programs that write such files put characters into them that no XML may have; a broken download or
disk leaves the begin of a part, from which the rest of the file can still be read.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from typing import IO
from xml.parsers import expat

from ingest.formats.packed import zipped
from ragqa.errors import DocumentError

_XML = (".xml", ".rels", ".vml")
_MOST = 64 << 20  # bytes of a part that is mended: a tree of it takes ten times as much
# In an encoding that has ASCII as it is: neither of these can be a part of another character.
_FORBIDDEN = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|&#(?:x0*(?:[0-8bcef]|1[0-9a-f])|0*(?:[0-8]|1[124-9]|2\d|3[01]));",
    re.IGNORECASE,
)
_BARE = re.compile(rb"&(?!#?\w{1,20};)")  # "R&D", as it is written by hand


@dataclass(frozen=True, slots=True)
class Mended:
    """A part that was not well-formed.

    Attributes:
        data: The part as it can be read; empty where nothing of it can.
        is_whole: Whether nothing is missing but characters that XML may not have.
    """

    data: bytes
    is_whole: bool = False


def mended(archive: zipfile.ZipFile, names: list[str]) -> dict[str, Mended]:
    """The parts, of those that are named, that are XML and not well-formed, by name."""
    found: dict[str, Mended] = {}
    for name in names:
        if name.lower().endswith(_XML):
            with archive.open(name) as stream:
                is_well = _is_well_formed(stream)
            if not is_well:
                found[name] = _mended(archive.read(name))
    return found


def _is_well_formed(stream: IO[bytes]) -> bool:
    """Whether a part is XML, and knows its prefixes; that it declares no entities is known."""
    parser = expat.ParserCreate(namespace_separator=" ")
    try:
        parser.ParseFile(stream)
    except (expat.ExpatError, LookupError, ValueError):  # of encodings that are not known to it
        return False
    return True


def _mended(data: bytes) -> Mended:
    from lxml import etree  # type: ignore[import-untyped]

    if len(data) > _MOST:
        return Mended(b"")
    allowed = _BARE.sub(b"&amp;", _FORBIDDEN.sub(b"", data)).lstrip()
    for candidate in (data, allowed):  # as it is: expat knows fewer encodings
        if well := _well(candidate):
            return Mended(well, is_whole=True)
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, load_dtd=False, dtd_validation=False, no_network=True
    )
    try:
        root = etree.fromstring(allowed, parser)
    except etree.XMLSyntaxError:  # there is not even the begin of an element
        return Mended(b"")
    return Mended(b"" if root is None else _well(etree.tostring(root)))


def _well(data: bytes) -> bytes:
    """The part as UTF-8, nothing where it is not well-formed."""
    from lxml import etree

    try:
        return bytes(etree.tostring(zipped.xml(data), xml_declaration=True, encoding="UTF-8"))
    except DocumentError:
        return b""
