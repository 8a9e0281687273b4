"""Hybrid search as a LangChain retriever, usable alone in any LangChain program."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Annotated, Any, Self

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    ValidationError,
    model_validator,
)

from ragqa.embedding.embedder import Query
from ragqa.errors import EmptyIndexError, QuestionError, SettingsError
from ragqa.index import Index, Vectors
from ragqa.scope import EVERYWHERE, Scope, as_scope
from ragqa.search.context import nearby_id
from ragqa.search.duplicates import without_near_duplicates
from ragqa.search.fusion import in_order, joined_all, undecided
from ragqa.search.passages import joined
from ragqa.search.reranker import Reranker
from ragqa.search.shingles import Shingles, shingles
from ragqa.store.engines.scores import LexicalScores
from ragqa.store.scoping.selecting import Selection
from ragqa.text.language import Language, detect
from ragqa.text.phrases import holding_first, quoted
from ragqa.types import Chunk, Hit

LONGEST_QUESTION = 10_000
"""In characters; what is longer is a document, not a question."""

_READ_AHEAD = 4  # times as many hits by words as are wanted


@dataclass(frozen=True, slots=True)
class _ByWords:
    """What words have found, and what was read of it.

    Attributes:
        words: Their scores.
        vectors: Of all that has one.
        chunks: Some of the best.
        shingles: Of some of those.
    """

    words: LexicalScores
    vectors: Vectors
    chunks: dict[str, Chunk]
    shingles: dict[str, Shingles]


class HybridRetriever(BaseRetriever):
    """Dense and lexical search of one index, fused by score. A context manager, as the index is.

    Attributes:
        index: What is searched.
        k: Most documents returned.
        candidates: Chunks taken from each engine before fusion.
        lexical_weight: Weight of word coverage beside cosine (``fusion.fused_score``).
        reranker: Looks closer at the best; None to leave the order of fusion.
        crossing: Moves a question to where texts in another language are (``embedding.crossing``).
        scope: What is searched, where a question does not say otherwise.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, extra="forbid")

    index: Index
    k: Annotated[int, Field(ge=0)] = 6
    candidates: Annotated[int, Field(ge=1)] = 50
    lexical_weight: float = 0.25
    reranker: Reranker | None = None
    crossing: Callable[[Query, Language], Query] | None = None
    scope: Annotated[Scope, BeforeValidator(as_scope)] = EVERYWHERE

    @model_validator(mode="wrap")
    @classmethod
    def _made(cls, given: Any, make: ModelWrapValidatorHandler[Self]) -> Self:
        try:
            return make(given)
        except ValidationError as error:
            raise _impossible(error) from error

    def close(self) -> None:
        """Give the files of the index back; nothing can be searched any more."""
        self.index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def search(
        self,
        question: str,
        scope: Scope = EVERYWHERE,
        *,
        language: Language | None = None,
        timings: dict[str, float] | None = None,
    ) -> list[Hit]:
        """The ``k`` best chunks, best first.

        Args:
            question: In any language.
            scope: Conditions in place of the retriever's own.
            language: To find only what is in this one, which is not the question's; None for all.
            timings: Gets the seconds of each step: embed, dense, lexical (what of it was not done
                by then), fuse, rerank.

        Raises:
            QuestionError: The question is empty or too long.
            EmptyIndexError: Nothing was ingested.
            UnknownSourceError: The scope means nothing that is there (``selecting.select``).
        """
        question = checked_question(question)
        if self.index.empty:
            folder = self.index.folder
            raise EmptyIndexError(
                f"The index {folder} is empty; run `ragqa ingest FOLDER --index {folder}` first.",
                f"索引 {folder} 是空的，请先运行 `ragqa ingest 文件夹 --index {folder}`。",
            )
        within = self.index.select(scope.within(self.scope))
        lap = _laps(timings if timings is not None else {})
        phrases = quoted(question)
        wanted = self.k if self.reranker is None else max(self.k, self.reranker.depth)
        # Words need no vector: they are looked for meanwhile, on another core, and what they have
        # found is read there too: beside the dense search it would slow that down.
        searching = self.index.meanwhile(partial(self._by_words, question, phrases, within, wanted))
        query = self.index.embed(question)
        if language and self.crossing:
            query = self.crossing(query, language)
        lap("embed")
        dense = dict(self.index.dense(query, self.candidates, within))
        lap("dense")
        found = searching.result()
        lap("lexical")
        near = self.index.cosines(query, found.vectors, known=dense, vectors=found.vectors)
        fused = self._fused(query, near, found, len(near) if phrases else 2 * wanted)
        if language:
            fused = (hit for hit in fused if detect(hit.chunk.text) == language)
        if phrases:
            fused = holding_first(list(fused), phrases)
        ranked = without_near_duplicates(
            fused, enough=wanted, known=found.shingles, around=self._around
        )
        lap("fuse")
        if self.reranker is not None:
            ranked = holding_first(self.reranker.rerank(query, ranked), phrases)
            lap("rerank")
        return ranked[: self.k]

    def _by_words(
        self, question: str, phrases: Sequence[str], within: Selection, n: int
    ) -> _ByWords:
        """What has words of the question or holds a phrase, with what is needed of the best ``n``.

        Which will be the best is not known without vectors. So more are read, the best by their
        words: that is over before the question is embedded, and reading each later is not.
        """
        words, vectors = self.index.by_words(question, self.candidates, within)
        for phrase in phrases:
            vectors = {**self.index.holding(phrase, self.candidates, within)[1], **vectors}
        chunks = self.index.chunks(islice(words.scores, _READ_AHEAD * n))
        known = {key: shingles(chunk.text) for key, chunk in chunks.items()}
        return _ByWords(words, vectors, chunks, known)

    def _around(self, chunk: Chunk) -> Shingles:
        """Those of a chunk and of what stands before and after it in its document."""
        near = self.index.chunks(nearby_id(chunk, step) for step in (-1, 1))
        text, _ = joined(sorted((chunk, *near.values()), key=lambda each: each.chunk))
        return shingles(text)

    def _fused(
        self, query: Query, near: Mapping[str, float], found: _ByWords, block: int
    ) -> Iterable[Hit]:
        """The candidates, best first, so many read at once.

        Each has both exact scores, whichever engine found it. What cannot be among the first
        ``block`` is not asked for the words' before it is read.
        """
        words = found.words
        others = words.most_of_others()
        scores = partial(joined_all, near, known=words.known, lexical_weight=self.lexical_weight)
        coverages = words.coverages(near)
        most = scores(coverages, others=others)
        if unsure := undecided(scores(coverages), most, block):
            words = self.index.more_by_words(words, unsure)
            most = scores(words.coverages(near), others=others)
        return in_order(
            most,
            partial(self.index.hits, query, dense=near, words=words, chunks=found.chunks),
            lexical_weight=self.lexical_weight,
            block=block,
        )

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,
        scope: Scope | Mapping[str, Any] | None = None,
        language: Language | None = None,
        timings: dict[str, float] | None = None,
    ) -> list[Document]:
        hits = self.search(query, as_scope(scope), language=language, timings=timings)
        return [hit.to_document() for hit in hits]


def _laps(timings: dict[str, float]) -> Callable[[str], None]:
    """A function that writes the seconds since its last call, or since now, under a name."""
    last = time.perf_counter()

    def lap(name: str) -> None:
        nonlocal last
        now = time.perf_counter()
        timings[name] = round(now - last, 4)
        last = now

    return lap


def checked_question(text: object) -> str:
    """The question without outer white space.

    Raises:
        QuestionError: It is no text, is empty, has no letter or digit, or is longer than
            ``LONGEST_QUESTION``.
    """
    if not isinstance(text, str):
        kind = type(text).__name__
        raise QuestionError(
            f"The question is no text but a {kind}; give a text.",
            f"问题不是文字而是 {kind}，请给出文字。",
        )
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


def _impossible(error: ValidationError) -> SettingsError:
    """What a retriever cannot be made with; of several values the first."""
    wrong = error.errors()[0]
    name, value = wrong["loc"][0], wrong["input"]
    known = ", ".join(HybridRetriever.model_fields)
    if wrong["type"] == "extra_forbidden":
        return SettingsError(
            f'A retriever has no "{name}"; it has {known}.',
            f"检索器没有 “{name}”；可用：{known}。",
        )
    return SettingsError(
        f'"{name}" of the retriever cannot be {value!r}; see the help of HybridRetriever.',
        f"检索器的 “{name}” 不能是 {value!r}；见 HybridRetriever 的说明。",
    )
