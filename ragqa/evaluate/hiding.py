"""An index seen without some of its chunks: what the app would do if they were not there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from ragqa.index import Index
from ragqa.store.selecting import Selection
from ragqa.types import Chunk


class Hiding(Index):
    """The same stores as ``index``, which must stay open; nothing is changed in them.

    Args:
        index: What is looked at.
        hidden: Ids of the chunks that it is to do without; few, since more is searched for each.
    """

    def __init__(self, index: Index, hidden: Collection[str]) -> None:
        super().__init__(index.embeddings, index._stores, only=index._seen.only)
        self._hidden = frozenset(hidden)

    def chunks(self, ids: Iterable[str]) -> dict[str, Chunk]:
        """As ``Index.chunks``."""
        return super().chunks(key for key in ids if key not in self._hidden)

    def _live(
        self,
        search: Callable[[int, Sequence[str] | None], list[tuple[str, float]]],
        n: int,
        within: Selection,
    ) -> list[tuple[str, float]]:
        """All engines pass here."""
        found = super()._live(search, n + len(self._hidden), within)
        return [(key, score) for key, score in found if key not in self._hidden][:n]
