"""Chunks of a document that follow one another as one passage, with pages and headings. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from ragqa.types import Chunk, Hit, Passage


def grow(hits: Iterable[Hit], chunks: Mapping[str, Chunk]) -> list[Passage]:
    """Join hits and their neighbours to passages, best first.

    Chunks of one revision that touch or overlap become one passage, so no sentence is shown
    twice. A neighbour alone never makes a passage.

    Args:
        hits: What search found.
        chunks: Chunks by id that may be added: the hits' neighbours.
    """
    found = {hit.chunk.id: hit for hit in hits}
    every = {key: hit.chunk for key, hit in found.items()} | dict(chunks)
    ordered = sorted(every.values(), key=lambda c: (c.document_id, c.revision, c.start))
    passages = [
        _join(run, found)
        for _, group in groupby(ordered, key=lambda c: (c.document_id, c.revision))
        for run in _runs(list(group))
        if any(chunk.id in found for chunk in run)
    ]
    return sorted(passages, key=lambda p: (-p.score, p.chunk_ids))


def _runs(chunks: Sequence[Chunk]) -> list[list[Chunk]]:
    """Parts of ``chunks`` (of one document, in order) that are numbered without a gap."""
    runs: list[list[Chunk]] = []
    for chunk in chunks:
        if runs and runs[-1][-1].chunk + 1 == chunk.chunk:
            runs[-1].append(chunk)
        else:
            runs.append([chunk])
    return runs


def joined(run: Sequence[Chunk]) -> tuple[str, int]:
    """The text of chunks that follow each other in a document, and where it ends there."""
    text, end = run[0].text, run[0].end
    for chunk in run[1:]:
        # Between two chunks lies only white space: the splitter covers all else. It is filled up
        # to its length so that positions in the passage stay offsets in the document, with the
        # line's end last: no line begins with spaces that it does not have there. Two characters
        # are nearly always a blank line, without which two paragraphs would be read as one.
        gap = chunk.start - end
        between = "\n\n" if gap == len("\n\n") else "\n".rjust(gap)
        text += between + chunk.text if gap > 0 else chunk.text[-gap:]
        end = max(end, chunk.end)
    return text, end


def _join(run: Sequence[Chunk], found: Mapping[str, Hit]) -> Passage:
    first, last = run[0], run[-1]
    hits = sorted((found[c.id] for c in run if c.id in found), key=lambda hit: -hit.score)
    text, end = joined(run)
    return Passage(
        text=text,
        document_id=first.document_id,
        revision=first.revision,
        source=first.source,
        page_first=first.page_first,
        page_last=last.page_last,
        page_label=first.page_label,
        headings=hits[0].chunk.headings,
        start=first.start,
        end=end,
        score=hits[0].score,
        page_breaks=_page_breaks(run),
        page_labels=_page_labels(run),
        chunk_ids=tuple(chunk.id for chunk in run),
        sections=tuple((chunk.start, chunk.headings) for chunk in run),
        copies=tuple(dict.fromkeys(copy for hit in hits for copy in hit.copies)),
    )


def _page_labels(run: Sequence[Chunk]) -> tuple[tuple[int, str], ...]:
    """The pages behind the first on which a chunk begins, in order, with what is printed there."""
    labels = {c.page_first: c.page_label for c in reversed(run) if c.page_first and c.page_label}
    return tuple(sorted(item for item in labels.items() if item[0] != run[0].page_first))


def _page_breaks(run: Sequence[Chunk]) -> tuple[int, ...]:
    """Offsets where the second and later pages of ``run`` begin."""
    starts: dict[int, int] = {}
    page = run[0].page_first
    for chunk in run:
        if page is None or chunk.page_first is None:
            return ()
        # A page that begins between two chunks is in neither's breaks.
        starts |= {p: chunk.start for p in range(page + 1, chunk.page_first + 1) if p not in starts}
        starts |= {chunk.page_first + 1 + i: offset for i, offset in enumerate(chunk.page_breaks)}
        page = chunk.page_last
    return tuple(starts[p] for p in sorted(starts))
