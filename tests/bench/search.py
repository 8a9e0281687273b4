"""How long a search takes in large indexes: each engine alone, both joined, and all stages.

Chunks are sentences of real paragraphs joined at random, so that words are as frequent as in real
texts. A chunk's vector is the mean of those of its sentences, so that vectors lie as real ones do,
and its tokens are theirs: an index of a million chunks needs a few thousand embeddings.

With a folder in SEARCH_FOLDER the indexes stay there and are measured again without being made.
"""

from __future__ import annotations

import json
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ragqa.chain import RagChain
from ragqa.embedding.embedder import Query
from ragqa.embedding.packed import packed
from ragqa.embedding.prefixed import PrefixedEmbeddings
from ragqa.factory import retriever_over
from ragqa.index import Index
from ragqa.retrieval import HybridRetriever
from ragqa.settings import Settings
from ragqa.sources import Source
from ragqa.store.catalog.catalog import NewRevision
from ragqa.text.language import sentence_spans
from ragqa.types import Chunk
from tests.bench.squad import paragraphs
from tests.fakes import ScriptedChat

SENTENCES = 2000  # different ones
QUESTIONS = 120
_PER_CHUNK = 4  # sentences
_PER_DOCUMENT = 100  # chunks
_TOKENS_KEPT = 100_000  # chunks: those of a million would fill 25 GB
_OUTSIDE = (
    "dense",
    "lexical",
    "fuse",
    "rerank",
    "pack",
    "first_token",
)  # of the model, besides embedding


class _Corpus:
    """Sentences with their vectors, and questions."""

    def __init__(self, files: Sequence[Path], embedder: PrefixedEmbeddings) -> None:
        texts: dict[str, None] = {}
        questions: list[str] = []
        for file in files:
            for _, paragraph in paragraphs(file):
                context = paragraph["context"]
                texts |= dict.fromkeys(context[a:b].strip() for a, b in sentence_spans(context))
                questions += [qa["question"] for qa in paragraph["qas"]]
        drawn = random.Random(0)  # noqa: S311 # a sample
        self.sentences = drawn.sample([text for text in texts if text], SENTENCES)
        self._embedder = embedder
        self._read: tuple[NDArray[np.float32], list[NDArray[np.float32]]] | None = None
        usable = [question.strip() for question in questions if any(map(str.isalnum, question))]
        self.questions = drawn.sample(usable, QUESTIONS)
        self.queries = [Query(q, tuple(embedder.embed_query(q))) for q in self.questions]

    def read(self) -> tuple[NDArray[np.float32], list[NDArray[np.float32]]]:
        """Vectors of the sentences and of their tokens, worked out once, when first needed."""
        if self._read is None:
            found = self._embedder.read_documents(self.sentences, [0] * SENTENCES)
            vectors = np.array([vector for vector, _ in found], np.float32)
            self._read = vectors, [tokens for _, tokens in found]
        return self._read

    def documents(self, chunks: int) -> Iterator[NewRevision]:
        """So many chunks, a hundred in each document; with tokens if they are not too many."""
        drawn = np.random.default_rng(chunks)
        sentences, read = self.read()
        for n in range(chunks // _PER_DOCUMENT):
            key = f"d{n:06}"
            chosen = drawn.integers(0, SENTENCES, (_PER_DOCUMENT, _PER_CHUNK))
            vectors = sentences[chosen].mean(axis=1)
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
            texts = [" ".join(self.sentences[i] for i in row) for row in chosen]
            kept = chosen if chunks <= _TOKENS_KEPT else ()
            tokens = [packed(np.concatenate([read[i] for i in row])) for row in kept]
            yield NewRevision(_source(key), list(_chunks(key, texts)), vectors.tolist(), tokens)


def _source(key: str) -> Source:
    return Source(
        document_id=key,
        folder="/bench",
        source=f"{key}.txt",
        path=f"/bench/{key}.txt",
        revision=1,
        size=1,
        mtime_ns=1,
        sha256=key,
        pages=0,
        pages_without_text=0,
        chunks=_PER_DOCUMENT,
    )


def _chunks(key: str, texts: Sequence[str]) -> Iterator[Chunk]:
    start = 0
    for n, text in enumerate(texts):
        yield Chunk(text, key, 1, n, f"{key}.txt", None, None, "", (), start, start + len(text))
        start += len(text) + 1


def measure(
    settings: Settings,
    embedder: PrefixedEmbeddings,
    files: Sequence[Path],
    sizes: Sequence[int],
    kept: Path | None = None,
) -> dict[str, Any]:
    """Milliseconds at each size.

    Args:
        settings: As the app has them.
        embedder: Of the sentences and questions.
        files: SQuAD files that sentences and questions are taken from.
        sizes: Numbers of chunks.
        kept: Where the indexes stay; None to delete them.
    """
    corpus = _Corpus(files, embedder)
    figures = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as scratch:
            folder = (kept or Path(scratch)) / str(size)
            rate = None if folder.exists() else _make(folder, corpus, embedder, size)
            with Index.open(folder, embedder, splitter="bench") as index:
                figures[f"{size:,} chunks"] = {
                    "chunks written a second": rate,
                    **_engines(index, corpus.queries, settings),
                    **_stages(index, corpus.questions, settings),
                }
    return figures


def _make(folder: Path, corpus: _Corpus, embedder: PrefixedEmbeddings, size: int) -> int:
    """Make the index of so many chunks; how many were written a second."""
    unfinished = folder.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    corpus.read()
    began = time.perf_counter()
    with (
        Index.open(unfinished, embedder, splitter="bench") as index,
        index.writer() as writer,
    ):
        for new in corpus.documents(size):
            writer.put(new.source, new.chunks, new.vectors, new.tokens)
    unfinished.rename(folder)
    return round(size / (time.perf_counter() - began))


def _engines(index: Index, queries: Sequence[Query], settings: Settings) -> dict[str, Any]:
    """The bare engines, and the retriever with both, without its reranker, by turns."""
    n = settings.candidates
    stores = index._stores
    retriever = retriever_over(index, settings.model_copy(update={"rerank_depth": 0}))
    known = {query.text: query for query in queries}
    index.embed = lambda text: known[text]  # type: ignore[method-assign] # that is measured apart
    seconds = _in_turns(
        {
            "dense": lambda query: stores.vectors.loaded().search(query.vector, n),
            "lexical": lambda query: stores.keywords.search(query.text, n),
            "fused": lambda query: retriever.search(query.text),
        },
        queries,
    )
    del index.embed
    return {
        "in a question": _in_questions(index, retriever, queries, n),
        **{name: _percentiles(wall) for name, (wall, _) in seconds.items()},
        "fused / slower engine": _ratio({name: wall for name, (wall, _) in seconds.items()}),
        "the same of processor time": _ratio({name: used for name, (_, used) in seconds.items()}),
    }


def _in_questions(
    index: Index, retriever: HybridRetriever, queries: Sequence[Query], n: int
) -> dict[str, Any]:
    """As ``_engines``, as the app searches: after embedding the question, whose time is taken off.

    Words are looked for meanwhile; and what an engine had in the processor's caches is gone.
    """
    stores = index._stores

    def dense(query: Query) -> float:
        vector = index.embed(query.text).vector
        began = time.perf_counter()
        stores.vectors.loaded().search(vector, n)
        return time.perf_counter() - began

    def lexical(query: Query) -> float:
        index.embed(query.text)
        began = time.perf_counter()
        stores.keywords.search(query.text, n)
        return time.perf_counter() - began

    def fused(query: Query) -> float:
        timings: dict[str, float] = {}
        began = time.perf_counter()
        retriever.search(query.text, timings=timings)
        return time.perf_counter() - began - timings["embed"]

    actions = {"dense": dense, "lexical": lexical, "fused": fused}
    seconds: dict[str, list[float]] = {name: [] for name in actions}
    for query in queries:
        for name, action in actions.items():
            seconds[name].append(action(query))
    return {
        **{name: _percentiles(taken) for name, taken in seconds.items()},
        "fused / slower engine": _ratio(seconds),
    }


def _ratio(seconds: dict[str, list[float]]) -> float:
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    return round(medians["fused"] / max(medians["dense"], medians["lexical"]), 2)


def _stages(index: Index, questions: Sequence[str], settings: Settings) -> dict[str, Any]:
    """Medians of what the app does before a model reads its first token."""
    chain = RagChain(
        retriever_over(index, settings),
        ScriptedChat(answers=["."], context_size=settings.context_size),
        context_size=settings.context_size,
        answer_tokens=settings.answer_tokens,
        evidence=None,
        wide=True,
    )
    taken = [chain.invoke(question).timings for question in questions]
    stages = {name: [timings.get(name, 0.0) for timings in taken] for name in taken[0]}
    outside = [sum(timings.get(name, 0.0) for name in _OUTSIDE) for timings in taken]
    return {
        "stages, median ms": {name: _ms(statistics.median(s)) for name, s in stages.items()},
        "besides embedding the question, median ms": _ms(statistics.median(outside)),
    }


def _in_turns(
    actions: dict[str, Callable[[Query], object]], queries: Sequence[Query]
) -> dict[str, tuple[list[float], list[float]]]:
    """Of each action the seconds of each query, on the clock and of all processors."""
    seconds: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in actions}
    for warm, asked in ((False, queries[:10]), (True, queries)):
        for query in asked:
            for name, action in actions.items():
                used, began = time.process_time(), time.perf_counter()
                action(query)
                taken = time.perf_counter() - began, time.process_time() - used
                if warm:
                    for each, value in zip(seconds[name], taken, strict=True):
                        each.append(value)
    return seconds


def _percentiles(seconds: Sequence[float]) -> dict[str, float]:
    cuts = statistics.quantiles(seconds, n=20)
    return {"p50 ms": _ms(statistics.median(seconds)), "p95 ms": _ms(cuts[-1])}


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 2)


def sizes_from(environ: str) -> list[int]:
    """Sizes as a JSON list, "" for those that are measured by default."""
    return list(json.loads(environ)) if environ else [10_000, 100_000]
