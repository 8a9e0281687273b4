"""The index of documents: search and read them. One door to the three stores."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ragqa.embedding.embedder import Embedder, Query, QueryReader
from ragqa.embedding.similarity import cosines
from ragqa.errors import EmbedderMismatchError
from ragqa.scope import Scope
from ragqa.store import stores
from ragqa.store.engines.scores import LexicalScores
from ragqa.store.library import Library, check_exists
from ragqa.store.scoping.finding import Finder
from ragqa.store.scoping.selecting import EVERYTHING, Selection, select
from ragqa.store.stamps import check
from ragqa.store.stores import Stores
from ragqa.store.writing import Writer
from ragqa.types import Chunk, Hit

NO_SCORES: Mapping[str, float] = MappingProxyType({})
Vectors = Mapping[str, NDArray[np.float32]]
NO_VECTORS: Vectors = MappingProxyType({})
NO_CHUNKS: Mapping[str, Chunk] = MappingProxyType({})
T = TypeVar("T")


class Index(Library):
    """A library that can be searched; open it with ``Index.open``. A context manager.

    Safe to use from several threads. Several processes may have the same index open; one of them
    may write at a time, and the others see what it has flushed at their next search.

    Attributes:
        folder: Where it lies.
        embeddings: Its embedder.
        refused: Why it can be read but not changed: its chunks are cut otherwise. None when it can.
    """

    def __init__(
        self,
        embeddings: Embedder,
        stores: Stores,
        *,
        refused: EmbedderMismatchError | None = None,
        only: frozenset[str] | None = None,
        hidden: Collection[str] = (),
    ) -> None:
        super().__init__(stores, only)
        self.embeddings = embeddings
        self.refused = refused
        self._hidden = frozenset(hidden)
        self._finder = Finder(stores.catalog, self._seen, self._hidden)

    @classmethod
    def open(
        cls,
        folder: Path,
        embeddings: Embedder,
        *,
        splitter: str | None,
        create: bool = True,
        chroma: str = "",
    ) -> Index:
        """The index at ``folder``.

        Args:
            folder: Of the index.
            embeddings: Must be what the index was made with.
            splitter: How chunks to be added are cut; None to read only. If those of the index are
                cut otherwise, it can be searched but not changed (``refused``).
            create: Whether to make it when there is none.
            chroma: As in ``Stores``.

        Raises:
            EmptyIndexError: There is none, and ``create`` is False.
            EmbedderMismatchError: It was made with another embedder.
            IndexDamagedError: A store cannot be read or written.
        """
        if not create:
            check_exists(folder)
        opened = Stores(folder, embeddings.dimension, chroma=chroma)
        try:
            refused = check(opened.catalog, folder, embeddings.stamp(), splitter)
        except BaseException:
            opened.close()
            raise
        return cls(embeddings, opened, refused=refused)

    @staticmethod
    def erase(folder: Path) -> None:
        """Empty the index at ``folder``, so that it can be made anew; no error without one.

        Nothing else that lies in the folder is touched.

        Raises:
            IndexLockedError: It is being written.
        """
        stores.erase(folder)

    def writer(self) -> AbstractContextManager[Writer]:
        """As ``Library.writer``. Raises EmbedderMismatchError when ``refused``."""
        if self.refused is not None:
            raise self.refused
        return super().writer()

    def embedded_by(self, embeddings: Embedder) -> Index:
        """The same stores, with another way to the same vectors; this one must stay open."""
        return self._another(embeddings, self._seen.only, self._hidden)

    def seen_by(self, collections: frozenset[str] | None) -> Index:
        """This index as somebody sees it who may see only ``collections``; None for all.

        Nothing else can be searched, listed or read by its id, nor is it named in an error. It is
        the same stores: this one must stay open.
        """
        if collections is None:
            return self
        return self._another(self.embeddings, collections, self._hidden)

    def without(self, hidden: Collection[str]) -> Index:
        """The same stores, seen as if these chunks were not there; this one must stay open.

        Args:
            hidden: Ids of chunks; few, since more is searched for each.
        """
        return self._another(self.embeddings, self._seen.only, self._hidden.union(hidden))

    def _another(
        self, embeddings: Embedder, only: frozenset[str] | None, hidden: frozenset[str]
    ) -> Index:
        return Index(embeddings, self._stores, refused=self.refused, only=only, hidden=hidden)

    def embed(self, text: str) -> Query:
        """The question as ``dense``, ``lexical`` and ``hits`` take it."""
        if isinstance(self.embeddings, QueryReader):
            vector, tokens = self.embeddings.read_query(text)
            return Query(text, tuple(vector), tokens)
        return Query(text, tuple(self.embeddings.embed_query(text)))

    def select(self, scope: Scope) -> Selection:
        """What ``scope`` means now, as ``dense`` and ``lexical`` take it.

        Raises:
            UnknownSourceError: It means nothing that is there; see ``selecting.select``.
        """
        return select(self._seen, scope)

    def dense(
        self, query: Query, n: int, within: Selection = EVERYTHING
    ) -> list[tuple[str, float]]:
        """The ``n`` nearest live chunks as (id, cosine), best first.

        Args:
            query: From ``embed``.
            n: Most results, at least 1.
            within: Only these, from ``select``.
        """
        vectors = self._stores.vectors

        def live(ids: Sequence[str]) -> Collection[str]:
            return ids if vectors.all_live else self._stores.catalog.live(ids)

        return self._finder.best(
            lambda k, only: vectors.nearest(query.vector, k, only), n, within, live
        )

    def lexical(
        self, query: Query, n: int, within: Selection = EVERYTHING
    ) -> list[tuple[str, float]]:
        """The ``n`` live chunks with the highest BM25 score, best first. As ``dense``."""
        return list(self.by_words(query.text, n, within)[0].scores.items())

    def by_words(
        self, text: str, n: int, within: Selection = EVERYTHING
    ) -> tuple[LexicalScores, Vectors]:
        """As ``lexical``, with what is needed to score further chunks, and the vectors of those.

        It takes no vector of the question.
        """
        return self._by_words(partial(self._stores.keywords.search, text), n, within)

    def more_by_words(self, found: LexicalScores, ids: Sequence[str]) -> LexicalScores:
        """What ``by_words`` has found, with the exact scores of the given chunks, or 0."""
        return self._stores.keywords.more(found, ids)

    def holding(
        self, phrase: str, n: int, within: Selection = EVERYTHING
    ) -> tuple[LexicalScores, Vectors]:
        """As ``by_words``, of the chunks that have every word of ``phrase``, in whatever order."""
        return self._by_words(partial(self._stores.keywords.holding, phrase), n, within)

    def _by_words(
        self, search: Callable[..., LexicalScores], n: int, within: Selection
    ) -> tuple[LexicalScores, Vectors]:
        read: dict[str, NDArray[np.float32]] = {}

        def live(ids: Sequence[str]) -> Collection[str]:
            # Only what is live has a vector: the same look-up tells both.
            read.update(self.vectors(ids))
            return read.keys()

        words = self._finder.words(search, n, within, live)
        read.update(self.vectors(key for key in words.scores if key not in read))
        return words, {key: read[key] for key in words.scores if key in read}

    def vectors(self, ids: Iterable[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors of the live ones among chunks that this index has given."""
        return self._stores.catalog.vectors(ids)

    def tokens(self, ids: Iterable[str]) -> dict[str, bytes]:
        """As ``vectors``, of their tokens where these have been kept; see ``embedding.packed``."""
        return self._stores.catalog.tokens(ids)

    def hits(
        self,
        query: Query,
        ids: Sequence[str],
        *,
        dense: Mapping[str, float] = NO_SCORES,
        words: LexicalScores | None = None,
        chunks: Mapping[str, Chunk] = NO_CHUNKS,
    ) -> list[Hit]:
        """Both exact scores of each live chunk among ``ids``, in their order.

        ``score`` is the cosine; ``fusion.in_order`` replaces it.

        Args:
            query: From ``embed``.
            ids: Of chunks that this index has given.
            dense: Cosines that are known already.
            words: What ``by_words`` has found for the same question.
            chunks: Those that were read before.
        """
        unread = [key for key in ids if key not in chunks]
        read = {**chunks, **(self.chunks(unread) if unread else {})}
        there = [key for key in ids if key in read]
        near = self.cosines(query, there, known=dense)
        keywords = self._stores.keywords
        found = keywords.more(words, there) if words else keywords.scores(query.text, there)
        return [
            Hit(
                chunk=read[key],
                score=near[key],
                dense=near[key],
                lexical=found.scores.get(key, 0.0),
                coverage=found.coverage(key),
                known=found.known,
            )
            for key in there
            if key in near
        ]

    def cosines(
        self,
        query: Query,
        ids: Iterable[str],
        *,
        known: Mapping[str, float] = NO_SCORES,
        vectors: Vectors = NO_VECTORS,
    ) -> dict[str, float]:
        """The cosines of the live chunks among ``ids``, and those ``known``.

        Args:
            query: From ``embed``.
            ids: Of chunks that this index has given.
            known: By chunk id, those that need not be worked out.
            vectors: Those that were read before.
        """
        far = dict.fromkeys(key for key in ids if key not in known)
        unread = [key for key in far if key not in vectors]
        read = {**vectors, **(self.vectors(unread) if unread else {})}
        there = [key for key in far if key in read]
        near = dict(known)
        if there:
            rows = np.stack([read[key] for key in there])
            found = cosines(np.asarray(query.vector, np.float32), rows)
            near.update(zip(there, found.tolist(), strict=True))
        return near

    def chunks(self, ids: Iterable[str]) -> dict[str, Chunk]:
        """The live chunks among ``ids``, in their order. For neighbours see ``types.chunk_id``."""
        return self._seen.chunks(key for key in ids if key not in self._hidden)

    def meanwhile(self, work: Callable[[], T]) -> Future[T]:
        """Have something done on another thread; it is over before this index is closed."""
        return self._stores.threads.submit(work)

    def drawn(self, n: int, seed: int) -> list[Chunk]:
        """Up to ``n`` chunks at random, the same for the same seed."""
        return [chunk for chunk in self._seen.drawn(n, seed) if chunk.id not in self._hidden]
