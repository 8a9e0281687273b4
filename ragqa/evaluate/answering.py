"""How good answers are: wording, quotes, refusals, citations, time and tokens."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ragqa.errors import EvaluationError
from ragqa.evaluate import intervals
from ragqa.evaluate.questions import Case
from ragqa.evaluate.wording import best, contains, exact_match, f1
from ragqa.text.markers import without_markers
from ragqa.types import Answer

_PERCENTILES = (50, 95)


def measure_answers(
    cases: Sequence[Case],
    ask: Callable[[str], Answer],
    *,
    progress: Callable[[int], None] | None = None,
) -> dict[str, Any]:
    """Ask every case and measure the answers.

    Args:
        cases: At least one. Those with ``answers`` are compared with them; those not ``answerable``
            are right when refused.
        ask: The chain.
        progress: Called with the number of questions asked so far.

    Returns:
        "questions", "answerable", "unanswerable", "model", and what ``wording_figures``,
        ``refusal_figures`` and ``cost_figures`` return. None where there is nothing to measure.

    Raises:
        EvaluationError: There is no case.
    """
    if not cases:
        raise EvaluationError(
            "The question set has no question; add some.", "问题集中没有问题，请添加。"
        )
    answers: list[Answer] = []
    for case in cases:
        answers.append(ask(case.question))
        if progress:
            progress(len(answers))
    answerable = sum(case.answerable for case in cases)
    return {
        "questions": len(cases),
        "answerable": answerable,
        "unanswerable": len(cases) - answerable,
        "model": answers[0].model,
        **wording_figures(cases, answers),
        **refusal_figures(cases, answers),
        **cost_figures(answers),
    }


def wording_figures(cases: Sequence[Case], answers: Sequence[Answer]) -> dict[str, Any]:
    """Over the answerable questions with gold answers; a refusal scores 0.

    Returns:
        "em" and "f1" of the answer without its markers; "contains", whether the gold answer stands
        in the answer; "first_quote_contains", whether it stands in the first quoted sentence; with
        "answer_intervals": [low, high] of each.
    """
    pairs = [
        (case, answer)
        for case, answer in zip(cases, answers, strict=True)
        if case.answerable and case.answers
    ]
    values = {
        "em": [_wording(exact_match, *pair) for pair in pairs],
        "f1": [_wording(f1, *pair) for pair in pairs],
        "contains": [_wording(contains, *pair) for pair in pairs],
        "first_quote_contains": [
            best(contains, answer.citations[0].quote, case.answers) if answer.citations else 0.0
            for case, answer in pairs
        ],
    }
    means = {name: intervals.mean(v) if v else None for name, v in values.items()}
    return {
        "with_answers": len(pairs),
        **{name: mean and mean.value for name, mean in means.items()},
        "answer_intervals": {n: [mean.low, mean.high] for n, mean in means.items() if mean},
    }


def _wording(metric: Callable[[str, str], float], case: Case, answer: Answer) -> float:
    said = "" if answer.refused else without_markers(answer.text)
    return best(metric, said, case.answers)


def refusal_figures(cases: Sequence[Case], answers: Sequence[Answer]) -> dict[str, Any]:
    """Refusals and citations.

    Returns:
        "refusal_precision": share of refusals that are right; "refusal_recall": share of the
        unanswerable questions that are refused; "false_refusals": share of the answerable ones
        that are; "citation_precision": share of citations that are verified; "citations".
    """
    pairs = list(zip(cases, answers, strict=True))
    refused = [case for case, answer in pairs if answer.refused]
    caught = sum(not case.answerable for case in refused)
    unanswerable = sum(not case.answerable for case in cases)
    cited = [citation for answer in answers for citation in answer.citations]
    return {
        "refusal_precision": _share(caught, len(refused)),
        "refusal_recall": _share(caught, unanswerable),
        "false_refusals": _share(len(refused) - caught, len(cases) - unanswerable),
        "citation_precision": _share(sum(c.verified for c in cited), len(cited)),
        "citations": len(cited),
    }


def cost_figures(answers: Sequence[Answer]) -> dict[str, Any]:
    """Time and tokens.

    Returns:
        "latency": seconds by stage, {"p50": …, "p95": …}; "tokens": what prompts hold by the
        ledger, {"prompt_total": …, "prompt_mean": …, "passages_mean": …}.
    """
    stages = dict.fromkeys(stage for answer in answers for stage in answer.timings)
    latency = {
        stage: percentiles([a.timings[stage] for a in answers if stage in a.timings])
        for stage in stages
    }
    ledgers = [answer.ledger for answer in answers]
    prompts = [ledger.prompt for ledger in ledgers]
    tokens = {
        "prompt_total": sum(prompts),
        "prompt_mean": round(sum(prompts) / len(prompts), 1),
        "passages_mean": round(sum(x.passages for x in ledgers) / len(ledgers), 1),
    }
    return {"latency": latency, "tokens": tokens}


def percentiles(seconds: Sequence[float]) -> Mapping[str, float]:
    """The median and the 95th percentile of at least one value."""
    values = np.percentile(np.asarray(seconds), _PERCENTILES)
    return {f"p{p}": round(float(v), 4) for p, v in zip(_PERCENTILES, values, strict=True)}


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
