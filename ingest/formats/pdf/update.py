"""Objects of a PDF said anew behind its end, as programs do that save what they have changed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ingest.formats.pdf.pypdf_reader import changed, written

OFF = "/RagqaOff"
"""What a mark on content has that is not seen: a number, which encryption leaves as it is."""

_TRAILER = ("/Size", "/Root", "/Encrypt", "/ID")
_START = b"startxref"
_EMPTY_FORM = b"<</Type/XObject/Subtype/Form/BBox[0 0 0 0]/Length 0>>stream\n\nendstream"


class Update:
    """What is to be appended to a file.

    Args:
        path: The file.
        reader: Of pypdf, for it.
    """

    def __init__(self, path: Path, reader: Any) -> None:
        self._path, self._reader = path, reader
        self._objects: dict[Any, bytes] = {}  # by their references

    def add(self, reference: Any, values: Mapping[str, int]) -> None:
        """Say an object that is a dictionary again, with other values.

        Its own texts are not encrypted anew: PDFium may read them as anything.
        """
        self._objects[reference] = changed(reference, values)

    def add_empty_form(self, reference: Any) -> None:
        """Say an object again as a form XObject that draws nothing."""
        self._objects[reference] = _EMPTY_FORM

    def written(self) -> bytes:
        """The bytes to append; none where nothing was added."""
        if not self._objects:
            return b""
        size = self._path.stat().st_size
        body, table = bytearray(b"\n"), bytearray(b"xref\n")
        for reference, value in self._objects.items():
            number, generation = reference.idnum, reference.generation
            table += b"%d 1\n%010d %05d n \n" % (number, size + len(body), generation)
            body += b"%d %d obj\n%b\nendobj\n" % (number, generation, value)
        end = b"/Prev %b>>\n%b\n%d\n%%%%EOF\n" % (self._last_table(), _START, size + len(body))
        trailer = self._reader.trailer
        kept = [
            key.encode() + b" " + written(trailer.raw_get(key))
            for key in _TRAILER
            if key in trailer
        ]
        return bytes(body + table + b"trailer\n<<" + b" ".join(kept) + end)

    def _last_table(self) -> bytes:
        with self._path.open("rb") as file:
            file.seek(max(0, self._path.stat().st_size - 2_000))
            return file.read().rpartition(_START)[2].split()[0]
