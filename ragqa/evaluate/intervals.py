"""How sure a mean over questions is: bootstrap confidence intervals, by SciPy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

CONFIDENCE = 0.95
RESAMPLES = 2000
SEED = 0


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean and the bounds that hold it with 95 % confidence."""

    value: float
    low: float
    high: float


def mean(values: Sequence[float]) -> Estimate:
    """The mean of one value a question, with its percentile bootstrap interval, seeded.

    For the difference of two means over the same questions, give the differences: pairing takes
    out what is only the questions being hard or easy.

    Args:
        values: At least one; a single one has no interval but itself.
    """
    data = np.asarray(values, dtype=float)
    value = float(data.mean())
    if np.all(data == data[0]):  # resampling could find nothing else
        return Estimate(round(value, 4), round(value, 4), round(value, 4))
    from scipy.stats import bootstrap  # type: ignore[import-untyped]

    found = bootstrap(
        (data,),
        np.mean,
        n_resamples=RESAMPLES,
        confidence_level=CONFIDENCE,
        method="percentile",
        rng=np.random.default_rng(SEED),
        batch=200,
    ).confidence_interval
    return Estimate(round(value, 4), round(float(found.low), 4), round(float(found.high), 4))
