"""Joining the dense and the lexical score of each candidate.

Not reciprocal rank fusion: ranks forget how good the best hit is, so the accidental word matches
of a cross-language question would outrank everything (measured: README, "How it searches").
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from ragqa.types import Hit

CONTENTS_PENALTY = 0.1
_LEADERS = re.compile(r"(?:[.·…‥]\s?){5,}")
_LEADERS_SHARE = 0.2  # of a text's characters


def is_table_of_contents(text: str) -> bool:
    """Whether a fifth of ``text`` is dot leaders, as between a heading and its page number."""
    leaders = sum(len(match.group()) for match in _LEADERS.finditer(text))
    return leaders > _LEADERS_SHARE * len(text)


def fuse(hits: Iterable[Hit], *, lexical_weight: float) -> list[Hit]:
    """Hits scored by ``dense + lexical_weight * coverage``, best first, ties by chunk id.

    A table of contents loses ``CONTENTS_PENALTY``: it has the words of every chapter and answers
    nothing, but is still found by who asks for it.

    Coverage is BM25 over the highest BM25 that the query could reach (``Hit.coverage``), so it is
    near 0 when the lexical side has found nothing worth having. Both scores must be exact for
    every hit, whichever engine found it.

    Args:
        hits: Candidates of both engines; of hits with the same chunk id the last one counts.
        lexical_weight: Weight of coverage beside cosine; 0 ranks by cosine alone.
    """
    unique = {hit.chunk.id: hit for hit in hits}
    scores = {
        key: hit.dense
        + lexical_weight * hit.coverage
        - CONTENTS_PENALTY * is_table_of_contents(hit.chunk.text)
        for key, hit in unique.items()
    }
    scored = (replace(hit, score=scores[key], fused=scores[key]) for key, hit in unique.items())
    return sorted(scored, key=lambda hit: (-hit.score, hit.chunk.id))
