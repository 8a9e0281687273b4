"""The live chunks in the catalog's file, with their vectors: to read only."""

from __future__ import annotations

import heapq
import json
import random
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from ragqa.embedding.similarity import cosines
from ragqa.store.catalog import tables
from ragqa.store.catalog.database import Database
from ragqa.types import Chunk

_BLOCK = 1000
_TRIES = 20  # look-ups for each chunk to be drawn


class LiveChunks(Database):
    """What search reads of the catalog. See ``catalog.Catalog``."""

    def chunks(self, ids: Iterable[str]) -> dict[str, Chunk]:
        """Those of ``ids`` that are live, in the order of ``ids``."""
        wanted = list(dict.fromkeys(ids))
        rows = self._rows(tables.SELECT_TEXTS, json.dumps(wanted))
        found = {chunk.id: chunk for chunk in map(tables.chunk_of, rows)}
        return {key: found[key] for key in wanted if key in found}

    def vectors(self, ids: Iterable[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors of those of ``ids`` that are live."""
        wanted = list(ids)
        rows = self._rows(tables.SELECT_VECTORS, json.dumps(wanted)) if wanted else ()
        if not rows:
            return {}
        # All at once: a search asks for dozens.
        matrix = np.frombuffer(b"".join(blob for _, blob in rows), dtype="<f4")
        vectors = matrix.astype(np.float32).reshape(len(rows), -1)
        return {key: vector for (key, _), vector in zip(rows, vectors, strict=True)}

    def tokens(self, ids: Iterable[str]) -> dict[str, bytes]:
        """The packed tokens of those of ``ids`` that are live and have been kept."""
        return dict(self._rows(tables.SELECT_TOKENS, json.dumps(list(ids))))

    def oldest_tokens(self) -> bytes | None:
        """The packed tokens of the chunk that was ingested first, b"" where they were not kept.

        None without a chunk.
        """
        return next((packed for (packed,) in self._rows(tables.SELECT_OLDEST_TOKENS)), None)

    def live(self, ids: Iterable[str]) -> set[str]:
        """Those of ``ids`` that are live, their texts not read."""
        return {key for (key,) in self._rows(tables.SELECT_LIVE, json.dumps(list(ids)))}

    def everything(self) -> Iterator[tuple[list[Chunk], NDArray[np.float32]]]:
        """Every live chunk with its vector (one row each), in blocks: to rebuild another store."""
        last = 0
        while rows := self._rows(tables.SELECT_CHUNKS_AFTER, last, _BLOCK):
            vectors = np.stack([tables.vector_of(row[1]) for row in rows])
            yield [tables.chunk_of(row) for row in rows], vectors
            last = rows[-1][0]

    def drawn(self, n: int, seed: int) -> list[Chunk]:
        """Up to ``n`` live chunks at random, the same for the same seed, the others not read."""
        [(first, last)] = self._rows("SELECT min(number), max(number) FROM chunk")
        if first is None:
            return []
        numbers = range(first, last + 1)
        rng = random.Random(seed)  # noqa: S311 # no secret
        found: dict[int, Chunk] = {}
        # What was replaced leaves holes: the next one that there is stands for them.
        for number in rng.sample(numbers, min(len(numbers), _TRIES * n)):
            for row in self._rows(tables.SELECT_CHUNKS_AFTER, number - 1, 1):
                found.setdefault(row[0], tables.chunk_of(row))
            if len(found) >= n:
                break
        return list(found.values())

    def nearest(
        self, vector: Sequence[float], n: int, documents: Sequence[str] | None
    ) -> list[tuple[str, float]]:
        """As ``ChromaVectors.search``, by looking at every vector: for when Chroma cannot."""
        only = None if documents is None else set(documents)
        query = np.asarray(vector, np.float32)
        found: list[tuple[str, float]] = []
        for chunks, rows in self.everything():
            found += [
                (chunk.id, cosine)
                for chunk, cosine in zip(chunks, cosines(query, rows).tolist(), strict=True)
                if only is None or chunk.document_id in only
            ]
            found = heapq.nlargest(n, found, key=lambda hit: hit[1])
        return found

    def ids(self) -> set[str]:
        """The ids of all live chunks."""
        return {key for (key,) in self._rows("SELECT id FROM chunk")}

    def any(self) -> bool:
        """Whether a chunk is live, at the same small cost however many there are."""
        return bool(self._rows("SELECT 1 FROM chunk LIMIT 1"))

    def count(self) -> int:
        """How many chunks are live."""
        [(number,)] = self._rows("SELECT count(*) FROM chunk")
        return int(number)
