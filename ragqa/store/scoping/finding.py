"""The best chunks of an engine that are live, searched and not hidden."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from ragqa.store.catalog.catalog import Catalog
from ragqa.store.engines.scores import LexicalScores
from ragqa.store.scoping.seen import Seen
from ragqa.store.scoping.selecting import Selection

Live = Callable[[Sequence[str]], Collection[str]]
"""Which of some chunks are live; more than was asked for may be named."""

_MANY = 200  # documents that an engine can be told of at no cost


class Finder:
    """Asks an engine for the best until enough of them may be shown.

    Args:
        catalog: Of the index.
        seen: What of it is seen.
        hidden: Ids of chunks that are not; few, since more is searched for each.
    """

    def __init__(self, catalog: Catalog, seen: Seen, hidden: frozenset[str]) -> None:
        self._catalog = catalog
        self._seen = seen
        self._hidden = hidden

    def best(
        self,
        search: Callable[[int, Sequence[str] | None], list[tuple[str, float]]],
        n: int,
        within: Selection,
        live: Live,
    ) -> list[tuple[str, float]]:
        """The best ``n`` that are live: asks for more while others take places.

        An engine is not told of documents that are most of the index: naming ten thousand of them
        takes twenty times as long as a search.

        Args:
            search: Gives the best so many among some documents, or among all for None.
            n: As wanted.
            within: What is searched.
            live: Asked where nothing else must be known of a chunk.
        """
        documents = within.documents
        if documents is None and (seen := self._seen.ids()) is not None:
            documents = sorted(seen)
        wanted, named, only = n + len(self._hidden), documents, None
        if documents is not None and len(documents) > _MANY:
            only = set(documents)
            named = None if 2 * len(only) > self._catalog.documents() else documents
        while True:
            found = search(wanted, named)
            held = self._held([key for key, _ in found], within, only, live)
            kept = [hit for hit in found if hit[0] in held and hit[0] not in self._hidden]
            if len(kept) >= n or len(found) < wanted:
                return kept[:n]
            wanted *= 2

    def words(
        self, search: Callable[..., LexicalScores], n: int, within: Selection, live: Live
    ) -> LexicalScores:
        """As ``best``, with what is needed to score further chunks."""
        last = LexicalScores()

        def found(k: int, only: Sequence[str] | None) -> list[tuple[str, float]]:
            nonlocal last
            last = search(k, documents=only)
            return list(last.scores.items())

        kept = dict(self.best(found, n, within, live))
        further = {**last.scores, **last.further}
        return replace(last, scores=kept, further={k: further[k] for k in further.keys() - kept})

    def _held(
        self, ids: Sequence[str], within: Selection, only: Collection[str] | None, live: Live
    ) -> Collection[str]:
        """Those of ``ids`` that are live and within what is searched."""
        if only is None and within.pages is None and self._seen.only is None:
            return live(ids)
        return {key for key, chunk in self._seen.chunks(ids).items() if within.holds(chunk, only)}
