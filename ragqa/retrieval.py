"""Hybrid search as a LangChain retriever, usable alone in any LangChain program."""

from __future__ import annotations

from collections.abc import Sequence

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from ragqa.duplicates import without_near_duplicates
from ragqa.errors import EmptyIndexError, QuestionError
from ragqa.fusion import fuse
from ragqa.index import Index
from ragqa.reranker import LateInteraction
from ragqa.types import Hit

LONGEST_QUESTION = 10_000
"""In characters; what is longer is a document, not a question."""


class HybridRetriever(BaseRetriever):
    """Dense and lexical search of one index, fused by score.

    Attributes:
        index: What is searched.
        k: Most documents returned.
        candidates: Chunks taken from each engine before fusion.
        lexical_weight: Weight of word coverage beside cosine (``fusion.fuse``).
        reranker: Looks closer at the best; None to leave the order of fusion.
        sources: Only these documents, by their shown path; empty for all.
        collection: Only documents of this collection; "" for all.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, extra="forbid")

    index: Index
    k: int = 6
    candidates: int = 50
    lexical_weight: float = 0.25
    reranker: LateInteraction | None = None
    sources: tuple[str, ...] = ()
    collection: str = ""

    def search(
        self,
        question: str,
        *,
        sources: Sequence[str] | None = None,
        collection: str | None = None,
    ) -> list[Hit]:
        """The ``k`` best chunks, best first.

        Args:
            question: In any language.
            sources: In place of the retriever's own.
            collection: The same.

        Raises:
            QuestionError: The question is empty or too long.
            EmptyIndexError: Nothing was ingested.
            UnknownSourceError: There is no such collection, or one of ``sources`` is not in it.
        """
        question = checked_question(question)
        if self.index.empty:
            folder = self.index.folder
            raise EmptyIndexError(
                f"The index {folder} is empty; run `ragqa ingest FOLDER --index {folder}` first.",
                f"索引 {folder} 是空的，请先运行 `ragqa ingest 文件夹 --index {folder}`。",
            )
        only = self.sources if sources is None else tuple(sources)
        within = self.collection if collection is None else collection
        query = self.index.embed(question)
        found = [chunk for chunk, _ in self.index.dense(query, self.candidates, only, within)]
        found += [chunk for chunk, _ in self.index.lexical(query, self.candidates, only, within)]
        # Each candidate gets both exact scores, whichever engine found it.
        hits = self.index.hits(query, list(dict.fromkeys(found)))
        ranked = without_near_duplicates(fuse(hits, lexical_weight=self.lexical_weight))
        if self.reranker is not None:
            ranked = self.reranker.rerank(question, ranked)
        return ranked[: self.k]

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,
        sources: Sequence[str] | None = None,
        collection: str | None = None,
    ) -> list[Document]:
        hits = self.search(query, sources=sources, collection=collection)
        return [hit.to_document() for hit in hits]


def checked_question(text: str) -> str:
    """The question without outer white space.

    Raises:
        QuestionError: It is empty, has no letter or digit, or is longer than ``LONGEST_QUESTION``.
    """
    # A terminal passes bytes that are not UTF-8 as lone surrogates, which no tokenizer takes.
    text = text.encode("utf-8", "replace").decode().strip()
    if not text:
        raise QuestionError("The question is empty; write one.", "问题是空的，请输入问题。")
    if not any(map(str.isalnum, text)):
        raise QuestionError(
            "The question has no word to search for; write one.",
            "问题中没有可以检索的文字，请输入问题。",
        )
    if len(text) > LONGEST_QUESTION:
        raise QuestionError(
            f"The question has {len(text):,} characters, the limit is {LONGEST_QUESTION:,}; "
            "shorten it or ingest the long text as a document.",
            f"问题有 {len(text):,} 个字符，上限为 {LONGEST_QUESTION:,}；"
            "请缩短问题，或把长文本作为文档导入。",
        )
    return text
