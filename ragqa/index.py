"""The index of documents: search and read them. One door to the three stores."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from ragqa.embedding.embedder import Embedder, Query, QueryReader
from ragqa.errors import EmbedderMismatchError
from ragqa.scope import Scope
from ragqa.store import stores
from ragqa.store.library import Library, check_exists
from ragqa.store.live import cosines
from ragqa.store.scores import LexicalScores
from ragqa.store.selecting import EVERYTHING, Selection, select
from ragqa.store.stamps import check
from ragqa.store.stores import Stores
from ragqa.store.writing import Writer
from ragqa.types import Chunk, Hit

NO_SCORES: Mapping[str, float] = MappingProxyType({})
NO_VECTORS: Mapping[str, NDArray[np.float32]] = MappingProxyType({})
_MANY = 200  # documents that an engine can be told of at no cost


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
        return select(self._seen, self.folder, scope)

    def dense(
        self, query: Query, n: int, within: Selection = EVERYTHING
    ) -> list[tuple[str, float]]:
        """The ``n`` nearest live chunks as (id, cosine), best first.

        Args:
            query: From ``embed``.
            n: Most results, at least 1.
            within: Only these, from ``select``.
        """
        return self._live(
            lambda k, only: self._stores.vectors.nearest(query.vector, k, only), n, within
        )

    def lexical(
        self, query: Query, n: int, within: Selection = EVERYTHING
    ) -> list[tuple[str, float]]:
        """The ``n`` live chunks with the highest BM25 score, best first. As ``dense``."""
        return list(self.by_words(query.text, n, within).scores.items())

    def by_words(self, text: str, n: int, within: Selection = EVERYTHING) -> LexicalScores:
        """As ``lexical``, with what is needed to score further chunks; takes no vector."""
        return self._by_words(partial(self._stores.keywords.search, text), n, within)

    def holding(
        self, phrase: str, n: int, within: Selection = EVERYTHING
    ) -> list[tuple[str, float]]:
        """As ``lexical``, of the chunks that have every word of ``phrase``, in whatever order."""
        holding = self._stores.keywords.holding
        return list(self._by_words(partial(holding, phrase), n, within).scores.items())

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
    ) -> list[Hit]:
        """Both exact scores of each live chunk among ``ids``, in their order.

        ``score`` is the cosine; ``fusion.fuse`` replaces it. Arguments as of ``scores``.
        """
        chunks = self.chunks(ids)
        near, found = self.scores(query, [*chunks], dense=dense, words=words)
        return [
            Hit(
                chunk=chunk,
                score=near[key],
                dense=near[key],
                lexical=found.scores.get(key, 0.0),
                coverage=found.coverage(key),
                known=found.known,
            )
            for key, chunk in chunks.items()
            if key in near
        ]

    def scores(
        self,
        query: Query,
        ids: Sequence[str],
        *,
        dense: Mapping[str, float] = NO_SCORES,
        words: LexicalScores | None = None,
        vectors: Mapping[str, NDArray[np.float32]] = NO_VECTORS,
    ) -> tuple[dict[str, float], LexicalScores]:
        """Cosines and BM25 scores of the live chunks among ``ids`` and of those in ``dense``.

        Args:
            query: From ``embed``.
            ids: Of chunks that this index has given.
            dense: Cosines that are known already.
            words: What ``by_words`` has found for the same question.
            vectors: Those that were read before.
        """
        far = dict.fromkeys(key for key in ids if key not in dense)
        unread = [key for key in far if key not in vectors]
        read = {**vectors, **(self.vectors(unread) if unread else {})}
        there = [key for key in far if key in read]
        near = dict(dense)
        if there:
            rows = np.stack([read[key] for key in there])
            near.update(zip(there, cosines(query.vector, rows), strict=True))
        keywords, every = self._stores.keywords, [*near]
        if words is None:
            return near, keywords.scores(query.text, every)
        return near, keywords.more(words, every)

    def chunks(self, ids: Iterable[str]) -> dict[str, Chunk]:
        """The live chunks among ``ids``, in their order. For neighbours see ``types.chunk_id``."""
        return self._seen.chunks(key for key in ids if key not in self._hidden)

    def _by_words(
        self, search: Callable[..., LexicalScores], n: int, within: Selection
    ) -> LexicalScores:
        last = LexicalScores()

        def found(k: int, only: Sequence[str] | None) -> list[tuple[str, float]]:
            nonlocal last
            last = search(k, documents=only)
            return list(last.scores.items())

        kept = dict(self._live(found, n, within))
        return replace(last, scores=kept, complete=last.complete and len(kept) < n)

    def drawn(self, n: int, seed: int) -> list[Chunk]:
        """Up to ``n`` chunks at random, the same for the same seed."""
        return self._seen.drawn(n, seed)

    def _live(
        self,
        search: Callable[[int, Sequence[str] | None], list[tuple[str, float]]],
        n: int,
        within: Selection,
    ) -> list[tuple[str, float]]:
        """The best ``n`` that are live: asks for more while others take places.

        An engine is not told of documents that are most of the index: naming ten thousand of them
        takes twenty times as long as a search.
        """
        documents = within.documents
        if documents is None and (seen := self._seen.ids()) is not None:
            documents = sorted(seen)
        wanted, named, only = n + len(self._hidden), documents, None
        if documents is not None and len(documents) > _MANY:
            only = set(documents)
            named = None if 2 * len(only) > self._stores.catalog.documents() else documents
        while True:
            found = search(wanted, named)
            held = self._held([key for key, _ in found], within, only)
            kept = [hit for hit in found if hit[0] in held and hit[0] not in self._hidden]
            if len(kept) >= n or len(found) < wanted:
                return kept[:n]
            wanted *= 2

    def _held(self, ids: list[str], within: Selection, only: Collection[str] | None) -> set[str]:
        """Those of ``ids`` that are live and within what is searched."""
        if only is None and within.pages is None:
            return self._seen.live(ids)
        return {key for key, chunk in self._seen.chunks(ids).items() if within.holds(chunk, only)}
