"""Whether what was found is enough to answer from: a calibrated probability and a threshold.

The probability is that of a logistic regression over what search knows of a hit. It was fitted on
questions of XQuAD, each asked with and without its paragraph in the index while the rest of the
article stays, and so says how likely an answer is where half of the questions have one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ragqa.search.told import told
from ragqa.text.language import Language, detect
from ragqa.types import Hit

_FEWEST, _MOST = 3, 6  # hits of which one can stand out; more would lower the mean of the others


@dataclass(frozen=True, slots=True)
class Weights:
    """What each property of a hit adds to the log-odds of an answer.

    Attributes:
        constant: For every hit.
        chinese: Where the question is Chinese.
        coverage: Of ``Hit.coverage``: the question's words, the rare ones first.
        maxsim: Of ``Hit.maxsim``: the question's telling tokens, by meaning.
        cosine: Of ``Hit.dense``.
        told: Of the share of the question's words that one sentence says (``told``).
    """

    constant: float
    chinese: float
    coverage: float = 0.0
    maxsim: float = 0.0
    cosine: float = 0.0
    told: float = 0.0

    def log_odds(self, hit: Hit, *, chinese: bool) -> float:
        """Of the question being answered by ``hit``, as if no sentence of it said any word."""
        return (
            self.constant
            + self.chinese * chinese
            + self.coverage * hit.coverage
            + self.maxsim * hit.maxsim
            + self.cosine * hit.dense
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """What it adds to the log-odds of an answer that one hit stands out from the others.

    Where only the other language is searched, how well a hit is met tells little: of manuals,
    which share names and commands with every question about them, all hits are met well.

    Attributes:
        constant: For every question.
        chinese: Where the question is Chinese.
        ahead: Of the highest ``Hit.maxsim`` less the mean of the others.
        threshold: Least probability.
        least: Least ``Hit.maxsim`` of the best, since of a few texts about anything else one
            stands out, too.
        near: Least cosine of the best, for the same reason.
    """

    constant: float
    chinese: float
    ahead: float
    threshold: float
    least: float
    near: float

    def probability(self, hits: Sequence[Hit], language: Language) -> float:
        """How likely the best of ``hits``, best first, answers a question in ``language``, 0 to 1.

        Hits that late interaction has not looked at do not count.
        """
        met = sorted((hit for hit in hits[:_MOST] if hit.maxsim), key=lambda hit: -hit.maxsim)
        if len(met) < _FEWEST or met[0].maxsim < self.least or met[0].dense < self.near:
            return 0.0
        best, *others = (hit.maxsim for hit in met)
        ahead = best - sum(others) / len(others)
        return _likely(self.constant + self.chinese * (language == "zh") + self.ahead * ahead)


@dataclass(frozen=True, slots=True)
class Gate:
    """What decides on an answer.

    Attributes:
        same: Weights of a hit in the question's language.
        other: Of one in the other language, whose words rarely meet.
        threshold: Least probability.
        lead: How much higher than those in the question's language the ``Hit.maxsim`` of one in the
            other must be to count; None to ask for nothing.
        across: Of the hits where only the other language is searched, because the question's own
            has no answer; None to refuse without doing so.
    """

    same: Weights
    other: Weights
    threshold: float
    lead: float | None = None
    across: Standing | None = None

    def probability(self, hits: Sequence[Hit], language: Language, question: str) -> float:
        """How likely the best of ``hits``, best first, answers a question in ``language``, 0 to 1.

        Those in the other language count where the first is in it: behind one in the question's
        own, which search prefers, they are about the subject but rarely answer. Nor do they where
        one in the question's own is met about as well.

        Args:
            hits: Found for the question.
            language: Of the question.
            question: As searched for, which sentences are laid beside.
        """
        foreign = [detect(hit.chunk.text) != language for hit in hits]
        counting = self._leads(hits, foreign)
        weighed = [
            (hit, self.other if far else self.same)
            for hit, far in zip(hits, foreign, strict=True)
            if counting or not far
        ]
        return _likely(_best(question, weighed, chinese=language == "zh"))

    def _leads(self, hits: Sequence[Hit], foreign: Sequence[bool]) -> bool:
        """Whether the first is in the other language, and one of these far enough ahead."""
        if not any(foreign[:1]):
            return False
        if self.lead is None or all(foreign):
            return True
        best, own = (
            max(hit.maxsim for hit, far in zip(hits, foreign, strict=True) if far is there)
            for there in (True, False)
        )
        return best - own >= self.lead


def _best(question: str, weighed: Sequence[tuple[Hit, Weights]], *, chinese: bool) -> float:
    """The highest log-odds; sentences are read only where they might raise them."""
    odds = [(of.log_odds(hit, chinese=chinese), hit, of) for hit, of in weighed]
    best = max((each for each, _, _ in odds), default=-math.inf)
    for each, hit, of in sorted(odds, key=lambda one: -one[0] - one[2].told):
        if of.told and each + of.told > best:
            best = max(best, each + of.told * told(question, hit.chunk))
    return best


def _likely(log_odds: float) -> float:
    return 1 / (1 + math.exp(-max(-700.0, log_odds))) if log_odds > -math.inf else 0.0


def is_enough(hits: Sequence[Hit], *, question: str, language: Language, gate: Gate | None) -> bool:
    """Whether the question may be answered from ``hits``.

    Asked before the model: a model given weak passages answers from its own knowledge.

    Args:
        hits: Found for the question, best first; none is never enough.
        question: As searched for.
        language: Of the question.
        gate: None lets everything pass that was found.
    """
    if gate is None:
        return bool(hits)
    return bool(hits) and gate.probability(hits, language, question) >= gate.threshold


def is_enough_across(hits: Sequence[Hit], *, language: Language, gate: Gate) -> bool:
    """As ``is_enough``, of what only the other language was searched for."""
    if gate.across is None:
        return False
    least = max(gate.threshold, gate.across.threshold)
    return gate.across.probability(hits, language) >= least
