"""What each store of an index holds, and what is wrong where they differ."""

from __future__ import annotations

from dataclasses import dataclass

from ragqa.errors import IndexDamagedError, StoreError
from ragqa.text.counted import counted


@dataclass(frozen=True, slots=True)
class Health:
    """What the stores hold. All three numbers of chunks are equal unless a writer was killed.

    Attributes:
        sources: Documents, with those that could not be read.
        chunks_catalog: Live chunks.
        chunks_vectors: Chunks in Chroma.
        chunks_keywords: Chunks in tantivy.
        doomed: Revisions that a killed writer left; the next writer deletes them.
    """

    sources: int
    chunks_catalog: int
    chunks_vectors: int
    chunks_keywords: int
    doomed: int

    def problems(self) -> list[StoreError]:
        """What is wrong, each with what to do; empty when all is well."""
        found: list[StoreError] = []
        if self.doomed:
            found.append(
                IndexDamagedError(
                    counted(
                        "{count} half-written document remains; the next `ragqa ingest` removes "
                        "it.|{count} half-written documents remain; the next `ragqa ingest` "
                        "removes them.",
                        self.doomed,
                    )
                    + " Search is not affected.",
                    f"有 {self.doomed} 个文档只写了一半，下次 `ragqa ingest` 会清除；"
                    "搜索不受影响。",
                )
            )
        elif not self.chunks_catalog == self.chunks_vectors == self.chunks_keywords:
            found.append(
                IndexDamagedError(
                    f"The stores differ: {self.chunks_catalog} chunks in the catalog, "
                    f"{self.chunks_vectors} vectors, {self.chunks_keywords} in the keyword index. "
                    "Run `ragqa doctor --repair`.",
                    f"各存储不一致：目录库 {self.chunks_catalog} 块，向量 {self.chunks_vectors}，"
                    f"关键词索引 {self.chunks_keywords}。请运行 `ragqa doctor --repair`。",
                )
            )
        return found
