"""What the clients of the soak have seen, as numbers, and what of it must not be."""

from __future__ import annotations

import statistics
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_FLAT = 1.1  # of the memory in the middle of the run

Rows = Sequence[tuple[float, int]]
"""Seconds since the start and bytes."""


@dataclass
class Tally:
    """What clients have seen; filled from many threads."""

    answered: int = 0
    left: int = 0
    refused: Counter[int] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    first: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    kept: dict[str, int] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    mutex: threading.Lock = field(default_factory=threading.Lock)


def figures_of(tally: Tally, rows: Rows) -> dict[str, Any]:
    """What was seen, as numbers; seconds, and MB of memory by ``rows``."""
    middle, end = _memory(rows, 0.4, 0.6), _memory(rows, 0.8, 1.0)
    return {
        "answered": tally.answered,
        "left in the middle": tally.left,
        "refused": {str(status): times for status, times in sorted(tally.refused.items())},
        "errors": dict(tally.errors.most_common(10)),
        "seconds to the first word": _spread(tally.first),
        "seconds to the end": _spread(tally.whole),
        "ingested": len(tally.kept) + len(tally.deleted),
        "deleted": len(tally.deleted),
        "MB in the middle": round(middle / 1e6),
        "MB in the end": round(end / 1e6),
        "memory grew": round(end / middle, 3) if middle else 0.0,
    }


def _spread(values: Sequence[float]) -> dict[str, float]:
    if len(values) < 2:
        return {}
    cuts = statistics.quantiles(values, n=20)
    return {"p50": round(cuts[9], 2), "p95": round(cuts[18], 2)}


def _memory(rows: Rows, start: float, end: float) -> float:
    """The median in a part of the run."""
    whole = rows[-1][0] if rows else 0.0
    return statistics.median(
        [size for at, size in rows if start * whole <= at <= end * whole] or [0]
    )


def amiss(figures: Mapping[str, Any]) -> list[str]:
    """Names of what must not be, of the figures and those of the index; empty when all is well."""
    wrong = [name for name in ("errors", "index") if figures[name]]
    wrong += [name for name in ("lost", "not found", "still there though deleted") if figures[name]]
    if not figures["answered"] or not figures["ingested"]:
        wrong.append("nothing was done")
    if figures["memory grew"] > _FLAT:
        wrong.append("memory grew")
    return wrong
