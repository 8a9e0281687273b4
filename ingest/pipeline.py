"""From parsed documents to the index: split, embed in batches across documents, write.

Embedding has a thread of its own, beside which the next document is split and the last is written.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from ingest.folder.plan import attempt
from ingest.interrupt import uninterrupted
from ingest.jobs import Job, Pending, Taken, chunk_of
from ingest.names import as_shown
from ingest.options import Options
from ingest.parsed import Parsed
from ingest.progress import Track
from ingest.report import FileResult, Progress, Report
from ingest.rereading import chunk_ids, renewed, said_before
from ingest.results import page_count, result_of, warning_for, without_text
from ingest.splitting.split import embedding_text, split, told_from
from ingest.stopping import Stopper
from ingest.vectors import Read, Text, read_texts
from ingest.versions import read_by
from ragqa.embedding.packed import packed
from ragqa.errors import DocumentError, FileUnavailableError
from ragqa.index import Index
from ragqa.sources import Source
from ragqa.store.writing import Writer

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
        self._texts: deque[tuple[Pending, int, Text]] = deque()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ragqa-batch")
        self._batches: deque[tuple[list[tuple[Pending, int]], Future[list[Read]]]] = deque()
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
        chunks = [chunk_of(piece, number, source) for number, piece in enumerate(pieces)]
        seconds += time.monotonic() - began
        pending = Pending(job, source, chunks, seconds)
        if job.status == "reread" and self._said_before(pending, parsed):
            return
        self._track.read(source.source, len(chunks) - len(pending.vectors))
        for number, piece in enumerate(pieces):
            if number not in pending.vectors:
                whole = embedding_text(piece, parsed.title, self._room)
                text = Text(whole, told_from(piece, whole))
                self._texts.append((pending, number, text))
        while len(self._texts) >= (_LEAST if self._idle else _BATCH):
            self._embed()

    def _said_before(self, pending: Pending, parsed: Parsed) -> bool:
        """Whether all of a document is embedded already; then it is done, else what is is taken."""
        before, index = pending.job.before, self._index
        if before is None:
            return False
        live = list(index.chunks(chunk_ids(before)).values())
        if same := renewed(before, pending.source, parsed, pending.chunks, live):
            self._renew(same, pending.seconds)
            return True
        said = said_before(pending.chunks, live)
        pending.reuse(said, index.vectors(said.values()), index.tokens(said.values()))
        if pending.complete:
            self._write(pending)
        return pending.complete

    @property
    def _idle(self) -> bool:
        """Whether nothing is being embedded."""
        return all(read.done() for _, read in self._batches)

    def _embed(self) -> None:
        """Begin the next batch; where enough are under way then, finish the oldest.

        Embedding is in a thread of its own, so that splitting and writing go on beside it.
        """
        batch = [self._texts.popleft() for _ in range(min(_BATCH, len(self._texts)))]
        texts = [text for *_, text in batch]
        read = self._thread.submit(read_texts, self._embedder, texts, keep_tokens=self._keep_tokens)
        self._batches.append(([(pending, number) for pending, number, _ in batch], read))
        if len(self._batches) >= _UNDER_WAY and not self._stopper.stopped:
            self._finish()

    def _finish(self) -> None:
        """Wait for the oldest batch, and write the documents that it completes."""
        chunks, read = self._batches.popleft()
        found = read.result()
        self._embedded += len(chunks)
        self._track.embedded([pending.source.source for pending, _ in chunks])
        for (pending, number), (vector, tokens) in zip(chunks, found, strict=True):
            pending.vectors[number] = vector
            # Here, while the next batch is embedded: the cores would wait for it there.
            pending.tokens[number] = b"" if tokens is None else packed(tokens)
            if pending.complete:
                self._write(pending)
        self._tell(chunks[-1][0].source.source)

    def _write(self, pending: Pending) -> None:
        began = time.monotonic()
        source = pending.source
        # Together, so that the report of a run that is stopped here tells what is in the index.
        with uninterrupted():
            self._writer.put(source, pending.chunks, *pending.in_order())
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
