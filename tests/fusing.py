"""What search does a part at a time, at once: the reference that it is compared with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ragqa.search.fusion import fused_score
from ragqa.types import Hit


def fuse(hits: Iterable[Hit], *, lexical_weight: float) -> list[Hit]:
    """Hits by their fused score, best first, ties by chunk id; of equal ids the last one counts."""
    unique = {hit.chunk.id: hit for hit in hits}
    scored = ((fused_score(hit, lexical_weight), hit) for hit in unique.values())
    ranked = sorted(scored, key=lambda each: (-each[0], each[1].chunk.id))
    return [replace(hit, score=score, fused=score) for score, hit in ranked]
