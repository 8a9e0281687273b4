"""Office files that were saved as "Strict Open XML": the same names in other namespaces.

Libraries know the namespaces of the usual form alone, and find nothing in such a file.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence

_RELATIONS = "_rels/.rels"
_XML = (".xml", ".rels", ".vml")
_NAMESPACE = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_USUAL = rb"http://schemas.openxmlformats.org/\1/2006/"


def as_usual(
    archive: zipfile.ZipFile, names: Sequence[str], mended: Mapping[str, bytes]
) -> dict[str, bytes]:
    """The parts of a strict file with the usual namespaces, by name; none of any other file.

    Args:
        archive: The file.
        names: Those of its parts that can be read.
        mended: Those of them that are other than in the file.
    """

    def data(name: str) -> bytes:
        return mended.get(name) or archive.read(name)

    if _RELATIONS not in names or not _NAMESPACE.search(data(_RELATIONS)):
        return {}
    parts = (name for name in names if name.lower().endswith(_XML))
    return {name: _NAMESPACE.sub(_USUAL, data(name)) for name in parts}
