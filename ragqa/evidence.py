"""Whether what was found is enough to answer from."""

from __future__ import annotations

from collections.abc import Sequence

from ragqa.language import Language, detect
from ragqa.types import Hit

# Set with `make bench` (section "evidence": questions of XQuAD and CMRC 2018, asked again with
# their paragraph left out) and the questions of tests/questions; hits of the bundled embedder.
RERANKED_THRESHOLD = 1.25  # 1 to 2 of 100 answerable English questions fall below, no Chinese one
FUSED_THRESHOLD = 0.85
NEVER_REFUSED = -5.0  # below any score: the scale of other embedders is not known
# Text in another language than the question scores lower throughout: 99 of 100 answerable
# cross-language questions of XQuAD reach this share of the threshold.
_OTHER_LANGUAGE = 0.87


def is_enough(hits: Sequence[Hit], *, language: Language, threshold: float) -> bool:
    """Whether the best hit's score reaches ``threshold``.

    Asked before the model: a model given weak passages answers from its own knowledge.

    Args:
        hits: Found for the question, in any order.
        language: Of the question; where most hits are in the other one, less is asked.
        threshold: On the scale of ``Hit.score``.
    """
    foreign = sum(detect(hit.chunk.text) != language for hit in hits)
    if 2 * foreign > len(hits):
        threshold *= _OTHER_LANGUAGE
    return any(hit.score >= threshold for hit in hits)
