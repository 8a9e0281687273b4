"""From hits to what the model reads: chunks joined to passages, passages packed into a budget."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby, takewhile

from ragqa.types import Chunk, Hit, Passage, chunk_id


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


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What may be added to a hit.

    Attributes:
        neighbours: The chunks right before and after it.
        section: Those around it without a gap that stand under the same headings, nearest first.
    """

    neighbours: Sequence[Chunk] = ()
    section: Sequence[Chunk] = ()


_NOTHING = Surroundings()


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


def fill(
    hits: Sequence[Hit],
    surroundings: Mapping[str, Surroundings],
    *,
    budget: int,
    section_budget: int,
    count_tokens: Callable[[Passage], int],
) -> Packed:
    """Pack ``hits``, then grow them while budget remains: by their neighbours, then by the rest of
    their sections, the best first.

    Growing never costs a hit its place: as many of the best hits are grown as still leave room
    for all that fitted bare. Of a section that does not fit the part next to the hit is taken.

    Args:
        hits: Best first.
        surroundings: By id of a hit, what may be added to it.
        budget: Tokens that may be spent.
        section_budget: Tokens up to which sections are added.
        count_tokens: Tokens of a passage as it is shown, with its label.
    """
    count = cache(count_tokens)
    bare = pack(grow(hits, {}), budget=budget, count_tokens=count)
    wanted = {hit.chunk.id for hit in hits} & _chunk_ids(bare)

    def packed_with(added: Mapping[str, Chunk], limit: int) -> Packed | None:
        packed = pack(grow(hits, added), budget=limit, count_tokens=count)
        whole = all(passage.chunk_ids for passage in packed.passages)
        kept = wanted <= _chunk_ids(packed) and packed.left_out <= bare.left_out
        return packed if whole and kept else None

    best, added = bare, dict[str, Chunk]()
    for grown in range(len(hits), 0, -1):
        near = [c for hit in hits[:grown] for c in _around(hit, surroundings).neighbours]
        if packed := packed_with({c.id: c for c in near}, budget):
            best, added = packed, {c.id: c for c in near}
            break
    for hit in hits:
        section = [c for c in _around(hit, surroundings).section if c.id not in added]
        while section:
            trial = added | {c.id: c for c in section}
            if packed := packed_with(trial, min(budget, section_budget)):
                best, added = packed, trial
                break
            section = section[: len(section) // 2]
    return best


def _around(hit: Hit, surroundings: Mapping[str, Surroundings]) -> Surroundings:
    return surroundings.get(hit.chunk.id, _NOTHING)


def surroundings(
    hits: Iterable[Hit], chunks: Mapping[str, Chunk], *, reach: int
) -> dict[str, Surroundings]:
    """What stands around each hit, by its id.

    Args:
        hits: What search found.
        chunks: By id, those of ``nearby``.
        reach: How many chunks before and after a hit its section may go.
    """
    return {hit.chunk.id: _surroundings(hit.chunk, chunks, reach) for hit in hits}


def _surroundings(of: Chunk, chunks: Mapping[str, Chunk], reach: int) -> Surroundings:
    sides: list[list[Chunk]] = []
    for step in (-1, 1):
        side: list[Chunk] = []
        for distance in range(1, max(1, reach) + 1):
            found = chunks.get(nearby_id(of, step * distance))
            if found is None:
                break
            side.append(found)
        sides.append(side)
    section = [
        (distance, chunk)
        for side in sides
        for distance, chunk in enumerate(takewhile(lambda c: c.headings == of.headings, side))
        if of.headings and distance < reach
    ]
    section.sort(key=lambda pair: pair[0])
    return Surroundings(
        neighbours=tuple(side[0] for side in sides if side),
        section=tuple(chunk for _, chunk in section),
    )


def nearby(hits: Iterable[Hit], *, reach: int) -> list[str]:
    """The ids of the chunks that may be added to the hits: those next to them, and those within
    ``reach`` of one that stands under a heading.
    """
    wanted: dict[str, None] = {}
    for hit in hits:
        far = max(1, reach) if hit.chunk.headings else 1
        first = max(-far, -hit.chunk.chunk)
        steps = (step for step in range(first, far + 1) if step)
        wanted |= dict.fromkeys(nearby_id(hit.chunk, step) for step in steps)
    return list(wanted)


def nearby_id(of: Chunk, step: int) -> str:
    """The id of the chunk ``step`` places after ``of``; none may have it."""
    return chunk_id(of.document_id, of.revision, of.chunk + step)


def spread(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The best first, the second best last, the third second…: the weakest in the middle, where
    language models overlook most (Liu et al. 2023, Lost in the Middle).

    Args:
        passages: Best first.
    """
    return (*passages[::2], *passages[1::2][::-1])


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
