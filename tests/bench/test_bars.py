from __future__ import annotations

from typing import Any

import pytest

from tests.bench.bars import Bar, as_table, bars


@pytest.mark.parametrize(
    ("value", "high", "verdict"),
    [(0.98, 0.99, "yes"), (0.97, 0.985, "within noise"), (0.96, 0.97, "no")],
)
def test_a_bar_is_reached_or_inside_the_noise_or_missed(
    value: float, high: float, verdict: str
) -> None:
    assert Bar("x", value, 0.9, high, 0.98).verdict == verdict


def gain(value: float) -> dict[str, dict[str, float]]:
    found = {"value": value, "low": value - 0.01, "high": value + 0.01}
    return {"hit@1": found, "mrr@10": found}


def modes(dense: float, lexical: float, hybrid: float) -> dict[str, Any]:
    against = {"dense": gain(hybrid - dense), "lexical": gain(hybrid - lexical)}
    figures = {
        name: {"hit@1": v, "mrr@10": v, "intervals": {"hit@1": [v, v]}}
        for name, v in (("dense", dense), ("lexical", lexical), ("hybrid", hybrid))
    }
    hybrids = figures["hybrid"] | {"difference": against}
    return figures | {"hybrid": hybrids, "hybrid+rerank": hybrids}


def test_fusion_is_held_against_the_better_engine() -> None:
    found = bars({"xquad zh": modes(0.9, 0.95, 0.93)}, {})
    names = {bar.name: bar for bar in found}
    assert names["xquad zh: hybrid - lexical, hit@1"].verdict == "no"
    assert names["xquad zh: hybrid+rerank, hit@1"].least == 0.98
    assert len(found) == 5


def test_across_languages_the_gain_counts_and_simplified_questions_may_lose_little() -> None:
    qa = {"xquad en question, zh text": modes(0.80, 0.1, 0.86)}
    traditional = {"hybrid": {"difference": gain(-0.005)}}
    found = {bar.name: bar.verdict for bar in bars(qa, traditional)}
    assert len(found) == len(bars(qa, traditional))
    assert found["xquad en question, zh text: gain of hybrid+rerank over dense, hit@1"] == "yes"
    assert found["DRCD: hybrid, simplified - traditional questions, hit@1"] == "yes"
    assert "within noise" not in as_table(bars(qa, traditional))
