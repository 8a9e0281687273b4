"""A document as the catalog knows it, and where documents are recorded."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath

DEFAULT_COLLECTION = "default"
"""What documents belong to that were ingested without naming a collection."""

UPLOADS = "uploads"
"""The folder that single files are recorded under, and that inside the folder of an index where
the copies of uploaded files lie."""

SLIDES = frozenset(
    (".ppt", ".pps", ".dps", ".pptx", ".pptm", ".ppsx", ".ppsm", ".potx", ".odp", ".otp", ".fodp")
)
"""Lower-case endings of presentations."""


def is_slides(name: str) -> bool:
    """Whether the pages of a document of that name are slides."""
    return PurePosixPath(name).suffix.lower() in SLIDES


def uploads_of(collection: str) -> str:
    """The folder that the single files of a collection are recorded under.

    Each has its own, so that a file does not replace one of its name in another collection.
    """
    return UPLOADS if collection == DEFAULT_COLLECTION else f"{UPLOADS} ({collection})"


@dataclass(frozen=True, slots=True)
class Source:
    """A document as the catalog knows it.

    Attributes:
        document_id: Stable over renames and changes.
        folder: Absolute path of the folder it was ingested from.
        source: Path relative to the folder, '/'-separated, as shown.
        path: Absolute path of the file.
        revision: The one that search sees; 0 when none was ever readable.
        size: Bytes when last read.
        mtime_ns: Modification time when last read.
        sha256: Of the file's bytes when last read.
        pages: Number of pages; 0 where the format has none.
        pages_without_text: How many of them gave no text.
        chunks: Chunks of the live revision.
        reason: Why the last attempt failed, or a warning; "" when all is well.
        reason_zh: The same in Chinese; "" when it is not known.
        ingested_at: Unix time of the last change.
        collection: The one it belongs to.
        failed: Whether the last attempt to read it failed; what it had before is still searched.
        tried: What that attempt was made of (``ingest.folder.plan.attempt``); the same one is not
            made again. "" when another attempt may succeed at any time.
        pages_by_ocr: How many pages were read by text recognition.
        read_by: Which versions of which readers gave what is searched (``ingest.versions``); "" of
            what was read before that was noted.
    """

    document_id: str
    folder: str
    source: str
    path: str
    revision: int
    size: int
    mtime_ns: int
    sha256: str
    pages: int
    pages_without_text: int
    chunks: int
    reason: str = ""
    reason_zh: str = ""
    ingested_at: float = field(default=0.0, compare=False)
    collection: str = DEFAULT_COLLECTION
    failed: bool = False
    tried: str = ""
    pages_by_ocr: int = 0
    read_by: str = ""

    @property
    def is_upload(self) -> bool:
        """Whether it came as a single file; folders of the disk are whole paths."""
        return self.folder.partition(" (")[0] == UPLOADS

    @property
    def place(self) -> str:
        """What tells it from others of its name: folder and source."""
        return f"{self.folder}/{self.source}"

    def reason_in(self, language: str) -> str:
        """The reason in ``language`` ("zh" or "en")."""
        return (self.reason_zh or self.reason) if language == "zh" else self.reason
