"""The documents of an index, without its embedder: list them, find one by name, remove them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Self

from ragqa.embedding.packed import is_current
from ragqa.errors import EmptyIndexError
from ragqa.scope import Scope
from ragqa.sources import Source
from ragqa.store import stores
from ragqa.store.catalog.listing import Page, Wanted
from ragqa.store.catalog.trash import Trashed
from ragqa.store.health import Health
from ragqa.store.scoping import choosing
from ragqa.store.scoping.seen import Seen
from ragqa.store.scoping.selecting import select
from ragqa.store.stores import Stores
from ragqa.store.writing import Writer, writing


class Library:
    """What an ``Index`` knows of its documents. Open one without embedder by ``open_library``.

    Attributes:
        folder: Where it lies.
    """

    def __init__(self, stores: Stores, only: frozenset[str] | None = None) -> None:
        self.folder = stores.folder
        self._stores = stores
        self._seen = Seen(stores.catalog, only)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to search."""
        return not self._seen.any()

    def sources(self, folder: str | None = None) -> list[Source]:
        """All documents, or those ingested from one folder (its absolute path), in order."""
        return self._seen.sources(folder)

    @property
    def documents(self) -> int:
        """How many documents there are."""
        return self._seen.documents()

    @property
    def readable(self) -> int:
        """How many documents have text that can be asked for."""
        return self.documents - self.page(Wanted(state="failed", count=0)).total

    def page(self, wanted: Wanted) -> Page:
        """A page of the documents that fit, and how many do."""
        return self._seen.page(wanted)

    def collections(self) -> dict[str, int]:
        """The number of documents of each collection, by name."""
        return self._seen.collections()

    def trashed(self) -> list[Trashed]:
        """What was deleted and can be brought back, the last deleted first."""
        now = time.time()
        return [trashed for trashed in self._seen.trashed() if trashed.until > now]

    def trash_is_due(self) -> bool:
        """Whether something in the trash is to be deleted for good, as the next writer does."""
        now = time.time()
        return any(trashed.until <= now for trashed in self._stores.catalog.trashed())

    def is_swept(self) -> bool:
        """Whether nothing is left to delete of what was replaced or removed.

        What a crash has left, or what somebody is writing now, the next writer sweeps.
        """
        return self._stores.catalog.settled()

    def find(self, name: str) -> Source:
        """The document of that name.

        Args:
            name: As shown, a path to the file, or the end of its path if nothing else fits.

        Raises:
            UnknownSourceError: There is none, or several fit.
        """
        return choosing.find(self._seen, name)

    def document(self, document_id: str) -> Source | None:
        """The document of that id, None when there is none (any more)."""
        return self._seen.get(document_id)

    @property
    def hides(self) -> bool:
        """Whether it is only a part of the index."""
        return self._seen.only is not None

    def may_see(self, document_ids: Iterable[str]) -> frozenset[str]:
        """Those documents that are not hidden: all where nothing is, also such as are gone.

        Where something is, one that was deleted for good may have been hidden, and so counts as it.
        """
        asked = frozenset(document_ids)
        if self._seen.only is None or not asked:
            return asked
        trashed = {each.source.document_id for each in self._seen.trashed()}
        return frozenset(key for key in asked if key in trashed or self._seen.get(key))

    def writer(self) -> AbstractContextManager[Writer]:
        """``with index.writer() as w:`` to change the index; see ``writing``.

        Raises:
            IndexLockedError: Another process, or another part of this one, is writing.
        """
        return writing(self._stores)

    def keeps_tokens(self) -> bool:
        """Whether reranking reads no chunk anew, as far as its oldest one tells.

        A look at each would read gigabytes.
        """
        oldest = self._stores.catalog.oldest_tokens()
        return oldest is None or is_current(oldest)

    def check(self) -> Health:
        """Count what each store holds."""
        return self._stores.check()

    def close(self) -> None:
        """Give all files back. Nothing else may be called after it."""
        self._stores.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_library(folder: Path, *, chroma: str = "") -> Library:
    """The documents of an existing index; no embedder is loaded, which would take seconds.

    Args:
        folder: Of the index.
        chroma: As in ``Stores``.

    Raises:
        EmptyIndexError: There is none.
        IndexDamagedError: A store cannot be read or written.
    """
    check_exists(folder)
    catalog = stores.open_catalog(folder)
    try:
        dimension = int(catalog.stamp().get("dimension", 1))
    finally:
        catalog.close()
    return Library(Stores(folder, dimension, chroma=chroma))


def list_sources(folder: Path, inside: Sequence[str] = ()) -> list[Source]:
    """The documents of an existing index, from its catalog alone.

    Args:
        folder: Of the index.
        inside: Only those of these collections; empty for all.

    Raises:
        UnknownSourceError: There is no such collection.

    The rest as in ``open_library``.
    """
    check_exists(folder)
    catalog = stores.open_catalog(folder)
    try:
        known = catalog.sources()
        if known and inside:
            select(Seen(catalog), Scope(collections=tuple(inside)))  # raises for an unknown one
        return [source for source in known if not inside or source.collection in inside]
    finally:
        catalog.close()


def check_exists(folder: Path) -> None:
    """Raise EmptyIndexError unless there is an index at ``folder``."""
    if not stores.exists(folder):
        raise EmptyIndexError(
            f"There is no index at {folder}; run `ragqa ingest FOLDER --index {folder}` first.",
            f"{folder} 处没有索引，请先运行 `ragqa ingest 文件夹 --index {folder}`。",
        )
