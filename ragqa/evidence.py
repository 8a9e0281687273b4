"""Whether what was found is enough to answer from."""

from __future__ import annotations

from collections.abc import Sequence

from ragqa.types import Hit


def is_enough(hits: Sequence[Hit], *, threshold: float) -> bool:
    """Whether the best hit's score reaches ``threshold``.

    Asked before the model: a model given weak passages answers from its own knowledge. The
    default threshold was set with ``make bench`` (section "evidence": answerable questions
    against the same ones with their paragraph removed).

    Args:
        hits: Found for the question, in any order.
        threshold: On the scale of ``Hit.score``.
    """
    return any(hit.score >= threshold for hit in hits)
