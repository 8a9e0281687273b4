"""Nearest neighbours of a vector among the chunks, by Chroma: embedded, or a server's.

Embedded, Chroma 1.5 is not safe between processes, and this file alone does not make it so: a
process that loads the folder while another one changes it can crash or hang, one that has loaded it
never sees later changes, and one killed in the middle of a change leaves a folder that cannot be
loaded. So ``loading`` has folders loaded and changed in turns, and rebuilds one that was left half
done.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from ragqa.disk import refusal
from ragqa.errors import IndexDamagedError
from ragqa.store.engines.graph_files import blank_unused
from ragqa.store.engines.served import Served, unreachable
from ragqa.types import Chunk

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

_COLLECTION = "chunks"
# ef_search is how many candidates a search looks at; more when more results are asked for. Recall
# of the best 10, 50, 200 among 20,000 vectors of 384 dimensions that vary in 32 (text embeddings
# vary in few), against an exact search: 1.0, .997, .985 with 200 (2 ms); 1.0, 1.0, 1.0 with 500
# (5 ms). Only on vectors without any structure is it far lower.
_HNSW = {"space": "cosine", "ef_construction": 128, "max_neighbors": 24, "ef_search": 500}

_BLOCK = 1000
_SILENCE = 60.0  # seconds until a server that says nothing is given up

_opened = itertools.count(1)


class ChromaVectors:
    """Vectors by chunk id, with the document and revision they belong to.

    Args:
        folder: Where Chroma keeps its files; created when missing.
        dimension: Length of every vector.
        served: The collection of a server that keeps them instead; None for the folder.

    Raises:
        IndexDamagedError: Chroma cannot read or write the folder, or the server cannot be used. So
            do all methods.
    """

    def __init__(self, folder: Path, dimension: int, served: Served | None = None) -> None:
        self._folder = folder
        self._dimension = dimension
        self._served = served
        with self._reporting():
            folder.mkdir(parents=True, exist_ok=True)
            self._client = _client(folder) if served is None else _remote(served)
            self._batch = self._client.get_max_batch_size()
            self._collection = self._client.get_or_create_collection(
                _COLLECTION if served is None else served.collection,
                # The default one downloads a model.
                embedding_function=None,
                configuration=cast(Any, {"hnsw": _HNSW}),
            )
            # Chroma loads its files at the first query; now is when the caller holds the lock.
            self._query([1.0] * dimension, 1, None)

    def add(
        self, chunks: Sequence[Chunk], vectors: Sequence[Sequence[float]] | NDArray[np.float32]
    ) -> None:
        """Store the vector of each chunk; those already there are replaced."""
        array = np.asarray(vectors, dtype=np.float32).reshape(len(chunks), self._dimension)
        with self._reporting():
            for start in range(0, len(chunks), self._batch):
                group = chunks[start : start + self._batch]
                self._collection.upsert(
                    ids=[chunk.id for chunk in group],
                    embeddings=array[start : start + self._batch],
                    metadatas=[
                        {"document_id": chunk.document_id, "revision": chunk.revision}
                        for chunk in group
                    ],
                )
        if self._served is None:
            blank_unused(self._folder)

    def search(
        self, vector: Sequence[float], n: int, *, documents: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """The ``n`` nearest chunks as (id, cosine), best first.

        Args:
            vector: Of the query.
            n: Most results, at least 1.
            documents: Only chunks of these document ids; None for all.
        """
        if documents is not None and not documents:
            return []
        where = None if documents is None else {"document_id": {"$in": list(documents)}}
        with self._reporting():
            return self._query(vector, n, where)

    def delete(self, document_id: str, revision: int) -> None:
        """Remove all vectors of one revision; no error when there are none."""
        self.delete_all([(document_id, revision)])

    def delete_all(self, revisions: Iterable[tuple[str, int]]) -> None:
        """As ``delete`` of each document and revision, which one by one takes far longer."""
        doomed = set(revisions)
        documents = sorted({document_id for document_id, _ in doomed})
        with self._reporting():
            for start in range(0, len(documents), _BLOCK):
                where: Any = {"document_id": {"$in": documents[start : start + _BLOCK]}}
                found = self._collection.get(where=where, include=["metadatas"])
                ids = [
                    key
                    for key, data in zip(found["ids"], found["metadatas"] or (), strict=True)
                    if (data["document_id"], data["revision"]) in doomed
                ]
                for first in range(0, len(ids), self._batch):
                    self._collection.delete(ids=ids[first : first + self._batch])

    def count(self, document_id: str | None = None, revision: int | None = None) -> int:
        """How many vectors there are: in all, or of one revision of a document."""
        with self._reporting():
            if document_id is None or revision is None:
                return self._collection.count()
            where = _of_revision(document_id, revision)
            return len(self._collection.get(where=where, include=[])["ids"])

    def everything(self) -> Iterator[tuple[list[str], NDArray[np.float32]]]:
        """Every id with its vector (one row each), in blocks: to compare with another store."""
        with self._reporting():
            ids = self._collection.get(include=[])["ids"]
            for start in range(0, len(ids), _BLOCK):
                block = self._collection.get(ids[start : start + _BLOCK], include=["embeddings"])
                rows = np.asarray(block["embeddings"], dtype=np.float32)
                yield block["ids"], rows.reshape(len(block["ids"]), self._dimension)

    def close(self) -> None:
        """Give the files back. Nothing else may be called after it."""
        _close(self._client, self._served)

    def _query(self, vector: Sequence[float], n: int, where: Any) -> list[tuple[str, float]]:
        found = self._collection.query(
            query_embeddings=np.asarray([vector], dtype=np.float32),
            n_results=n,
            where=where,
            include=["distances"],
        )
        ids, distances = found["ids"][0], (found["distances"] or [[]])[0]
        # Chroma's cosine distance is 1 - cosine.
        return [(key, 1.0 - distance) for key, distance in zip(ids, distances, strict=True)]

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        """Turn every failure of Chroma or its files into one that the user can act on."""
        from chromadb.errors import ChromaError

        if self._served is not None:
            try:
                yield
            except Exception as error:  # those of its transport too
                raise unreachable(self._folder, self._served.address, error) from error
            return
        try:
            yield
        except (ChromaError, OSError, RuntimeError) as error:
            if refused := refusal(self._folder, said=str(error)):
                raise refused from error
            raise IndexDamagedError(
                f"The vectors in {self._folder} cannot be used ({error}); run `ragqa doctor "
                "--repair`, which makes them anew from the catalog.",
                f"无法使用 {self._folder} 中的向量（{error}）；请运行 `ragqa doctor --repair`，"
                "它会根据目录库重建。",
            ) from error


def forget(served: Served) -> None:
    """Delete a collection that is of no more use; no error where the server is not there."""
    with suppress(Exception):  # it may be gone
        client = _remote(served)
        try:
            client.delete_collection(served.collection)
        finally:
            _close(client, served)


def _client(folder: Path) -> ClientAPI:
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(
        path=_unshared(folder), settings=Settings(anonymized_telemetry=False)
    )


def _remote(served: Served) -> ClientAPI:
    import chromadb
    from chromadb.config import Settings

    client = chromadb.HttpClient(
        host=served.host,
        port=served.port,
        ssl=served.secure,
        settings=Settings(anonymized_telemetry=False),
    )
    for session in _sessions(client):
        session.timeout = _SILENCE  # it would wait for ever
    return client


def _sessions(client: ClientAPI) -> list[Any]:
    """The connections of a client, which it neither bounds nor closes; another one is inside it."""
    outer = cast(Any, client)
    return [each._server._session for each in (outer, outer._admin_client)]


def _close(client: ClientAPI, served: Served | None) -> None:
    for session in _sessions(client) if served is not None else ():
        session.close()
    client.close()  # type: ignore[attr-defined] # Chroma declares the interface, not the class


def _of_revision(document_id: str, revision: int) -> Any:
    return {"$and": [{"document_id": document_id}, {"revision": revision}]}


def _unshared(folder: Path) -> str:
    """A spelling of the folder's path that this process has not used yet.

    Clients of one process with the same path share one engine, which keeps the graph it loaded for
    as long as any of them is open, so that opening it anew would not show what others have written.
    """
    spelling = "".join("/." if bit == "1" else "//" for bit in f"{next(_opened):b}")
    return f"{folder}{spelling}"
