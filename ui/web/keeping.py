"""Uploaded files into the index, and documents out of it, together with their copies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ingest.report import FileResult, Report
from ragqa.sources import DEFAULT_COLLECTION
from ui.services import OnProgress, Services
from ui.texts import web as texts_web
from ui.web import uploads


def keep(
    services: Services,
    given: Sequence[uploads.Offered],
    progress: OnProgress,
    collection: str = DEFAULT_COLLECTION,
) -> Report:
    """Copy uploaded files into the index's folder and add them to a collection.

    Copies that no document needs are deleted: of files that could not be read, and of documents
    that were replaced. What was not sent is in the report.
    """
    before = {Path(source.path) for source in services.index.sources()}
    stored = uploads.store(given, services.uploads, services.suffixes)
    # Of another kind: without a file, but with the name that says so.
    others = [(Path("unsent"), f.name) for f in given if f.path is None and not _known(f, services)]
    try:
        report = services.add_files([*stored, *others], progress, collection)
    finally:
        # The server's own copies would outlive the document.
        for file in given:
            if file.path is not None:
                file.path.unlink(missing_ok=True)
        after = {Path(source.path) for source in services.index.sources()}
        uploads.discard((before | {copy for copy, _ in stored}) - after, services.uploads)
    lost = [_lost(f, services) for f in given if f.path is None and _known(f, services)]
    return replace(report, files=(*report.files, *lost))


def _known(file: uploads.Offered, services: Services) -> bool:
    return Path(file.name).suffix.lower() in services.suffixes


def _lost(file: uploads.Offered, services: Services) -> FileResult:
    """The result of a file that could be read but was not sent, or not received."""
    most = services.settings.max_file_mb
    en, zh = texts_web.EN, texts_web.ZH
    if file.size > most * 1024**2:
        reasons = en.too_large.format(most=most), zh.too_large.format(most=most)
    else:
        reasons = en.not_received, zh.not_received
    return FileResult(file.name, "failed", *reasons)


def remove(services: Services, document_id: str) -> None:
    """Delete a document from the index, and its file when it is the copy of an upload."""
    found = services.index.document(document_id)
    if found is None:
        return  # somebody else has deleted it; the list is drawn again
    with services.index.writer() as writer:
        writer.remove(document_id)
    uploads.discard([Path(found.path)], services.uploads)
