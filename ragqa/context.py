"""From hits to what the model reads: chunks joined to passages, passages packed into a budget."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ragqa.types import Chunk, Hit, Passage


@dataclass(frozen=True, slots=True)
class Packed:
    """What fits.

    Attributes:
        passages: Those that fit, best first.
        left_out: How many did not.
        tokens: Tokens of ``passages``.
    """

    passages: tuple[Passage, ...]
    left_out: int
    tokens: int


def grow(hits: Iterable[Hit], chunks: Mapping[str, Chunk]) -> list[Passage]:
    """Join hits and their neighbours to passages, best first.

    Chunks of one revision that touch or overlap become one passage, so no sentence is shown
    twice. A neighbour alone never makes a passage.

    Args:
        hits: What search found.
        chunks: Chunks by id that may be added: the hits' neighbours.
    """
    scores = {hit.chunk.id: hit.score for hit in hits}
    every = {hit.chunk.id: hit.chunk for hit in hits} | dict(chunks)
    ordered = sorted(every.values(), key=lambda c: (c.document_id, c.revision, c.start))
    passages = [
        _join(run, scores)
        for _, group in groupby(ordered, key=lambda c: (c.document_id, c.revision))
        for run in _runs(list(group))
        if any(chunk.id in scores for chunk in run)
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


def _join(run: Sequence[Chunk], scores: Mapping[str, float]) -> Passage:
    first, last = run[0], run[-1]
    best = max((c for c in run if c.id in scores), key=lambda c: scores[c.id])
    text, end = first.text, first.end
    for chunk in run[1:]:
        # Between two chunks lies only white space: the splitter covers all else. It is filled up
        # to its length so that positions in the passage stay offsets in the document.
        gap = chunk.start - end
        text += "\n".ljust(gap) + chunk.text if gap > 0 else chunk.text[-gap:]
        end = max(end, chunk.end)
    return Passage(
        text=text,
        document_id=first.document_id,
        revision=first.revision,
        source=first.source,
        page_first=first.page_first,
        page_last=last.page_last,
        page_label=first.page_label,
        headings=best.headings,
        start=first.start,
        end=end,
        score=scores[best.id],
        page_breaks=_page_breaks(run),
        chunk_ids=tuple(chunk.id for chunk in run),
        sections=tuple((chunk.start, chunk.headings) for chunk in run),
    )


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


def fill(
    hits: Sequence[Hit],
    neighbours: Mapping[str, Sequence[Chunk]],
    *,
    budget: int,
    count_tokens: Callable[[Passage], int],
) -> Packed:
    """Pack ``hits``, then grow the best of them by their neighbours while budget remains.

    Growing never costs a hit its place: as many of the best hits are grown as still leave room
    for all that fitted bare.

    Args:
        hits: Best first.
        neighbours: By id of a hit, the chunks that may be added to it.
        budget: Tokens that may be spent.
        count_tokens: Tokens of a passage as it is shown, with its label.
    """
    bare = pack(grow(hits, {}), budget=budget, count_tokens=count_tokens)
    wanted = {hit.chunk.id for hit in hits} & _chunk_ids(bare)
    for grown in range(len(hits), 0, -1):
        extra = {c.id: c for hit in hits[:grown] for c in neighbours.get(hit.chunk.id, ())}
        packed = pack(grow(hits, extra), budget=budget, count_tokens=count_tokens)
        whole = all(passage.chunk_ids for passage in packed.passages)
        if whole and wanted <= _chunk_ids(packed) and packed.left_out <= bare.left_out:
            return packed
    return bare


def _chunk_ids(packed: Packed) -> set[str]:
    return {chunk for passage in packed.passages for chunk in passage.chunk_ids}


def pack(
    passages: Sequence[Passage], *, budget: int, count_tokens: Callable[[Passage], int]
) -> Packed:
    """The best passages that fit into ``budget`` tokens; lower-ranked ones are dropped first.

    A passage that does not fit is left out and smaller ones after it are still tried. The very
    first is shortened to fit rather than dropped, since no evidence is worse than part of it.

    Args:
        passages: Best first.
        budget: Tokens that may be spent.
        count_tokens: Tokens of a passage as it is shown, with its label.
    """
    chosen: list[Passage] = []
    spent = 0
    for rank, passage in enumerate(passages):
        tokens = count_tokens(passage)
        if rank == 0 and tokens > budget:
            passage = _shorten(passage, budget, count_tokens)
            tokens = count_tokens(passage)
        if passage.text and spent + tokens <= budget:
            chosen.append(passage)
            spent += tokens
    return Packed(tuple(chosen), len(passages) - len(chosen), spent)


def _shorten(passage: Passage, budget: int, count_tokens: Callable[[Passage], int]) -> Passage:
    """The longest beginning of ``passage`` that fits, found by halving."""
    fits, too_long = 0, len(passage.text)
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        if count_tokens(_first(passage, middle)) <= budget:
            fits = middle
        else:
            too_long = middle
    return _first(passage, fits)


def _first(passage: Passage, length: int) -> Passage:
    end = passage.start + length
    page_last = passage.page_at(max(passage.start, end - 1))
    breaks = tuple(offset for offset in passage.page_breaks if offset < end)
    # Without chunk ids: a part of a passage must not count as the whole in ``fill``.
    return replace(
        passage,
        text=passage.text[:length],
        end=end,
        page_last=page_last,
        page_breaks=breaks,
        chunk_ids=(),
    )
