"""A whole document as passages, in reading order, for questions that no search can answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ragqa.errors import QuestionError
from ragqa.index import Index
from ragqa.scope import Scope
from ragqa.search.passages import grow
from ragqa.sources import Source
from ragqa.store.scoping.selecting import Selection
from ragqa.types import Chunk, Hit, Passage, chunk_id

_LONGEST = 12  # chunks of a passage: short enough to find a quote in, long enough to read


def the_document(index: Index, scope: Scope) -> Source:
    """The only document that ``scope`` means.

    Raises:
        UnknownSourceError: It means nothing that is there.
        QuestionError: It means several.
    """
    found = documents_in(index, scope)
    if len(found) != 1:
        raise QuestionError(
            f"A whole document was asked for, but {len(found)} fit; choose one with --source.",
            f"要求读取整个文档，但符合条件的有 {len(found)} 个；请用 --source 指定其中一个。",
        )
    return found[0]


def documents_in(index: Index, scope: Scope) -> list[Source]:
    """The documents with text that ``scope`` means. Raises UnknownSourceError."""
    documents = index.select(scope).documents
    ids = None if documents is None else set(documents)
    return [s for s in index.sources() if s.chunks and (ids is None or s.document_id in ids)]


def all_passages(index: Index, documents: Sequence[Source], scope: Scope) -> tuple[Passage, ...]:
    """All text of ``documents`` that is in ``scope``, cut where sections begin.

    Each passage has the pages and headings of its own text; none repeats what another holds.
    """
    within = index.select(scope)
    return tuple(p for document in documents for p in _of(index, document, within))


def cut(passage: Passage, span: tuple[int, int]) -> Passage:
    """The part ``text[span[0]:span[1]]`` of a passage as one of its own."""
    start, end = passage.start + span[0], passage.start + span[1]
    first = passage.page_at(start)
    return replace(
        passage,
        text=passage.text[span[0] : span[1]],
        start=start,
        end=end,
        page_first=first,
        page_last=passage.page_at(end - 1),
        page_label=passage.label_of(first),
        headings=passage.headings_at(start),
        page_breaks=tuple(offset for offset in passage.page_breaks if start < offset < end),
        chunk_ids=(),
    )


def _of(index: Index, document: Source, within: Selection) -> Iterator[Passage]:
    ids = [chunk_id(document.document_id, document.revision, n) for n in range(document.chunks)]
    chunks = [c for c in index.chunks(ids).values() if within.holds(c, None)]
    for run in _sections(_without_overlap(chunks)):
        hits = [Hit(chunk, score=0.0, dense=0.0, lexical=0.0, coverage=0.0) for chunk in run]
        # A new revision may have gone live meanwhile: a gap makes two passages of one run.
        yield from sorted(grow(hits, {}), key=lambda passage: passage.start)


def _without_overlap(chunks: Sequence[Chunk]) -> list[Chunk]:
    """The chunks without the sentences that each repeats from the one before."""
    kept: list[Chunk] = []
    end = -1
    for chunk in sorted(chunks, key=lambda c: c.start):
        if chunk.end <= end:
            continue
        skipped = max(0, end - chunk.start)
        if skipped:
            start = chunk.start + skipped
            breaks = tuple(offset for offset in chunk.page_breaks if offset > start)
            first = chunk.page_first
            if first is not None:
                first += len(chunk.page_breaks) - len(breaks)
            chunk = replace(
                chunk,
                text=chunk.text[skipped:],
                start=start,
                page_first=first,
                page_label=chunk.page_label if first == chunk.page_first else "",
                page_breaks=breaks,
            )
        kept.append(chunk)
        end = chunk.end
    return kept


def _sections(chunks: Sequence[Chunk]) -> list[list[Chunk]]:
    runs: list[list[Chunk]] = []
    for chunk in chunks:
        new = not runs or len(runs[-1]) == _LONGEST or runs[-1][-1].headings != chunk.headings
        if new:
            runs.append([])
        runs[-1].append(chunk)
    return runs
