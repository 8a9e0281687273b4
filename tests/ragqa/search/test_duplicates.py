from __future__ import annotations

import random
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragqa.search.duplicates import without_near_duplicates
from ragqa.search.shingles import Shingles, shingles
from ragqa.types import Chunk, Hit
from tests.builders import chunk

LEAVE = "入职满一年的员工每年享有十天带薪年假，未休完的年假可以顺延到下一年三月底，逾期作废。"
REPORT = "出差回来之后，请在两周之内提交报销单，并附上全部发票和上级批准的邮件。"
TRAVEL = "住宿标准为每晚四百元，一线城市每晚六百元；超出的部分需要事先书面批准。"


def hit(text: str, document: str, n: int, score: float, *, page: int | None = None) -> Hit:
    found = replace(chunk(text, document=document, n=n), page_first=page, page_last=page)
    return Hit(found, score, score, 0.0, 0.0)


def texts(hits: list[Hit]) -> list[tuple[str, str]]:
    return [(h.chunk.document_id, h.chunk.text) for h in hits]


def test_one_text_in_several_files_is_found_once() -> None:
    hits = [
        hit(LEAVE, "a", 0, 0.9),
        hit(LEAVE.replace("，", ", "), "b", 0, 0.9),
        hit(REPORT, "a", 7, 0.8),
        hit(LEAVE, "c", 3, 0.7),
        hit(TRAVEL, "c", 5, 0.6),
    ]
    assert texts(without_near_duplicates(hits)) == [("a", LEAVE), ("a", REPORT), ("c", TRAVEL)]


def test_a_copy_that_is_cut_elsewhere_is_a_copy() -> None:
    hits = [
        hit(LEAVE + REPORT, "a", 0, 0.9),
        hit(LEAVE[20:] + TRAVEL[:9], "b", 1, 0.8),
        hit(TRAVEL, "a", 1, 0.7),
    ]
    assert [h.chunk.id for h in without_near_duplicates(hits)] == ["a.1.0", "a.1.1"]


def test_what_says_more_beside_the_same_words_is_no_copy() -> None:
    """But a paragraph cut elsewhere is one, where the rest stands beside it in the copy."""
    hits = [hit(LEAVE, "a", 5, 0.9), hit(LEAVE + REPORT, "b", 2, 0.8)]

    def kept(after: str) -> list[str]:
        def around(of: Chunk) -> Shingles:
            assert of == hits[0].chunk
            return shingles(TRAVEL + LEAVE + after)

        found = without_near_duplicates(hits, around=around)
        return [h.chunk.document_id for h in found]

    assert kept("") == ["a", "b"]
    assert kept(TRAVEL) == ["a", "b"]
    assert kept(REPORT) == ["a"]


def test_what_stands_around_is_not_asked_for_a_whole_copy() -> None:
    def around(of: Chunk) -> Shingles:
        raise AssertionError(of)

    hits = [hit(LEAVE + REPORT, "a", 0, 0.9), hit(LEAVE + REPORT[:-5], "b", 0, 0.8)]
    [found] = without_near_duplicates(hits, around=around)
    assert found.copies == ("b.1.0",)


def test_a_copy_with_a_page_takes_the_place_of_one_without() -> None:
    hits = [
        hit(LEAVE, "notes", 0, 0.9),
        hit(REPORT, "notes", 4, 0.8),
        hit(LEAVE, "handbook", 9, 0.7, page=12),
        hit(LEAVE, "other", 9, 0.6, page=13),
    ]
    best, second = without_near_duplicates(hits)
    assert (best.chunk.document_id, best.chunk.page_first, best.score) == ("handbook", 12, 0.9)
    assert best.copies == ("notes.1.0", "other.1.9")
    assert second.chunk.text == REPORT


def test_neighbours_overlap_and_are_no_copies() -> None:
    neighbours = [hit(LEAVE + REPORT, "a", 3, 0.9), hit(REPORT, "a", 4, 0.8)]
    assert without_near_duplicates(neighbours) == neighbours
    apart = [neighbours[0], hit(REPORT, "a", 40, 0.8)]
    assert without_near_duplicates(apart) == [replace(apart[0], copies=("a.1.40",))]


def test_short_and_wordless_texts() -> None:
    hits = [hit(t, "a", n * 2, 1 - n / 10) for n, t in enumerate(("是", "是", "！", "…", "否"))]
    assert [h.chunk.text for h in without_near_duplicates(hits)] == ["是", "！", "…", "否"]


@given(
    st.lists(
        st.builds(
            hit,
            st.text("ab 年假。", max_size=30),
            st.sampled_from("abc"),
            st.integers(0, 5),
            st.floats(0, 1),
            page=st.none() | st.integers(1, 3),
        ),
        max_size=12,
        unique_by=lambda h: h.chunk.id,
    )
)
def test_what_is_left_is_some_of_the_hits_with_the_scores_in_order(hits: list[Hit]) -> None:
    hits = sorted(hits, key=lambda h: -h.score)
    kept = without_near_duplicates(hits)
    assert {h.chunk.id for h in kept} <= {h.chunk.id for h in hits}
    assert [h.score for h in kept] == sorted((h.score for h in kept), reverse=True)
    assert bool(kept) == bool(hits)
    assert without_near_duplicates(hits, share=1.1) == hits


def test_no_more_are_looked_at_than_it_takes_to_have_enough() -> None:
    hits = [hit(REPORT, "a", 0, 0.9), hit(LEAVE, "b", 0, 0.8), hit(REPORT, "p", 0, 0.7, page=3)]
    hits += [hit(f"number {n} " * 9, f"n{n}", 0, 0.1) for n in range(9)]

    def kept(enough: int) -> list[str]:
        return [h.chunk.document_id for h in without_near_duplicates(hits, enough=enough)]

    assert kept(2) == ["p", "b"]
    assert kept(1) == ["a"]
    assert len(kept(5)) == 5


def test_where_a_corpus_holds_many_near_copies_of_a_text_other_texts_are_found_too() -> None:
    """Fifty editions of one page, each with other numbers, a line more, and cut elsewhere."""
    drawn = random.Random(7)  # noqa: S311 # no secret
    page = "".join(
        f"第{n}条 申请{word}须在{n + 3}个工作日内提交，由主管经理批准后生效。"
        for n, word in enumerate(("休假", "出差", "报销", "采购", "用车", "加班", "培训", "调岗"))
    )
    editions = []
    for n in range(50):
        start, end = drawn.randint(0, 40), len(page) - drawn.randint(0, 40)
        text = re.sub(r"\d+个", lambda m: f"{drawn.randint(3, 9)}个", page[start:end])
        editions.append(hit(f"修订版{n}\n{text}", f"edition{n}", 0, 0.9 - n / 1000))
    others = [hit(text, "other", 9 * n, 0.5 - n / 10) for n, text in enumerate((REPORT, TRAVEL))]
    kept = without_near_duplicates([*editions, *others], enough=6)
    assert texts(kept)[-2:] == texts(others)
    assert len(kept) == 5  # half of the places
    assert kept[0].chunk == editions[0].chunk


def told(*given: str) -> list[str]:
    hits = [hit(text, f"d{n}", 0, 1 - n / 100) for n, text in enumerate(given)]
    return [found.chunk.text for found in without_near_duplicates(hits)]


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("十天", "12 天"),
        ("三月", "九月"),
        ("员工", "经理"),
        ("入职满一年", "在职满两年"),
        ("作废。", "有效。"),
    ],
)
def test_the_same_words_with_other_facts_are_another_text(was: str, now: str) -> None:
    assert told(LEAVE, LEAVE.replace(was, now)) == [LEAVE, LEAVE.replace(was, now)]


def test_a_copy_of_a_text_with_other_facts_is_a_copy() -> None:
    other = LEAVE.replace("十天", "15 天")
    assert told(LEAVE, other, other.replace("，", ", "), LEAVE) == [LEAVE, other]


@pytest.mark.parametrize("name", ["Birch", "Cedar"])
def test_another_name_is_another_text(name: str) -> None:
    text = "The employee Alder of the sales department works thirty hours in each week of the year."
    assert len(told(text, text.replace("Alder", name))) == 2
    assert len(told(text, text.replace("thirty", "thirtv"))) == 1


def test_what_only_one_copy_has_does_not_make_it_another_text() -> None:
    with_marks = LEAVE.replace("，", "¹，", 1).replace("逾期", "12 逾期")
    assert told(LEAVE, with_marks) == [LEAVE]
    assert told(with_marks, LEAVE) == [with_marks]
