"""From hits to what the model reads: grown to passages, and packed into a budget."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import takewhile

from ragqa.search.passages import grow
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
