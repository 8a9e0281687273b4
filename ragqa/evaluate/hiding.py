"""An index seen without some of its chunks: what the app would do if they were not there."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ragqa.index import Index, Query
from ragqa.selecting import EVERYTHING, Selection
from ragqa.types import Chunk


class Hiding(Index):
    """The same stores as ``index``, which must stay open; nothing is changed in them.

    Args:
        index: What is looked at.
        hidden: Ids of the chunks that it is to do without; few, since more is searched for each.
    """

    def __init__(self, index: Index, hidden: Collection[str]) -> None:
        super().__init__(index.embeddings, index._stores)
        self._hidden = frozenset(hidden)

    def dense(
        self, query: Query, n: int, within: Selection = EVERYTHING
    ) -> list[tuple[str, float]]:
        """As ``Index.dense``."""
        return self._seen(super().dense(query, n + len(self._hidden), within))[:n]

    def lexical(
        self, query: Query, n: int, within: Selection = EVERYTHING
    ) -> list[tuple[str, float]]:
        """As ``Index.lexical``."""
        return self._seen(super().lexical(query, n + len(self._hidden), within))[:n]

    def chunks(self, ids: Iterable[str]) -> dict[str, Chunk]:
        """As ``Index.chunks``."""
        return super().chunks(key for key in ids if key not in self._hidden)

    def _seen(self, found: list[tuple[str, float]]) -> list[tuple[str, float]]:
        return [(key, score) for key, score in found if key not in self._hidden]
