"""What a search alone finds, as text for a terminal and as JSON. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ui.render import also_json, also_lines, place, snippet
from ui.texts import Texts

if TYPE_CHECKING:
    from ragqa.types import Copy, Hit


def hits_text(found: Sequence[tuple[Hit, Sequence[Copy]]], texts: Texts) -> str:
    """Numbered chunks, best first: scores, place, snippet, and where else it stands."""
    return "\n".join(
        "\n".join((_hit_text(number, hit, texts), *also_lines(also, texts, indent=3)))
        for number, (hit, also) in enumerate(found, 1)
    )


def _hit_text(number: int, hit: Hit, texts: Texts) -> str:
    scores = texts.search_scores.format(
        score=f"{hit.score:.3f}",
        dense=f"{hit.dense:.3f}",
        lexical=f"{hit.lexical:.3f}",
        coverage=f"{hit.coverage:.3f}",
    )
    return f"{number}. {place(hit.chunk, texts)}\n   {scores}\n   {snippet(hit.chunk.text)}"


def hit_json(hit: Hit, also: Sequence[Copy]) -> dict[str, Any]:
    """A chunk with its scores, and where else it stands; they are ordered by ``score``."""
    chunk = hit.chunk
    return {
        "id": chunk.id,
        "source": chunk.source,
        "page_first": chunk.page_first,
        "page_last": chunk.page_last,
        "page_label": chunk.page_label,
        "headings": list(chunk.headings),
        "start": chunk.start,
        "end": chunk.end,
        "text": chunk.text,
        "dense": hit.dense,
        "lexical": hit.lexical,
        "coverage": hit.coverage,
        "fused": hit.fused,
        "score": hit.score,
        "also": also_json(also),
    }
