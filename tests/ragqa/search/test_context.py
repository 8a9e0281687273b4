from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ragqa.search.context import Packed, fill, nearby, pack, spread, surroundings
from ragqa.search.passages import grow
from ragqa.types import Chunk, Passage
from tests.builders import chunk, hit, passage, pieces

TEXT = "甲乙丙丁。戊己庚辛。 one two three. four five six.  七八九十。"


def length(passage: Passage) -> int:
    return len(passage.text)


@given(st.lists(st.integers(0, 30), max_size=8), st.integers(0, 60))
def test_packing_never_exceeds_the_budget_and_keeps_the_order(
    sizes: list[int], budget: int
) -> None:
    passages = [passage("x" * size, start=100 * i) for i, size in enumerate(sizes)]
    packed = pack(passages, budget=budget, count_tokens=length)
    assert packed.tokens == sum(map(length, packed.passages)) <= budget
    assert packed.left_out == len(passages) - len(packed.passages)
    starts = [p.start for p in packed.passages]
    assert starts == sorted(starts)


def test_the_first_passage_is_shortened_rather_than_dropped() -> None:
    packed = pack([passage("x" * 50), passage("y" * 5, start=99)], budget=20, count_tokens=length)
    assert packed.passages[0].text == "x" * 20
    assert packed.passages[0].end == 20
    assert packed.left_out == 1


def test_lower_ranked_passages_make_way_and_smaller_ones_are_still_tried() -> None:
    ranked = [passage("a" * 10), passage("b" * 15, start=50), passage("c" * 5, start=90)]
    packed = pack(ranked, budget=16, count_tokens=length)
    assert [p.text[0] for p in packed.passages] == ["a", "c"]


def test_hits_grow_only_while_no_hit_loses_its_place() -> None:
    near = pieces(TEXT, (0, 5), (5, 10), (10, 25))
    far = pieces(TEXT, (26, 41), document="e")[0]
    hits = [hit(near[1], 0.9), hit(far, 0.5)]
    around = surroundings(hits, {c.id: c for c in near}, reach=0)
    roomy = fill(hits, around, budget=100, section_budget=0, count_tokens=length)
    tight = fill(hits, around, budget=22, section_budget=0, count_tokens=length)
    assert [p.text for p in roomy.passages] == [TEXT[0:25], TEXT[26:41]]
    assert [p.text for p in tight.passages] == [TEXT[5:10], TEXT[26:41]]
    assert tight.left_out == 0


def manual(*sections: int) -> list[Chunk]:
    """A document whose sections have so many chunks of ten characters each."""
    return [
        chunk(f"{n:010}", n=n, start=10 * n, headings=("Manual", f"§{section}"))
        for n, section in enumerate(s for s, size in enumerate(sections) for _ in range(size))
    ]


def filled(
    chunks: list[Chunk], chosen: list[int], *, budget: int, section_budget: int = 1000
) -> Packed:
    hits = [hit(chunks[n], 1.0 - rank / 10) for rank, n in enumerate(chosen)]
    known = {c.id: c for c in chunks if c.id in {*nearby(hits, reach=16)}}
    around = surroundings(hits, known, reach=16)
    return fill(hits, around, budget=budget, section_budget=section_budget, count_tokens=length)


def test_a_hit_grows_to_its_neighbours_and_its_whole_section() -> None:
    chunks = manual(3, 6, 4)
    [whole] = filled(chunks, [5], budget=1000).passages
    assert whole.chunk_ids == tuple(c.id for c in chunks[3:9])
    # The neighbour of another section is shown, but its section is not.
    [edge] = filled(chunks, [3], budget=1000).passages
    assert edge.chunk_ids == tuple(c.id for c in chunks[2:9])


def test_no_more_is_read_around_a_hit_than_may_be_added() -> None:
    under, bare = manual(40)[20], chunk("x", n=20, document="bare")
    steps = [int(key.rsplit(".", 1)[1]) - 20 for key in nearby([hit(under)], reach=16)]
    assert steps == [n for n in range(-16, 17) if n]
    assert nearby([hit(bare)], reach=16) == ["bare.1.19", "bare.1.21"]
    assert nearby([hit(chunk("x", n=0))], reach=0) == ["d.1.1"]


def test_neighbours_of_all_hits_come_before_the_section_of_the_best() -> None:
    chunks = manual(9, 9)
    packed = filled(chunks, [4, 13], budget=75)
    assert [len(p.chunk_ids) for p in packed.passages] == [4, 3]
    [best, other] = filled(chunks, [4, 13], budget=75, section_budget=60).passages
    assert len(best.chunk_ids) == len(other.chunk_ids) == 3


def test_text_without_headings_grows_by_its_neighbours_only() -> None:
    chunks = [chunk(f"{n:010}", n=n, start=10 * n) for n in range(9)]
    [whole] = filled(chunks, [4], budget=1000).passages
    assert whole.chunk_ids == tuple(c.id for c in chunks[3:6])


@given(
    sections=st.lists(st.integers(1, 7), min_size=1, max_size=5),
    chosen=st.lists(st.integers(0, 34), min_size=1, max_size=6, unique=True),
    budget=st.integers(0, 400),
    section_budget=st.integers(0, 400),
)
def test_growing_keeps_to_the_budget_and_keeps_every_bare_hit(
    sections: list[int], chosen: list[int], budget: int, section_budget: int
) -> None:
    chunks = manual(*sections)
    chosen = [n for n in chosen if n < len(chunks)]
    bare = pack(
        grow([hit(chunks[n], 1.0 - r / 10) for r, n in enumerate(chosen)], {}),
        budget=budget,
        count_tokens=length,
    )
    packed = filled(chunks, chosen, budget=budget, section_budget=section_budget)
    assert packed.tokens == sum(map(length, packed.passages)) <= budget
    ids = [key for p in packed.passages for key in p.chunk_ids]
    assert len(ids) == len(set(ids))
    assert {key for p in bare.passages for key in p.chunk_ids} <= set(ids)
    assert packed == filled(chunks, chosen, budget=budget, section_budget=section_budget)


@given(st.lists(st.integers(0, 99), max_size=9, unique=True))
def test_the_best_stand_at_the_ends(starts: list[int]) -> None:
    ranked = [passage("x", start=start) for start in starts]
    shown = spread(ranked)
    assert sorted(p.start for p in shown) == sorted(starts)
    ranks = [ranked.index(p) for p in shown]
    assert ranks[:1] == [0][: len(ranks)]
    if len(ranks) > 1:
        assert ranks[-1] == 1
        weakest = ranks.index(len(ranks) - 1)
        assert ranks[: weakest + 1] == sorted(ranks[: weakest + 1])
        assert ranks[weakest:] == sorted(ranks[weakest:], reverse=True)
