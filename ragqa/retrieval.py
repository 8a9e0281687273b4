"""Hybrid search as a LangChain retriever, usable alone in any LangChain program."""

from __future__ import annotations

from collections.abc import Sequence

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from ragqa.errors import EmptyIndexError
from ragqa.fusion import fuse
from ragqa.index import Index
from ragqa.reranker import LateInteraction
from ragqa.types import Hit


class HybridRetriever(BaseRetriever):
    """Dense and lexical search of one index, fused by score.

    Attributes:
        index: What is searched.
        k: Most documents returned.
        candidates: Chunks taken from each engine before fusion.
        lexical_weight: Weight of word coverage beside cosine (``fusion.fuse``).
        reranker: Looks closer at the best; None to leave the order of fusion.
        sources: Only these documents, by their shown path; empty for all.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, extra="forbid")

    index: Index
    k: int = 6
    candidates: int = 50
    lexical_weight: float = 0.25
    reranker: LateInteraction | None = None
    sources: tuple[str, ...] = ()

    def search(self, question: str, *, sources: Sequence[str] | None = None) -> list[Hit]:
        """The ``k`` best chunks, best first.

        Args:
            question: In any language.
            sources: In place of the retriever's own.

        Raises:
            EmptyIndexError: Nothing was ingested.
            UnknownSourceError: One of ``sources`` is not in the index.
        """
        if self.index.empty:
            raise EmptyIndexError(
                f"The index {self.index.folder} is empty; run `ragqa ingest FOLDER` first.",
                f"索引 {self.index.folder} 是空的，请先运行 `ragqa ingest 文件夹`。",
            )
        only = self.sources if sources is None else tuple(sources)
        query = self.index.embed(question)
        found = [chunk for chunk, _ in self.index.dense(query, self.candidates, only)]
        found += [chunk for chunk, _ in self.index.lexical(query, self.candidates, only)]
        # Each candidate gets both exact scores, whichever engine found it.
        hits = self.index.hits(query, list(dict.fromkeys(found)))
        ranked = fuse(hits, lexical_weight=self.lexical_weight)
        if self.reranker is not None:
            ranked = self.reranker.rerank(question, ranked)
        return ranked[: self.k]

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,
        sources: Sequence[str] | None = None,
    ) -> list[Document]:
        return [hit.to_document() for hit in self.search(query, sources=sources)]
