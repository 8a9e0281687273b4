"""From parsed documents to the index: split, embed in batches across documents, write.

Embedding has a thread of its own, beside which the next document is split and the last is written.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest.interrupt import uninterrupted
from ingest.names import as_shown
from ingest.options import Options
from ingest.parsed import Parsed
from ingest.plan import attempt
from ingest.progress import Track
from ingest.report import FileResult, Progress, Report, Status
from ingest.rereading import chunk_ids, renewed
from ingest.results import page_count, result_of, warning_for, without_text
from ingest.split import Piece, embedding_text, split, told_from
from ingest.stopping import Stopper
from ingest.vectors import Read, Text, read_texts
from ingest.versions import read_by
from ragqa.embedding.packed import packed
from ragqa.errors import DocumentError, FileUnavailableError
from ragqa.index import Index
from ragqa.sources import Source
from ragqa.store.writing import Writer
from ragqa.types import Chunk

Outcome = Parsed | DocumentError
OnProgress = Callable[[Progress], None]

# Chunks embedded at once: small files share a batch, and progress is seen every few seconds.
_BATCH = 64
# Fewer are enough where nothing is being embedded: the next document may take long to read.
_LEAST = 16
# Batches begun and not yet written: one is written, one embedded, and one waits to be the next.
_UNDER_WAY = 3
# Most of what an embedder takes that title and headings may fill, in characters, so in tokens.
_HEADINGS_ROOM = 80
# Special tokens, the prefix for passages, and what a tokenizer may cut otherwise in a whole text.
_SPARE_TOKENS = 32


@dataclass(frozen=True, slots=True)
class Job:
    """A document to be read.

    Attributes:
        document: As it will be when it was read: new revision, size, time and hash.
        before: As the index knows it; None for a new one.
    """

    document: Source
    before: Source | None

    @property
    def status(self) -> Status:
        """What its result is called when all goes well."""
        before = self.before
        if before is None or not before.revision:
            return "new"
        is_same = before.sha256 == self.document.sha256 and not before.failed
        return "reread" if is_same else "changed"


Taken = tuple[Job, Outcome, float]
"""A document, what reading it gave, and the seconds that took."""


@dataclass(slots=True)
class _Pending:
    """A document whose chunks are being embedded."""

    job: Job
    source: Source
    chunks: list[Chunk]
    seconds: float
    vectors: list[list[float]] = field(default_factory=list)
    tokens: list[bytes] = field(default_factory=list)


class Pipeline:
    """One run: it takes outcomes of parsing, and keeps the results for the report.

    Args:
        index: Whose embedder is used.
        writer: Of that index.
        options: How texts are cut.
        on_progress: Called after each document and each batch.
        stopper: Ends it early: what is embedded but not written then is dropped.
    """

    def __init__(
        self,
        index: Index,
        writer: Writer,
        options: Options,
        *,
        on_progress: OnProgress | None = None,
        stopper: Stopper | None = None,
    ) -> None:
        self._index = index
        self._embedder = index.embeddings
        self._writer = writer
        self._reading = options.reading
        self._keep_tokens = options.keep_tokens
        free = self._embedder.max_tokens - _SPARE_TOKENS
        self._room = min(_HEADINGS_ROOM, free // 4)
        self._max_tokens = max(1, min(options.chunk_tokens, free - self._room))
        self._overlap = min(options.chunk_overlap, self._max_tokens // 2)
        self._track = Track()
        self._on_progress = on_progress
        self._stopper = stopper or Stopper()
        self._texts: deque[tuple[_Pending, Text]] = deque()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ragqa-batch")
        self._batches: deque[tuple[list[_Pending], Future[list[Read]]]] = deque()
        self._results: list[FileResult] = []
        self._embedded = 0
        self._begun = time.monotonic()

    def add(self, result: FileResult) -> None:
        """Note a result that needed no reading."""
        self._results.append(result)

    def expect(self, files: Iterable[tuple[str, int]]) -> None:
        """Say which documents will come, and their sizes in bytes, for the progress."""
        expected = list(files)
        self._track.expect(expected)
        if expected:
            self._tell(expected[0][0])

    def run(self, outcomes: Iterable[Taken]) -> None:
        """Take all outcomes to the end. May be called once."""
        try:
            for job, outcome, seconds in outcomes:
                if self._stopper.stopped:
                    return
                if isinstance(outcome, DocumentError):
                    self._reject(job, outcome, seconds)
                else:
                    self._take(job, outcome, seconds)
            while (self._texts or self._batches) and not self._stopper.stopped:
                if self._texts:
                    self._embed()
                else:
                    self._finish()
        finally:
            # Who stops the run does not wait for a batch of which nothing will be kept.
            self._thread.shutdown(wait=False, cancel_futures=True)

    def report(self) -> Report:
        """What was done until now, by source."""
        files = sorted(self._results, key=lambda result: result.source)
        seconds = time.monotonic() - self._begun
        return Report(tuple(files), self._embedded, seconds, stopped=self._stopper.stopped)

    def _take(self, job: Job, parsed: Parsed, seconds: float) -> None:
        began = time.monotonic()
        pieces = split(
            parsed,
            max_tokens=self._max_tokens,
            overlap_tokens=self._overlap,
            token_offsets=self._embedder.token_offsets,
        )
        if not pieces:
            self._reject(job, without_text(parsed), seconds)
            return
        warning, warning_zh = warning_for(parsed)
        source = replace(
            job.document,
            pages=page_count(parsed),
            pages_without_text=len(parsed.pages_without_text),
            pages_by_ocr=len(parsed.pages_by_ocr),
            chunks=len(pieces),
            reason=warning,
            reason_zh=warning_zh,
            read_by=read_by(parsed),
        )
        chunks = [_chunk(piece, number, source) for number, piece in enumerate(pieces)]
        seconds += time.monotonic() - began
        if job.before is not None and job.status == "reread":
            live = self._index.chunks(chunk_ids(job.before)).values()
            if same := renewed(job.before, source, parsed, chunks, live):
                self._renew(same, seconds)
                return
        self._track.read(source.source, len(chunks))
        pending = _Pending(job, source, chunks, seconds)
        for piece in pieces:
            whole = embedding_text(piece, parsed.title, self._room)
            self._texts.append((pending, Text(whole, told_from(piece, whole))))
        while len(self._texts) >= (_LEAST if self._idle else _BATCH):
            self._embed()

    @property
    def _idle(self) -> bool:
        """Whether nothing is being embedded."""
        return all(read.done() for _, read in self._batches)

    def _embed(self) -> None:
        """Begin the next batch; where enough are under way then, finish the oldest.

        Embedding is in a thread of its own, so that splitting and writing go on beside it.
        """
        batch = [self._texts.popleft() for _ in range(min(_BATCH, len(self._texts)))]
        texts = [text for _, text in batch]
        read = self._thread.submit(read_texts, self._embedder, texts, keep_tokens=self._keep_tokens)
        self._batches.append(([pending for pending, _ in batch], read))
        if len(self._batches) >= _UNDER_WAY and not self._stopper.stopped:
            self._finish()

    def _finish(self) -> None:
        """Wait for the oldest batch, and write the documents that it completes."""
        pending, read = self._batches.popleft()
        found = read.result()
        self._embedded += len(pending)
        self._track.embedded([document.source.source for document in pending])
        for document, (vector, tokens) in zip(pending, found, strict=True):
            document.vectors.append(vector)
            # Here, while the next batch is embedded: the cores would wait for it there.
            document.tokens.append(b"" if tokens is None else packed(tokens))
            if len(document.vectors) == len(document.chunks):
                self._write(document)
        self._tell(pending[-1].source.source)

    def _write(self, pending: _Pending) -> None:
        began = time.monotonic()
        source = pending.source
        # Together, so that the report of a run that is stopped here tells what is in the index.
        with uninterrupted():
            self._writer.put(source, pending.chunks, pending.vectors, pending.tokens)
            seconds = pending.seconds + time.monotonic() - began
            self._done(result_of(source, pending.job.status, seconds))

    def _renew(self, source: Source, seconds: float) -> None:
        with uninterrupted():
            self._writer.renew(source)
            self._done(result_of(source, "reread", seconds))

    def _reject(self, job: Job, error: DocumentError, seconds: float) -> None:
        # Size, time and hash of a known document stay those of what was last read: that is what
        # search still sees.
        known = job.before or replace(job.document, revision=0)
        read = job.document
        tried = attempt(read.size, read.mtime_ns, self._reading)
        if isinstance(error, FileUnavailableError):
            tried = ""
        told = as_shown(error, Path(read.path), read.source)
        failed = replace(known, reason=told.en, reason_zh=told.zh, tried=tried)
        self._writer.fail(failed)
        self._done(result_of(failed, "failed", seconds))

    def _done(self, result: FileResult) -> None:
        self._results.append(result)
        self._track.done(result.source, result.status)
        self._tell(result.source)

    def _tell(self, current: str) -> None:
        if self._on_progress is not None:
            seconds = time.monotonic() - self._begun
            self._on_progress(self._track.progress(seconds, current))


def _chunk(piece: Piece, number: int, source: Source) -> Chunk:
    return Chunk(
        text=piece.text,
        document_id=source.document_id,
        revision=source.revision,
        chunk=number,
        source=source.source,
        page_first=piece.page_first,
        page_last=piece.page_last,
        page_label=piece.page_label,
        headings=piece.headings,
        start=piece.start,
        end=piece.end,
        page_breaks=piece.page_breaks,
        sha256=source.sha256,
    )
