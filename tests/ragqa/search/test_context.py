from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ragqa.search.context import Packed, fill, grow, nearby, pack, spread, surroundings
from ragqa.types import Chunk, Passage
from tests.builders import chunk, hit, passage

TEXT = "甲乙丙丁。戊己庚辛。 one two three. four five six.  七八九十。"


def cut(*spans: tuple[int, int], document: str = "d") -> list[Chunk]:
    return [
        chunk(TEXT[a:b], n=n, start=a, document=document, pages=(1, 1))
        for n, (a, b) in enumerate(spans)
    ]


def length(passage: Passage) -> int:
    return len(passage.text)


def test_chunks_that_touch_become_one_passage_without_repetition() -> None:
    first, second, third = cut((0, 10), (5, 25), (26, 41))
    [whole] = grow([hit(first, 0.5), hit(second, 0.9), hit(third, 0.7)], {})
    assert whole.text.split() == TEXT[:41].split()
    assert (whole.start, whole.end, whole.score) == (0, 41, 0.9)
    assert whole.chunk_ids == ("d.1.0", "d.1.1", "d.1.2")


def test_the_lines_of_a_passage_begin_as_in_the_document() -> None:
    text = "First part.\n\n\n## Second part"
    first, second = chunk(text[:11], n=0, start=0), chunk(text[14:], n=1, start=14)
    [whole] = grow([hit(first), hit(second)], {})
    assert len(whole.text) == len(text)
    assert "## Second part" in whole.text.split("\n")


def test_paragraphs_in_two_chunks_stay_two() -> None:
    text = "The pot is washed by hand.\n\nFive. Calls\nare answered on weekdays."
    first, second = chunk(text[:26], n=0, start=0), chunk(text[28:], n=1, start=28)
    [whole] = grow([hit(first), hit(second)], {})
    assert whole.text == text


@given(st.lists(st.integers(1, 12), min_size=1, max_size=6), st.integers(0, 3))
def test_positions_in_a_passage_stay_offsets_in_the_document(steps: list[int], lap: int) -> None:
    spans, at = [], 0
    for step in steps:
        spans.append((max(0, at - lap), min(len(TEXT), at + step)))
        at += step
    chunks = cut(*[(a, b) for a, b in spans if a < b])
    [whole] = grow([hit(c) for c in chunks], {})
    assert len(whole.text) == whole.end - whole.start
    assert whole.text == TEXT[whole.start : whole.end]


def test_documents_and_distant_chunks_stay_apart() -> None:
    first, _, third = cut((0, 5), (5, 10), (10, 25))
    other = cut((0, 5), document="e")[0]
    passages = grow([hit(third, 0.3), hit(first, 0.2), hit(other, 0.1)], {})
    assert [(p.document_id, p.start) for p in passages] == [("d", 10), ("d", 0), ("e", 0)]


def test_a_neighbour_alone_makes_no_passage() -> None:
    first, second, third = cut((0, 5), (5, 10), (10, 25))
    assert grow([], {second.id: second}) == []
    [whole] = grow([hit(third)], {second.id: second})
    assert (whole.start, whole.end) == (5, 25)
    assert first.id not in whole.chunk_ids


def test_pages_are_known_at_every_offset() -> None:
    one = chunk("a" * 10, n=0, start=0, pages=(1, 2), breaks=(6,))
    two = chunk("b" * 10, n=1, start=8, pages=(2, 2))
    three = chunk("c" * 10, n=2, start=20, pages=(4, 5), breaks=(25,))
    [whole] = grow([hit(one), hit(two), hit(three)], {})
    assert (whole.page_first, whole.page_last) == (1, 5)
    assert [whole.page_at(i) for i in (0, 5, 6, 19, 20, 24, 25)] == [1, 1, 2, 2, 4, 4, 5]


def test_the_label_of_each_page_is_known_on_which_a_chunk_begins() -> None:
    first = replace(chunk("abcd", pages=(3, 4), breaks=(2,)), page_label="i")
    second = replace(chunk("efgh", n=1, start=4, pages=(4, 5), breaks=(6,)), page_label="ii")
    third = replace(chunk("ijkl", n=2, start=8, pages=(6, 6)), page_label="1")
    [whole] = grow([hit(first), hit(second), hit(third)], {})
    cited = [whole.cite(1, (at, at + 1), score=1, verified=True) for at in (0, 3, 6, 8)]
    assert [(c.page_first, c.page_label) for c in cited] == [(3, "i"), (4, "ii"), (5, ""), (6, "1")]


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
    near = cut((0, 5), (5, 10), (10, 25))
    far = cut((26, 41), document="e")[0]
    hits = [hit(near[1], 0.9), hit(far, 0.5)]
    around = surroundings(hits, {c.id: c for c in near}, reach=0)
    roomy = fill(hits, around, budget=100, section_budget=0, count_tokens=length)
    tight = fill(hits, around, budget=22, section_budget=0, count_tokens=length)
    assert [p.text for p in roomy.passages] == [TEXT[0:25], TEXT[26:41]]
    assert [p.text for p in tight.passages] == [TEXT[5:10], TEXT[26:41]]
    assert tight.left_out == 0


def test_headings_are_known_at_every_offset() -> None:
    one = chunk("甲" * 10, n=0, start=0, headings=("a.txt",))
    two = chunk("乙" * 10, n=1, start=8, headings=("b.txt", "rows 2-9"))
    [whole] = grow([hit(one, 0.9), hit(two, 0.5)], {})
    assert whole.headings == ("a.txt",)
    assert [whole.headings_at(n) for n in (0, 7, 8, 17)] == [
        *(("a.txt",), ("a.txt",)),
        *(("b.txt", "rows 2-9"), ("b.txt", "rows 2-9")),
    ]


def test_a_passage_made_by_hand_has_its_headings_everywhere() -> None:
    assert passage("x", headings=("a",)).headings_at(0) == ("a",)


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
