"""What an ingestion did, file by file, and what it looks like while it runs."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

Status = Literal["new", "changed", "reread", "moved", "deleted", "unchanged", "failed", "skipped"]
STATUSES: tuple[Status, ...] = get_args(Status)


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file.

    Attributes:
        source: As shown.
        status: "reread" files did not change but were read again, "skipped" ones are not for us,
            "failed" ones should have been read but were not; what the index knew of a failed file
            before stays.
        reason: Why it failed or was skipped, or a warning; "" when all is well.
        reason_zh: The same in Chinese.
        pages: Number of pages, 0 where the format has none.
        pages_without_text: How many of them gave no text.
        chunks: Chunks the document has in the index.
        seconds: Spent on reading, splitting and writing it; embedding is shared and only in the
            total.
    """

    source: str
    status: Status
    reason: str = ""
    reason_zh: str = ""
    pages: int = 0
    pages_without_text: int = 0
    chunks: int = 0
    seconds: float = 0.0

    def reason_in(self, language: str) -> str:
        """The reason in ``language`` ("zh" or "en")."""
        return (self.reason_zh or self.reason) if language == "zh" else self.reason


@dataclass(frozen=True, slots=True)
class Report:
    """Everything an ingestion did.

    Attributes:
        files: In the order of their sources.
        embedded: Number of chunks that were embedded.
        seconds: From start to end.
        unlisted: Unchanged files that are only counted, since there is nothing to say of them.
        unlisted_chunks: Their chunks.
        stopped: Whether it was ended before all was done; what is missing here was not begun, or
            not finished.
        collected: Number of documents that were in the index and were put into another collection.
    """

    files: tuple[FileResult, ...]
    embedded: int
    seconds: float
    unlisted: int = 0
    unlisted_chunks: int = 0
    stopped: bool = False
    collected: int = 0

    @property
    def totals(self) -> dict[str, int | float]:
        """Number of files of each status, and ``files``, ``chunks``, ``embedded``, ``seconds``.

        ``chunks`` counts those of all documents in the report, embedded now or earlier.
        """
        counts = Counter(file.status for file in self.files)
        counts["unchanged"] += self.unlisted
        return {
            **{status: counts[status] for status in STATUSES},
            "files": len(self.files) + self.unlisted,
            "chunks": sum(file.chunks for file in self.files) + self.unlisted_chunks,
            "embedded": self.embedded,
            "seconds": round(self.seconds, 3),
        }

    @property
    def exit_code(self) -> int:
        """0 all well, 1 some files failed, 2 nothing could be done: no file was of use."""
        statuses = {file.status for file in self.files}
        if not self.unlisted and statuses <= {"failed", "skipped"}:
            return 2
        return 1 if "failed" in statuses else 0

    def to_json(self) -> dict[str, Any]:
        """``{"files": [...], "totals": {...}, "collected": 0}`` of plain values."""
        files = [asdict(file) | {"seconds": round(file.seconds, 3)} for file in self.files]
        return {"files": files, "totals": self.totals, "collected": self.collected}


class SyncInterruptedError(KeyboardInterrupt):
    """The user stopped an ingestion; what was finished is in the index.

    Attributes:
        report: What was done until then.
    """

    def __init__(self, report: Report) -> None:
        super().__init__("interrupted")
        self.report = report


@dataclass(frozen=True, slots=True)
class FileProgress:
    """How far one file is.

    Attributes:
        source: As shown.
        status: What became of it; None while it is being worked at.
        chunks: How many it has; 0 while it is still read.
        chunks_done: How many of them were embedded.
    """

    source: str
    status: Status | None
    chunks: int
    chunks_done: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an ingestion is.

    Attributes:
        files_done: Files that were read and written, or failed.
        files_total: Files that must be read; what is unchanged, moved or deleted is not counted.
            0 while it is not known.
        chunks_done: Chunks embedded.
        seconds: Since the start.
        current: The file that was last begun or finished, as shown.
        left: About how many seconds more it will take; None while that cannot be said.
        files: Those that are being worked at, then those that were finished last.
    """

    files_done: int
    files_total: int
    chunks_done: int
    seconds: float
    current: str
    left: float | None = None
    files: tuple[FileProgress, ...] = ()
