"""With what an index would be made, as far as that is known before an embedder is loaded."""

from __future__ import annotations

from ragqa.embedding import bundled
from ragqa.settings import Settings


def known_stamp(settings: Settings) -> dict[str, str]:
    """What an index made with these settings is stamped with, but for the embedder's dimension."""
    if settings.embedder == "bundled":
        name, query, passage = bundled.NAME, bundled.QUERY_PREFIX, bundled.PASSAGE_PREFIX
    else:
        name, query, passage = settings.embedder, settings.query_prefix, settings.passage_prefix
    return {"embedder": name, "query_prefix": query, "passage_prefix": passage}
