"""Documents put into an index without files: for the tests of index, stores and writing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ragqa.index import Index
from ragqa.sources import DEFAULT_COLLECTION, Source
from ragqa.store.writing import Writer
from tests.builders import chunk
from tests.fakes import HashEmbeddings


def opened(folder: Path) -> Index:
    """The index at ``folder``, made when missing."""
    return Index.open(folder, HashEmbeddings(), splitter="s1")


def put(
    writer: Writer,
    index: Index,
    key: str,
    *texts: str,
    source: str = "",
    folder: str = "/f",
    revision: int = 1,
    tokens: Sequence[bytes] = (),
    collection: str = DEFAULT_COLLECTION,
) -> None:
    """Put a document of one chunk for each text; it is shown as ``key`` unless told otherwise."""
    name = source or key
    document = Source(
        document_id=key,
        folder=folder,
        source=name,
        path=f"{folder}/{name}",
        revision=revision,
        size=1,
        mtime_ns=1,
        sha256="",
        pages=0,
        pages_without_text=0,
        chunks=len(texts),
        collection=collection,
    )
    chunks = [
        chunk(text, document=key, revision=revision, n=n, source=name)
        for n, text in enumerate(texts)
    ]
    writer.put(document, chunks, index.embeddings.embed_documents(list(texts)), tokens)


def found(index: Index, question: str) -> set[str]:
    """Ids of the chunks that both engines find."""
    query = index.embed(question)
    dense = {key for key, _ in index.dense(query, 10)}
    return dense & {key for key, _ in index.lexical(query, 10)}
