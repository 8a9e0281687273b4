"""`ragqa eval`: a question set is ingested into a throw-away index and search is measured on it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ingest.parsed import Parsed
from ingest.report import Report
from ingest.split import SPLITTER
from ingest.sync import store_texts, sync
from ragqa import evaluate, factory
from ragqa.errors import EvaluationError
from ragqa.index import Embedder, Index, Query
from ragqa.retrieval import HybridRetriever
from ragqa.settings import Settings
from ragqa.types import Chunk
from ui.ingestion import options
from ui.remembering import RememberingEmbedder

DEFAULT_MODE = "hybrid+rerank"  # what the app does
QUESTIONS_FILE = "questions.jsonl"
# Several chunks may be the same place, which counts once: look deeper than the deepest figure.
_DEPTH = 5


def run(
    settings: Settings,
    folder: Path,
    *,
    questions: Path | None = None,
    k: int = 10,
    modes: Sequence[str] = (DEFAULT_MODE,),
    embeddings: Embedder | None = None,
) -> dict[str, Any]:
    """Measure search over ``folder``.

    Args:
        settings: The embedder, chunk sizes and weights to measure.
        folder: In BEIR's layout (corpus.jsonl, queries.jsonl, qrels.tsv), or documents.
        questions: The questions about the documents; ``folder``/questions.jsonl when None.
        k: Depth of recall.
        modes: Of "hybrid+rerank" (what the app does), "hybrid", "dense", "lexical".
        embeddings: An embedder that is loaded already, in place of the one of the settings.

    Returns:
        The figures of ``evaluate.measure`` for the first mode, and {"results": {mode: figures},
        "documents": …, "chunks": …, "failed": [names]}.

    Raises:
        EvaluationError: The folder holds neither layout, or a mode is unknown.
    """
    for mode in modes:
        if mode not in MODES:
            raise EvaluationError(
                f'Unknown mode "{mode}"; choose from {", ".join(MODES)}.',
                f"未知模式 “{mode}”，可选：{'、'.join(MODES)}。",
            )
    embeddings = embeddings or RememberingEmbedder(factory.open_embeddings(settings))
    with open_scratch_index(embeddings) as index:
        cases, unit, report = _ingest(settings, folder, questions, index)
        results = {
            mode: evaluate.measure(cases, MODES[mode](settings, index, k), k=k, unit=unit)
            for mode in modes
        }
        sources = index.sources()
    return {
        **results[modes[0]],
        "results": results,
        "documents": len(sources),
        "chunks": sum(source.chunks for source in sources),
        "failed": [file.source for file in report.files if file.status == "failed"],
    }


@contextmanager
def open_scratch_index(embeddings: Embedder) -> Iterator[Index]:
    """An empty index that is gone afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="ragqa-eval-") as scratch,
        Index.open(Path(scratch), embeddings, splitter=SPLITTER) as index,
    ):
        yield index


def store_corpus(corpus: evaluate.Corpus, index: Index, settings: Settings) -> Report:
    """Put the texts of a question set into ``index``, named by their ids."""
    items = ((source, Parsed(text)) for source, text in corpus.texts.items())
    return store_texts(items, index, options(settings))


def _ingest(
    settings: Settings, folder: Path, questions: Path | None, index: Index
) -> tuple[tuple[evaluate.Case, ...], evaluate.Unit, Report]:
    if (folder / "corpus.jsonl").exists():
        corpus = evaluate.load_beir(folder)
        return corpus.cases, "document", store_corpus(corpus, index, settings)
    # The questions first: a mistake in them shows before an hour of ingestion.
    cases = evaluate.load_questions(questions or folder / QUESTIONS_FILE)
    return cases, "page", sync(folder, index, options(settings), ignore=settings.ignore)


Search = Callable[[str], Sequence[Chunk]]


def _hybrid(settings: Settings, index: Index, k: int) -> Search:
    retriever = HybridRetriever(
        index=index,
        k=max(k, 10) * _DEPTH,
        candidates=settings.candidates,
        lexical_weight=settings.lexical_weight,
    )
    return lambda question: [hit.chunk for hit in retriever.search(question)]


def _reranked(settings: Settings, index: Index, k: int) -> Search:
    own = settings.model_copy(update={"passages": max(k, 10) * _DEPTH})
    retriever = factory.retriever_over(index, own)
    return lambda question: [hit.chunk for hit in retriever.search(question)]


def _dense(settings: Settings, index: Index, k: int) -> Search:
    return lambda question: _chunks(
        index, index.dense(index.embed(question), max(settings.candidates, k * _DEPTH))
    )


def _lexical(settings: Settings, index: Index, k: int) -> Search:
    # Words need no vector, and working one out is nearly all the time a query takes.
    return lambda question: _chunks(
        index, index.lexical(Query(question, ()), max(settings.candidates, k * _DEPTH))
    )


def _chunks(index: Index, found: Sequence[tuple[str, float]]) -> list[Chunk]:
    ids = [chunk for chunk, _ in found]
    chunks = index.chunks(ids)
    return [chunks[i] for i in ids if i in chunks]


MODES: dict[str, Callable[[Settings, Index, int], Search]] = {
    DEFAULT_MODE: _reranked,
    "hybrid": _hybrid,
    "dense": _dense,
    "lexical": _lexical,
}
