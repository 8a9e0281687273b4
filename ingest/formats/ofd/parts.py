"""The files within an OFD file, found by what they call each other."""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass
from typing import Any

from ingest.formats.packed import zipped
from ragqa.errors import DocumentError

_ENTRY = "OFD.xml"


@dataclass(frozen=True, slots=True)
class Part:
    """A file of XML: the folder it is in, and its root element."""

    folder: str
    root: Any


class Package:
    """The archive; names are compared without regard to case, which some programs mix up."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = {_key(name): name for name in archive.namelist()}

    def entry(self) -> Part:
        """OFD.xml.

        Raises:
            DocumentError: It is missing or damaged, or what is in the archive is encrypted.
        """
        if "encryptions.xml" in self._names:
            raise DocumentError(
                "is encrypted; save it without a password.", "已加密；请去掉密码后保存。"
            )
        return self.part(_ENTRY)

    def part(self, place: str, *near: Part) -> Part:
        """A file of XML; its place counts from the folder of the first of ``near`` it is in.

        Raises:
            DocumentError: It is missing, damaged, or declares entities.
        """
        name = self._found(place, [part.folder for part in near])
        return Part(posixpath.dirname(name), zipped.xml(zipped.read(self._archive, name)))

    def bytes(self, name: str) -> bytes:
        """A file as it is. Raises DocumentError when it is missing or damaged."""
        return zipped.read(self._archive, self._found(name, []))

    def medium(self, place: str, listing: Part) -> str:
        """The name of a file of a resource listing, which may say in which folder they are."""
        folder = posixpath.join(listing.folder, listing.root.get("BaseLoc", "").strip())
        return posixpath.join(folder, place.strip())

    def _found(self, place: str, folders: list[str]) -> str:
        for folder in (*folders, ""):
            if name := self._names.get(_key(posixpath.join("/", folder, place.strip()))):
                return name
        raise zipped.damaged(place.strip().rsplit("/", 1)[-1][:60])


def _key(name: str) -> str:
    return posixpath.normpath("/" + name.replace("\\", "/")).strip("/").lower()
