"""A small real index: two documents in Chinese and English, embedded by word hashes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from ragqa.index import Index
from ragqa.sources import Source
from ragqa.types import Chunk
from tests.builders import chunk
from tests.fakes import HashEmbeddings

LEAVE = "员工每年有十五天年假。"

DOCUMENTS: Mapping[str, Sequence[str]] = {
    "手册.pdf": (
        "公司成立于二〇〇三年，总部在杭州。",
        LEAVE,
        "请假须提前三天向经理申请。",
        "报销单据应在三十天内提交。",
    ),
    "notes.md": (
        "The dh_make command creates templates.",
        "Templates are edited by hand.",
    ),
}


def chunks_of(source: str, texts: Sequence[str], headings: tuple[str, ...] = ()) -> list[Chunk]:
    """One chunk a text; each is a page of its own where the name says PDF."""
    chunks: list[Chunk] = []
    start = 0
    for n, text in enumerate(texts):
        pages = (n + 1, n + 1) if source.endswith(".pdf") else None
        chunks.append(
            chunk(
                text,
                n=n,
                start=start,
                document=f"id-{source}",
                source=source,
                pages=pages,
                headings=headings,
            )
        )
        start += len(text) + 2
    return chunks


@contextmanager
def open_stocked(
    folder: Path,
    documents: Mapping[str, Sequence[str]] = DOCUMENTS,
    headings: tuple[str, ...] = (),
    chroma: str = "",
) -> Iterator[Index]:
    """The index at ``folder`` with ``documents``: texts of chunks by source, all under
    ``headings``; ``chroma`` keeps its vectors."""
    embeddings = HashEmbeddings()
    with Index.open(folder, embeddings, splitter="test", chroma=chroma) as index:
        with index.writer() as writer:
            for source, texts in documents.items():
                chunks = chunks_of(source, texts, headings)
                writer.put(
                    _source(source, chunks),
                    chunks,
                    embeddings.embed_documents([c.text for c in chunks]),
                )
        yield index


def _source(source: str, chunks: Sequence[Chunk]) -> Source:
    return Source(
        document_id=chunks[0].document_id,
        folder="/documents",
        source=source,
        path=f"/documents/{source}",
        revision=1,
        size=1,
        mtime_ns=1,
        sha256="0",
        pages=len(chunks) if source.endswith(".pdf") else 0,
        pages_without_text=0,
        chunks=len(chunks),
    )
