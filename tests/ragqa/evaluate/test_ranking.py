from __future__ import annotations

import math

import pytest

from ragqa.errors import EvaluationError
from ragqa.evaluate import Case, Gold, compare, measure
from ragqa.evaluate.ranking import Found
from ragqa.types import Chunk
from tests.builders import chunk

PAGES = [
    chunk("甲", n=0, source="a.pdf", pages=(1, 1)),
    chunk("乙", n=1, source="a.pdf", pages=(2, 3)),
    chunk("乙二", n=2, source="a.pdf", pages=(2, 3)),
    chunk("丙", n=3, source="b.pdf", pages=(2, 2)),
]


def alone(*chunks: Chunk) -> list[Found]:
    """Each without a copy."""
    return [(each,) for each in chunks]


def test_figures_are_those_worked_out_by_hand() -> None:
    answers = {
        "one": alone(PAGES[0], PAGES[1]),
        "two": alone(PAGES[3], PAGES[1]),
        "three": alone(PAGES[0]),
    }
    cases = [
        Case("1", "one", (Gold("a.pdf", (1,)),)),
        Case("2", "two", (Gold("a.pdf", (3,)), Gold("b.pdf", (9,)))),
        Case("3", "three", (Gold("b.pdf", (2,)),)),
    ]
    figures = measure(cases, answers.__getitem__, k=10)
    del figures["intervals"]
    assert figures == {
        "questions": 3,
        "hit@1": round(1 / 3, 4),
        "hit@5": round(2 / 3, 4),
        "mrr@10": round((1 + 0.5) / 3, 4),
        "recall@10": round((1 + 0.5) / 3, 4),
        "ndcg@10": round((1 + (1 / math.log2(3)) / (1 + 1 / math.log2(3))) / 3, 4),
        "missed": ["3"],
    }


def test_chunks_of_one_place_count_once() -> None:
    case = [Case("1", "q", (Gold("b.pdf", (2,)),))]
    ranked = alone(*PAGES[1:])
    assert measure(case, lambda _: ranked)["mrr@10"] == 0.5
    documents = [Case("1", "q", (Gold("b.pdf"),))]
    found = measure(documents, lambda _: alone(*PAGES), unit="document")
    assert found["mrr@10"] == 0.5


def test_a_copy_stands_behind_what_it_repeats_where_it_is_right() -> None:
    """Which of two is shown is no merit; but a copy that nobody asks for takes no place."""
    kept, copy, other, right = (chunk("x", source=f"{name}.md") for name in "abcd")
    case = [Case("1", "q", (Gold("b.md"),)), Case("2", "q", (Gold("d.md"),))]
    first, second = (
        measure([each], lambda _: [(kept, copy, other), (right,)], unit="document")["mrr@10"]
        for each in case
    )
    assert (first, second) == (0.5, 0.5)
    both = [Case("1", "q", (Gold("a.md"), Gold("b.md")))]
    assert measure(both, lambda _: [(kept, copy)])["ndcg@10"] == 1.0


def test_a_set_without_questions_is_refused() -> None:
    with pytest.raises(EvaluationError, match="no question"):
        measure([], lambda _: [])


def test_places_found_beyond_the_depth_do_not_count() -> None:
    far = [chunk("x", n=n, source=f"{n}.md") for n in range(12)]
    figures = measure([Case("1", "q", (Gold("10.md"),))], lambda _: alone(*far), k=11)
    assert (figures["hit@5"], figures["mrr@10"], figures["recall@11"]) == (0.0, 0.0, 1.0)
    assert figures["missed"] == ["1"]


def test_a_better_grade_first_is_worth_more_gain_and_ids_need_not_differ() -> None:
    gold = (Gold("a.md", grade=1), Gold("b.md", grade=2))
    one, two = chunk("x", source="a.md"), chunk("y", source="b.md")
    cases = [Case("same", "good", gold), Case("same", "poor", gold)]
    figures = measure(cases, {"good": alone(two, one), "poor": alone(one, two)}.__getitem__)
    best, poor = 2 + 1 / math.log2(3), 1 + 2 / math.log2(3)
    assert figures["ndcg@10"] == round((1 + poor / best) / 2, 4)
    assert figures["hit@1"] == 1.0


def test_a_question_that_finds_nothing_counts_as_missed() -> None:
    cases = [Case("1", "q", (Gold("a.md"),)), Case("2", "none", (Gold("a.md"),))]
    found = {"q": alone(chunk("x", source="a.md")), "none": []}
    figures = measure(cases, found.__getitem__)
    assert (figures["questions"], figures["hit@1"], figures["missed"]) == (2, 0.5, ["2"])


def test_questions_without_a_gold_place_are_left_out() -> None:
    cases = [Case("1", "q", (Gold("a.md"),)), Case("2", "q", answerable=False)]
    assert measure(cases, lambda _: alone(chunk("x", source="a.md")))["questions"] == 1


def test_ways_to_search_are_compared_in_pairs_over_the_same_questions() -> None:
    right, wrong = chunk("x", source="a.md"), chunk("y", source="b.md")
    cases = [Case(str(n), str(n), (Gold("a.md"),)) for n in range(40)]
    results = compare(
        cases,
        {
            "poor": lambda question: alone(*([wrong, right] if int(question) < 20 else [right])),
            "good": lambda question: alone(*([wrong, right] if int(question) < 10 else [right])),
            "same": lambda question: alone(*([wrong, right] if int(question) < 10 else [right])),
        },
    )
    assert list(results) == ["poor", "good", "same"]
    assert "difference" not in results["poor"]
    gain = results["good"]["difference"]["poor"]["hit@1"]
    assert gain["value"] == 0.25
    assert 0 < gain["low"] < 0.25 < gain["high"] < 0.5
    none = results["same"]["difference"]["good"]["hit@1"]
    assert none == {"value": 0.0, "low": 0.0, "high": 0.0}
    low, high = results["good"]["intervals"]["hit@1"]
    assert low < 0.75 < high
