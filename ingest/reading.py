"""Files read one after the other by the parsing child, each with its hash, none ending the run."""

from __future__ import annotations

import hashlib
import uuid
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ingest.files import Found, stored_path, unreadable
from ingest.options import Options
from ingest.pipeline import Job, Taken
from ingest.sandbox import Parser
from ingest.stopping import Stopper
from ragqa.errors import DocumentError
from ragqa.sources import DEFAULT_COLLECTION, Source


@dataclass(frozen=True, slots=True)
class Home:
    """Where documents are recorded.

    Attributes:
        folder: Absolute path of the ingested folder, or a name that stands for one.
        collection: What new documents belong to.
    """

    folder: str
    collection: str = DEFAULT_COLLECTION


class Hashes:
    """The sha256 of files, each read at most once."""

    def __init__(self) -> None:
        self._known: dict[Path, str] = {}

    def of(self, file: Found) -> str:
        """Hexadecimal. Raises OSError when the file cannot be read."""
        if file.path not in self._known:
            with file.path.open("rb") as stream:
                self._known[file.path] = hashlib.file_digest(stream, "sha256").hexdigest()
        return self._known[file.path]

    def or_nothing(self, file: Found) -> str:
        """As ``of``, but "" when the file cannot be read: reading it will tell why."""
        try:
            return self.of(file)
        except OSError:
            return ""


def read(
    files: Iterable[tuple[Found, Source | None]],
    home: Home,
    hashes: Hashes,
    options: Options,
    stopper: Stopper,
) -> Generator[Taken]:
    """Read files, in order but for those that are refused unread, which may come earlier.

    Closing it ends the parsing child at once.

    Args:
        files: Each with the document it is, None for a new one.
        home: What new documents are recorded under.
        hashes: Of the files.
        options: What is read at all, for how long, and with which passwords.
        stopper: Ends it early.
    """
    sent: deque[Job] = deque()
    refused: deque[tuple[Job, DocumentError]] = deque()

    def paths() -> Iterator[Path]:
        for file, known in files:
            if stopper.stopped:
                return
            error = too_large_or_empty(file, options.max_file_bytes)
            digest = ""
            if error is None:
                try:
                    # Before it is read: if it is written in between, the next run will notice.
                    digest = hashes.of(file)
                except OSError as cause:
                    error = unreadable(cause)
            document = next_revision(
                known,
                home,
                source=file.source,
                path=stored_path(file.path),
                size=file.size,
                mtime_ns=file.mtime_ns,
                sha256=digest,
            )
            job = Job(document, known)
            if error is None:
                sent.append(job)
                yield file.path
            else:
                refused.append((job, error))

    # Parsing runs ahead in a thread, and with it ``paths``. The loop is closed before the parser,
    # which would otherwise wait for the file that is being read.
    with (
        Parser(
            wall_seconds=options.parse_seconds, passwords=options.passwords, ocr=options.ocr
        ) as parser,
        closing(parser.imap(paths())) as outcomes,
        stopper.calling(parser.interrupt),
    ):
        for _, outcome, seconds in outcomes:
            while refused:
                yield *refused.popleft(), 0.0
            yield sent.popleft(), outcome, seconds
    for job, error in refused:
        yield job, error, 0.0


def next_revision(
    known: Source | None,
    home: Home,
    *,
    source: str,
    path: str,
    size: int,
    mtime_ns: int,
    sha256: str,
) -> Source:
    """A document as it will be recorded once it was read: without pages and chunks until then.

    Args:
        known: As the index knows it, None for a new one; it stays in its folder and collection.
        home: Where a new one is recorded.
        source: Path relative to the folder, as shown.
        path: Absolute path of the file, "" without one.
        size: Bytes.
        mtime_ns: Modification time, 0 without a file.
        sha256: Of its bytes, "" when they could not be read.
    """
    return Source(
        document_id=known.document_id if known else uuid.uuid4().hex,
        folder=known.folder if known else home.folder,
        source=source,
        path=path,
        revision=known.revision + 1 if known else 1,
        size=size,
        mtime_ns=mtime_ns,
        sha256=sha256,
        pages=0,
        pages_without_text=0,
        chunks=0,
        collection=known.collection if known else home.collection,
    )


def too_large_or_empty(file: Found, most_bytes: int) -> DocumentError | None:
    """Why a file is not read at all; None when it is."""
    if file.size == 0:
        return DocumentError("The file is empty.", "文件为空。")
    if file.size > most_bytes:
        size, most = (f"{n / 2**20:.1f} MB" for n in (file.size, most_bytes))
        return DocumentError(
            f"The file has {size}, more than the {most} allowed; raise max_file_mb to read it.",
            f"文件大小为 {size}，超过上限 {most}；如需读取，请调高 max_file_mb。",
        )
    return None
