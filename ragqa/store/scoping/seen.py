"""What somebody who may see only some collections sees of the catalog.

Every search, list and message of an index reads through here, so that what is hidden is nowhere:
not among hits or neighbours, not by its id, not in the names that an error suggests.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from ragqa.scope import Scope
from ragqa.sources import Source
from ragqa.store.catalog.catalog import Catalog
from ragqa.store.catalog.listing import Page, Wanted
from ragqa.store.catalog.trash import Trashed
from ragqa.types import Chunk


class Seen:
    """Reads a catalog as if it held only some collections. Methods are those of ``Catalog``.

    Args:
        catalog: Of the index.
        only: The collections; None for all, at no cost.
    """

    def __init__(self, catalog: Catalog, only: frozenset[str] | None = None) -> None:
        self._catalog = catalog
        self.only = only

    def sources(self, folder: str | None = None) -> list[Source]:
        """All documents, or those of one folder, by folder and source."""
        return self._shown(self._catalog.sources(folder))

    def page(self, wanted: Wanted) -> Page:
        """A page of the documents that fit, and how many do."""
        return self._catalog.page(replace(wanted, within=self.only))

    def trashed(self) -> list[Trashed]:
        """All deleted documents, the last deleted first."""
        return [t for t in self._catalog.trashed() if self._shown([t.source])]

    def get(self, document_id: str) -> Source | None:
        """The document, or None when there is none of that id."""
        found = self._catalog.get(document_id)
        return found if found and self._shown([found]) else None

    def find(self, name: str, path: str = "") -> list[Source]:
        """The documents shown as ``name``, one for each folder, and those at it or at ``path``."""
        return self._shown(self._catalog.find(name, path))

    def find_ending(self, name: str) -> list[Source]:
        """The documents whose path ends in ``name`` and its folders."""
        return self._shown(self._catalog.find_ending(name))

    def collections(self) -> dict[str, int]:
        """The number of documents of each collection, by name."""
        known = self._catalog.collections()
        if self.only is None:
            return known
        return {name: number for name, number in known.items() if name in self.only}

    def within(self, scope: Scope) -> list[str]:
        """The ids of the documents for which all of ``scope`` but its ``sources`` holds."""
        return self._kept(self._catalog.within(scope), self.ids())

    def documents(self) -> int:
        """How many documents there are."""
        return self._catalog.documents() if self.only is None else len(self.sources())

    def count(self) -> int:
        """How many chunks are live."""
        if self.only is None:
            return self._catalog.count()
        return sum(source.chunks for source in self.sources())

    def any(self) -> bool:
        """Whether a chunk is live."""
        return self._catalog.any() if self.only is None else self.count() > 0

    def ids(self) -> frozenset[str] | None:
        """The ids of all documents; None where nothing is hidden."""
        if self.only is None:
            return None
        return frozenset(source.document_id for source in self.sources())

    def chunks(self, ids: Iterable[str]) -> dict[str, Chunk]:
        """Those of ``ids`` that are live, in the order of ``ids``."""
        found = self._catalog.chunks(ids)
        if self.only is None:
            return found
        # Of few documents: to list all of a large index for each look-up would take longer.
        seen = {key for key in {c.document_id for c in found.values()} if self.get(key)}
        return {key: chunk for key, chunk in found.items() if chunk.document_id in seen}

    def drawn(self, n: int, seed: int) -> list[Chunk]:
        """Up to ``n`` live chunks at random, the same for the same seed."""
        drawn = self._catalog.drawn(n, seed)
        seen = self.ids()
        return [chunk for chunk in drawn if seen is None or chunk.document_id in seen]

    def _shown(self, sources: Sequence[Source]) -> list[Source]:
        return [s for s in sources if self.only is None or s.collection in self.only]

    @staticmethod
    def _kept(ids: Sequence[str], seen: Collection[str] | None) -> list[str]:
        return [key for key in ids if seen is None or key in seen]
