from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ragqa.search.passages import grow
from tests.builders import chunk, hit, passage, pieces

TEXT = "甲乙丙丁。戊己庚辛。 one two three. four five six.  七八九十。"


def test_chunks_that_touch_become_one_passage_without_repetition() -> None:
    first, second, third = pieces(TEXT, (0, 10), (5, 25), (26, 41))
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
    chunks = pieces(TEXT, *[(a, b) for a, b in spans if a < b])
    [whole] = grow([hit(c) for c in chunks], {})
    assert len(whole.text) == whole.end - whole.start
    assert whole.text == TEXT[whole.start : whole.end]


def test_documents_and_distant_chunks_stay_apart() -> None:
    first, _, third = pieces(TEXT, (0, 5), (5, 10), (10, 25))
    other = pieces(TEXT, (0, 5), document="e")[0]
    passages = grow([hit(third, 0.3), hit(first, 0.2), hit(other, 0.1)], {})
    assert [(p.document_id, p.start) for p in passages] == [("d", 10), ("d", 0), ("e", 0)]


def test_a_neighbour_alone_makes_no_passage() -> None:
    first, second, third = pieces(TEXT, (0, 5), (5, 10), (10, 25))
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
