"""How documents are read and cut: what every way of ingesting takes."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass

from ingest.versions import VERSIONS, is_outdated


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Limits of reading and splitting.

    Attributes:
        max_file_bytes: Larger files are reported, not read.
        parse_seconds: Longest time to read one file.
        passwords: Tried on encrypted files.
        ocr: Whether pages without usable text, and images, are read by text recognition.
        chunk_tokens: Most tokens of a chunk; less where the embedder takes less.
        chunk_overlap: Most tokens, in whole sentences, repeated from the chunk before where a
            paragraph is parted.
        keep_tokens: Whether the vectors of each chunk's tokens are kept, for late interaction.
    """

    max_file_bytes: int
    parse_seconds: float
    passwords: tuple[str, ...] = ()
    ocr: bool = True
    chunk_tokens: int
    chunk_overlap: int
    keep_tokens: bool = False

    @property
    def reading(self) -> str:
        """A short digest of all that decides whether a file can be read, but for the file itself.

        Passwords are only in the digest.
        """
        office = shutil.which("soffice") or shutil.which("libreoffice") or ""
        told = (
            sorted(VERSIONS.items()),
            self.max_file_bytes,
            self.parse_seconds,
            self.passwords,
            self.ocr,
            office,
        )
        return hashlib.sha256(repr(told).encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def outdates(self, read_by: str) -> bool:
        """Whether a document is read better now than it was (``Source.read_by``)."""
        return is_outdated(read_by, ocr=self.ocr)
