from __future__ import annotations

import math
from dataclasses import replace

import pytest

from ragqa.search import evidence
from ragqa.search.evidence import (
    Gate,
    Standing,
    Weights,
    is_enough,
    is_enough_across,
)
from ragqa.search.gates import FUSED, RERANKED
from ragqa.types import Chunk, Hit
from tests.builders import chunk, hit

GATE = Gate(
    same=Weights(constant=-4.0, chinese=1.0, coverage=2.0, maxsim=3.0, cosine=5.0),
    other=Weights(constant=-1.0, chinese=0.5, maxsim=4.0),
    threshold=0.5,
)


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def test_the_probability_is_that_of_the_weighted_properties_of_a_hit() -> None:
    english = hit(chunk("fifteen days of leave"), coverage=0.5, maxsim=0.6, dense=0.7)
    odds = -4.0 + 2.0 * 0.5 + 3.0 * 0.6 + 5.0 * 0.7
    assert GATE.probability([english], "en", "?") == pytest.approx(sigmoid(odds))
    chinese = hit(chunk("年假十五天"), coverage=0.5, maxsim=0.6, dense=0.7)
    assert GATE.probability([chinese], "zh", "?") == pytest.approx(sigmoid(odds + 1.0))


def test_hits_in_the_other_language_have_weights_of_their_own() -> None:
    chinese = hit(chunk("年假十五天"), coverage=0.9, maxsim=0.6, dense=0.7)
    assert GATE.probability([chinese], "en", "?") == pytest.approx(sigmoid(-1.0 + 4.0 * 0.6))
    english = hit(chunk("fifteen days of leave"), coverage=0.9, maxsim=0.6, dense=0.7)
    assert GATE.probability([english], "zh", "?") == pytest.approx(sigmoid(-1.0 + 0.5 + 4.0 * 0.6))


def test_in_an_index_of_both_languages_each_hit_is_judged_by_its_own() -> None:
    foreign = hit(chunk("fifteen days of leave"), coverage=0.9, maxsim=0.6, dense=0.7)
    own = hit(chunk("年假", n=1), coverage=0.0, maxsim=0.1, dense=0.1)
    others = [own, own]
    of_foreign = sigmoid(-1.0 + 0.5 + 4.0 * 0.6)
    of_own = sigmoid(-4.0 + 1.0 + 3.0 * 0.1 + 5.0 * 0.1)
    assert GATE.probability([foreign, *others], "zh", "?") == pytest.approx(of_foreign)
    # Behind one in the question's language it is no more than a neighbour by subject.
    assert GATE.probability([own, foreign], "zh", "?") == pytest.approx(of_own)


def test_one_in_the_question_s_language_counts_behind_one_in_another() -> None:
    foreign = hit(chunk("fifteen days of leave"), maxsim=0.0)
    own = hit(chunk("年假", n=1), coverage=0.9, maxsim=0.9, dense=0.9)
    assert GATE.probability([foreign, own], "zh", "?") == GATE.probability([own], "zh", "?")


def test_the_best_hit_of_a_language_counts_wherever_it_stands() -> None:
    hits = [hit(chunk("leave", n=n), coverage=0.1 * n, maxsim=0.5) for n in (1, 9, 3)]
    assert GATE.probability(hits, "en", "?") == GATE.probability(hits[1:2], "en", "?")


@pytest.mark.parametrize(("maxsim", "counts"), [(0.75, False), (0.85, True)])
def test_one_in_another_language_counts_only_where_it_leads_those_in_the_question_s(
    maxsim: float, counts: bool
) -> None:
    gate = replace(GATE, lead=0.1)
    foreign = hit(chunk("模板由人编辑。"), maxsim=maxsim)
    own = hit(chunk("leave"), coverage=0.0, maxsim=0.7, dense=0.1)
    found = gate.probability([foreign, own], "en", "?")
    assert (found == gate.probability([own], "en", "?")) is not counts
    assert (found == gate.probability([foreign], "en", "?")) is counts
    assert gate.probability([foreign], "en", "?") == GATE.probability([foreign], "en", "?")


@pytest.mark.parametrize("gate", [RERANKED, FUSED])
def test_what_is_met_better_is_likelier_to_answer(gate: Gate) -> None:
    weak, strong = (
        hit(chunk("leave"), coverage=c, maxsim=m, dense=d)
        for c, m, d in ((0.1, 0.7, 0.78), (0.6, 0.9, 0.9))
    )
    assert gate.probability([weak], "en", "leave?") < 0.1
    assert gate.probability([strong], "en", "leave?") > 0.9
    assert not is_enough([weak], question="leave?", language="en", gate=gate)
    assert is_enough([strong], question="leave?", language="en", gate=gate)


def test_the_threshold_is_where_the_gate_opens() -> None:
    hits = [hit(chunk("leave"), coverage=0.5, maxsim=0.6)]
    probability = GATE.probability(hits, "en", "?")
    for threshold, opens in ((probability, True), (probability + 1e-6, False), (0.0, True)):
        gate = replace(GATE, threshold=threshold)
        assert is_enough(hits, question="?", language="en", gate=gate) is opens


def test_scores_of_any_scale_are_probabilities() -> None:
    for value in (-1e6, 1e6):
        gate = replace(GATE, same=Weights(constant=value, chinese=0.0))
        assert 0.0 <= gate.probability([hit(chunk("leave"))], "en", "?") <= 1.0


TELLING = replace(GATE, same=Weights(constant=-2.0, chinese=0.0, maxsim=2.0, told=4.0))


def test_a_sentence_that_says_what_is_asked_makes_an_answer_likelier() -> None:
    said, strewn = "The gate opens at 7:40.", "The gate is red. The shop opens at 9:00."
    for text, share in ((said, 1.0), (strewn, 0.5)):
        found = TELLING.probability([hit(chunk(text), maxsim=0.5)], "en", "When opens the gate?")
        assert found == pytest.approx(sigmoid(-2.0 + 2.0 * 0.5 + 4.0 * share))
    short = [hit(chunk("当天早上7点40分在校门口集合，8点准时发车。"), maxsim=0.82)]
    assert is_enough(short, question="几点集合？", language="zh", gate=RERANKED)
    assert not is_enough(short, question="几点放学？", language="zh", gate=RERANKED)


def test_sentences_are_read_only_where_they_may_make_a_difference(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[str] = []

    def told(_question: str, of: Chunk) -> float:
        read.append(of.id)
        return 1.0

    monkeypatch.setattr(evidence, "told", told)
    hits = [hit(chunk("The gate opens.", n=n), maxsim=m) for n, m in enumerate((3.0, 0.9, 0.8))]
    TELLING.probability(hits, "en", "Does the gate open?")
    assert read == [hits[0].chunk.id]
    GATE.probability(hits, "en", "Does the gate open?")
    assert read == [hits[0].chunk.id]


def test_nothing_found_is_never_enough() -> None:
    assert not is_enough([], question="?", language="zh", gate=replace(GATE, threshold=0.0))
    assert not is_enough([], question="?", language="zh", gate=None)


def test_without_a_gate_whatever_was_found_is_enough() -> None:
    assert is_enough(
        [hit(chunk("leave"), coverage=0.0, dense=0.0)], question="?", language="en", gate=None
    )


def test_a_question_in_words_of_its_own_is_judged_by_meaning_alone() -> None:
    in_its_words, in_others = (
        hit(chunk("leave"), coverage=c, maxsim=0.87, dense=0.88) for c in (0.9, 0.0)
    )
    assert RERANKED.probability([in_others], "en", "?") == RERANKED.probability(
        [in_its_words], "en", "?"
    )
    assert is_enough([in_others], question="?", language="en", gate=RERANKED)


ACROSS = replace(GATE, across=Standing(-2.0, 0.5, ahead=10.0, threshold=0.6, least=0.7, near=0.75))


def met(*maxsims: float) -> list[Hit]:
    return [hit(chunk("年假十五天", n=n), maxsim=each) for n, each in enumerate(maxsims)]


def test_across_languages_it_counts_how_far_one_hit_stands_out() -> None:
    hits = met(0.4, 0.9, 0.5)
    odds = -2.0 + 10.0 * (0.9 - 0.45)
    assert ACROSS.across is not None
    assert ACROSS.across.probability(hits, "en") == pytest.approx(sigmoid(odds))
    assert ACROSS.across.probability(hits, "zh") == pytest.approx(sigmoid(odds + 0.5))
    assert is_enough_across(hits, language="en", gate=ACROSS)
    assert not is_enough_across(met(0.9, 0.9, 0.9), language="en", gate=ACROSS)


def test_nothing_stands_out_of_two() -> None:
    assert not is_enough_across(met(0.9, 0.1), language="en", gate=ACROSS)
    assert not is_enough_across([], language="en", gate=ACROSS)


def test_a_best_one_that_is_hardly_met_does_not_stand_out() -> None:
    assert is_enough_across(met(0.71, 0.1, 0.1), language="en", gate=ACROSS)
    assert not is_enough_across(met(0.69, 0.1, 0.1), language="en", gate=ACROSS)


def test_a_best_one_that_is_not_near_does_not_stand_out() -> None:
    best, *others = met(0.9, 0.5, 0.4)
    for cosine, enough in ((0.76, True), (0.74, False)):
        hits = [*others, replace(best, dense=cosine)]
        assert is_enough_across(hits, language="en", gate=ACROSS) is enough


def test_nothing_stands_out_for_those_behind_it_that_were_not_looked_at_or_are_many() -> None:
    level = met(*[0.8] * 3)
    assert not is_enough_across(level + met(*[0.0] * 9), language="en", gate=ACROSS)
    assert not is_enough_across(met(*[0.8] * 6, *[0.1] * 9), language="en", gate=ACROSS)
    assert not is_enough_across(met(0.9, 0.1, *[0.0] * 9), language="en", gate=ACROSS)


def test_across_languages_no_less_is_asked_than_of_others() -> None:
    hits = met(0.4, 0.9, 0.5)
    assert not is_enough_across(hits, language="en", gate=replace(ACROSS, threshold=0.95))
    assert not is_enough_across(hits, language="en", gate=GATE)
