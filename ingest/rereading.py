"""A file that did not change and was read again: whether that says anything new. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest.parsed import Parsed
from ingest.versions import read_by
from ragqa.sources import Source
from ragqa.types import Chunk, chunk_id


def chunk_ids(source: Source) -> list[str]:
    """The ids of the live chunks of a document, in order."""
    return [chunk_id(source.document_id, source.revision, n) for n in range(source.chunks)]


def renewed(
    before: Source, now: Source, parsed: Parsed, chunks: Sequence[Chunk], live: Iterable[Chunk]
) -> Source | None:
    """What to record of a document whose chunks stay as they are; None where there are others.

    Texts, places and headings are compared. The title, which is embedded too, is not known of the
    live ones.

    Args:
        before: As it was recorded.
        now: As it would be.
        parsed: What was read now.
        chunks: Of that.
        live: Those that there are, in order.
    """
    if _lost(before, parsed):
        as_before = replace(parsed, recognised=before.pages_by_ocr)
        file = {"path": now.path, "size": now.size, "mtime_ns": now.mtime_ns}
        return replace(before, read_by=read_by(as_before), **file)  # type: ignore[arg-type]
    is_same = list(map(_bare, chunks)) == list(map(_bare, live))
    return replace(now, revision=before.revision) if is_same else None


def said_before(chunks: Sequence[Chunk], live: Iterable[Chunk]) -> dict[int, str]:
    """Which chunks have text and headings of a live one: their numbers, with its id.

    But for the title, which is the file's own, what is embedded of them is the same.
    """
    known = {(chunk.text, chunk.headings): chunk.id for chunk in live}
    said = ((chunk.chunk, known.get((chunk.text, chunk.headings))) for chunk in chunks)
    return {number: key for number, key in said if key is not None}


def _lost(before: Source, parsed: Parsed) -> bool:
    """Whether pages that were recognised have no text now, because nothing could be recognised."""
    fewer = len(parsed.pages_without_text) > before.pages_without_text
    return before.pages_by_ocr > 0 and not parsed.recognised and fewer


def _bare(chunk: Chunk) -> Chunk:
    """A chunk without that which another reading of the same file may not keep."""
    return replace(chunk, revision=0, source="")
