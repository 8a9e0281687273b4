"""Bring an index in line with a folder as far as nothing needs to be read for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ingest.folder.files import stored_path
from ingest.folder.plan import Pair, Plan, as_found, attempt
from ingest.interrupt import uninterrupted
from ingest.pipeline import Pipeline
from ingest.report import FileResult
from ingest.results import failed_result, known_result
from ragqa.store.writing import Writer

_TOGETHER = 500  # documents removed at once: Ctrl-C is not heard meanwhile


def mirror(made: Plan, folder: str, pipeline: Pipeline, writer: Writer) -> None:
    """Do all that needs no reading. Deletions first: they free the places that others move to."""
    for start in range(0, len(made.deleted), _TOGETHER):
        gone = made.deleted[start : start + _TOGETHER]
        with uninterrupted():
            writer.remove_all([source.document_id for source in gone])
            for source in gone:
                pipeline.add(FileResult(source.source, "deleted"))
    for pair in made.moved:
        _move(pair, folder, writer)
        pipeline.add(known_result(pair.known, pair.found.source, "moved"))
    for pair in (*made.touched, *made.unchanged):
        if stored_path(pair.found.path) != pair.known.path:
            _move(pair, folder, writer)
        elif pair.found.mtime_ns != pair.known.mtime_ns:
            writer.touch(pair.known.document_id, pair.found.size, pair.found.mtime_ns)
        pipeline.add(known_result(pair.known, pair.found.source, "unchanged"))


def note_failed(failed: Iterable[Pair], reading: str, pipeline: Pipeline, writer: Writer) -> None:
    """Report what is not tried again, and record where it is now, so that it is not looked at."""
    for pair in failed:
        document = as_found(pair)
        tried = attempt(pair.found.size, pair.found.mtime_ns, reading)
        if (document, tried) != (pair.known, pair.known.tried):
            writer.fail(replace(document, mtime_ns=pair.found.mtime_ns, tried=tried))
        pipeline.add(failed_result(document))


def _move(pair: Pair, folder: str, writer: Writer) -> None:
    writer.move(
        pair.known.document_id,
        folder=folder,
        source=pair.found.source,
        path=stored_path(pair.found.path),
        mtime_ns=pair.found.mtime_ns,
    )
