from __future__ import annotations

from dataclasses import replace

import pytest

from ragqa.errors import EvaluationError
from ragqa.evaluate import Case
from ragqa.evaluate.answering import measure_answers, percentiles
from ragqa.types import Answer, Citation, Ledger

LEDGER = Ledger(
    instructions=10,
    history=0,
    passages=80,
    question=10,
    reserved=50,
    context_size=8192,
    passages_used=2,
    passages_left_out=0,
)


def cited(quote: str, *, verified: bool = True) -> Citation:
    return Citation(1, "a.md", None, None, "", (), quote, 0, len(quote), 1.0, verified)


def answer(text: str, *citations: Citation, refused: bool = False, search: float = 0.1) -> Answer:
    return Answer(
        text=text,
        citations=citations,
        refused=refused,
        question="?",
        standalone_question="?",
        ledger=LEDGER,
        timings={"search": search, "total": search + 1},
        model="quoting",
        seed=None,
        finish_reason="stop",
    )


def test_wording_is_measured_without_markers_and_a_refusal_scores_nothing() -> None:
    answers = {
        "right": answer("15 days [1].", cited("Leave: 15 days.")),
        "long": answer("It is 15 days [1].", cited("No."), cited("It is 15 days.")),
        "refused": answer("15 days", refused=True),
    }
    cases = [Case(name, name, answers=("15 days", "two weeks")) for name in answers]
    found = measure_answers(cases, answers.__getitem__)
    assert found["with_answers"] == 3
    assert found["em"] == round(1 / 3, 4)
    assert found["f1"] == round((1 + 2 * 2 / (4 + 2)) / 3, 4)
    assert found["contains"] == round(2 / 3, 4)
    assert found["first_quote_contains"] == round(1 / 3, 4)
    low, high = found["answer_intervals"]["contains"]
    assert low <= 2 / 3 <= high


def test_refusals_are_right_where_nothing_answers() -> None:
    said = {
        "a": answer("x"),
        "b": answer("no", refused=True),
        "c": answer("no", refused=True),
        "d": answer("made up"),
    }
    cases = [
        Case("1", "a"),
        Case("2", "b"),
        Case("3", "c", answerable=False),
        Case("4", "d", answerable=False),
    ]
    found = measure_answers(cases, said.__getitem__)
    assert (found["answerable"], found["unanswerable"]) == (2, 2)
    assert found["refusal_precision"] == 0.5
    assert found["refusal_recall"] == 0.5
    assert found["false_refusals"] == 0.5
    assert found["em"] is None


def test_without_refusals_or_citations_there_is_no_share_of_them() -> None:
    found = measure_answers([Case("1", "q")], lambda _: answer("x"))
    assert found["refusal_precision"] is None
    assert found["refusal_recall"] is None
    assert found["citation_precision"] is None


def test_citations_seconds_and_tokens() -> None:
    said = [
        answer("x", cited("a"), cited("b", verified=False), search=0.1),
        replace(answer("y", cited("c"), search=0.3), timings={"search": 0.3, "generate": 2.0}),
    ]
    replies = iter(said)
    told: list[int] = []
    found = measure_answers(
        [Case("1", "q"), Case("2", "q")], lambda _: next(replies), progress=told.append
    )
    assert found["citation_precision"] == round(2 / 3, 4)
    assert found["citations"] == 3
    assert found["latency"]["search"]["p50"] == 0.2
    assert found["latency"]["generate"] == {"p50": 2.0, "p95": 2.0}
    assert found["tokens"] == {"prompt_total": 200, "prompt_mean": 100.0, "passages_mean": 80.0}
    assert found["model"] == "quoting"
    assert told == [1, 2]


def test_percentiles_of_a_hundred_values() -> None:
    assert percentiles([float(n) for n in range(101)]) == {"p50": 50.0, "p95": 95.0}


def test_a_set_without_questions_is_refused() -> None:
    with pytest.raises(EvaluationError, match="no question"):
        measure_answers([], lambda _: answer("x"))
