"""Files read one after the other by the parsing child, each with its hash, none ending the run."""

from __future__ import annotations

import hashlib
import itertools
import os
import stat
import time
import uuid
from collections.abc import Generator, Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.folder.files import Found, not_a_file, stored_path, unreadable
from ingest.jobs import Job, Taken
from ingest.options import Options
from ingest.parsed import Parsed
from ingest.sandbox.sandbox import Parser
from ingest.stopping import Stopper
from ragqa.errors import DocumentError, FileUnavailableError
from ragqa.sources import DEFAULT_COLLECTION, Source

_TRIES = 3  # of a file that is written while it is read


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
    """The sha256 of files, each read once for as long as its size and time stay."""

    def __init__(self) -> None:
        self._known: dict[tuple[Path, int, int], str] = {}

    def of(self, file: Found) -> str:
        """Hexadecimal. Raises OSError when the file cannot be read."""
        state = (file.path, file.size, file.mtime_ns)
        if state not in self._known:
            with file.path.open("rb") as stream:
                self._known[state] = hashlib.file_digest(stream, "sha256").hexdigest()
        return self._known[state]

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
    """Read files, in order. Closing it ends the parsing child at once.

    Size, time and hash that are recorded are those of what was read: a file that is written
    meanwhile is read again, and refused when it does not come to rest.

    Args:
        files: Each with the document it is, None for a new one.
        home: What new documents are recorded under.
        hashes: Of the files.
        options: What is read at all, for how long, and with which passwords.
        stopper: Ends it early.
    """
    going_on = itertools.takewhile(lambda _: not stopper.stopped, files)

    # Parsing runs ahead in a thread, and with it ``going_on``. The loop is closed before the
    # parser, which would otherwise wait for the file that is being read.
    with (
        Parser(
            wall_seconds=options.parse_seconds, passwords=options.passwords, ocr=options.ocr
        ) as parser,
        closing(parser.imap(going_on, _Reader(parser, home, hashes, options))) as taken,
        stopper.calling(parser.interrupt),
    ):
        yield from taken


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one file, in the state that is recorded with it."""

    parser: Parser
    home: Home
    hashes: Hashes
    options: Options

    def __call__(self, item: tuple[Found, Source | None]) -> Taken:
        file, known = item
        began = time.monotonic()
        file, digest, outcome = self._at_rest(file)
        document = next_revision(
            known,
            self.home,
            source=file.source,
            path=stored_path(file.path),
            size=file.size,
            mtime_ns=file.mtime_ns,
            sha256=digest,
        )
        return Job(document, known), outcome, time.monotonic() - began

    def _at_rest(self, file: Found) -> tuple[Found, str, Parsed | DocumentError]:
        """The file as it was while it was read, its hash, and its text or why there is none."""
        hashes = self.hashes
        for _ in range(_TRIES):
            digest = ""
            try:
                before = _status(file)
                file = replace(file, size=before.st_size, mtime_ns=before.st_mtime_ns)
                if error := too_large_or_empty(file, self.options.max_file_bytes):
                    return file, digest, error
                digest = hashes.of(file)
                outcome = self.parser.outcome(file.path)
                if _is_same(before, _status(file)):
                    return file, digest, outcome
            except OSError as cause:
                return file, digest, unreadable(cause)
            except DocumentError as error:
                return file, digest, error
            hashes = Hashes()  # size and time may be those of before
        return file, digest, _unsettled()


def _status(file: Found) -> os.stat_result:
    """Raises DocumentError when it is no regular file any more: opening a pipe would wait."""
    status = file.path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise not_a_file()
    return status


def _is_same(before: os.stat_result, after: os.stat_result) -> bool:
    """Whether nobody wrote the file or put another in its place, even with the time of before."""
    return all(
        getattr(before, name) == getattr(after, name)
        for name in ("st_dev", "st_ino", "st_size", "st_mtime_ns", "st_ctime_ns")
    )


def _unsettled() -> FileUnavailableError:
    return FileUnavailableError(
        "It was changed while it was read, again and again; it is read at the next run.",
        "读取时文件一直在变化；下次运行时会再读取。",
    )


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
