"""`ragqa eval`: a question set is ingested into a throw-away index, search and answers measured."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ingest.report import Report
from ingest.splitting.split import SPLITTER
from ragqa import chat_model, evaluate, factory
from ragqa.embedding.embedder import Embedder, Query
from ragqa.errors import EvaluationError
from ragqa.evaluate.answering import measure_answers
from ragqa.evaluate.ranking import Found, Search
from ragqa.index import Index
from ragqa.settings import Settings
from ragqa.sources import Source
from ragqa.store.scratch import Scratch
from ragqa.types import Hit
from ui.evaluation.question_set import QuestionSet
from ui.evaluation.remembering import RememberingEmbedder

DEFAULT_MODE = "hybrid+rerank"  # what the app does
SEED = 0
# Several chunks may be the same place, which counts once: look deeper than the deepest figure.
_DEPTH = 5

Progress = Callable[[str, int, int], None]
"""Told of the stage ("ingest", "search", "answers"), what is done of it, and of how much."""


def run(
    settings: Settings,
    asked: QuestionSet,
    *,
    k: int = 10,
    modes: Sequence[str] = (DEFAULT_MODE,),
    answers: bool | None = None,
    limit: int | None = None,
    embeddings: Embedder | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Measure search over the documents of a set, and the answers.

    Args:
        settings: The embedder, chunk sizes, weights and model to measure.
        asked: As ``read_set`` gives it.
        k: Depth of recall.
        modes: Of "hybrid+rerank" (what the app does), "hybrid", "dense", "lexical".
        answers: Whether the app answers every question; None where the set says what is right.
        limit: Only that many questions, drawn with ``SEED``; None for all.
        embeddings: An embedder that is loaded already, in place of the one of the settings.
        progress: Told how far it is.

    Returns:
        The figures of the first mode; {"results": {mode: figures}} as of ``evaluate.compare``;
        "answers" as of ``measure_answers`` where they are measured; "k", "seed", "documents",
        "chunks", "failed": [names], "absent": names of gold documents that are not there, and
        "left_out" and "repeated" as of ``evaluate.Corpus``.

    Raises:
        EvaluationError: A mode is unknown, or there is no text to search.
        ModelError: The model to answer with cannot be loaded.
    """
    _check(modes)
    cases = evaluate.sample(asked.cases, limit, SEED)
    if answers is None:
        answers = any(case.answers or not case.answerable for case in cases)
    plain = embeddings or factory.open_embeddings(settings)
    # Before the documents: a model that cannot be loaded shows before an hour of ingestion.
    chat = chat_model.open_chat(settings, plain) if answers else None
    with open_scratch_index(RememberingEmbedder(plain)) as index:
        tell = progress or _silent
        tell("ingest", 0, 0)
        report = asked.ingest(index, settings)
        if index.empty:
            raise _nothing_to_search(asked.target, report)
        results: dict[str, Any] = {}
        if chat is None or any(case.gold for case in cases):
            total = len(modes) * sum(bool(case.gold) for case in cases)
            searches = _searches(settings, index, k, modes, lambda n: tell("search", n, total))
            results = evaluate.compare(cases, searches, k=k, unit=asked.unit)
        found: dict[str, Any] = {**results.get(modes[0], {}), "results": results}
        if chat is not None:
            # What has been asked before costs the remembering embedder no time.
            chain = factory.chain_over(index.embedded_by(plain), settings, chat)
            found["answers"] = measure_answers(
                cases, chain.invoke, progress=lambda n: tell("answers", n, len(cases))
            )
        sources = index.sources()
    return {**found, "k": k, "seed": SEED, **_described(asked, cases, report, sources)}


def _described(
    asked: QuestionSet, cases: Sequence[evaluate.Case], report: Report, sources: Sequence[Source]
) -> dict[str, Any]:
    """What there was to be searched, and what of the set there was not."""
    return {
        "documents": len(sources),
        "chunks": sum(source.chunks for source in sources),
        "failed": [file.source for file in report.files if file.status == "failed"],
        "absent": _absent(cases, {source.source for source in sources}),
        "left_out": asked.left_out,
        "repeated": list(asked.repeated),
    }


def _silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody looks at."""


def _check(modes: Sequence[str]) -> None:
    for mode in modes:
        if mode not in MODES:
            raise EvaluationError(
                f'Unknown mode "{mode}"; choose from {", ".join(MODES)}.',
                f"未知模式 “{mode}”，可选：{'、'.join(MODES)}。",
            )


@contextmanager
def open_scratch_index(embeddings: Embedder) -> Iterator[Index]:
    """An empty index that is gone afterwards."""
    with (
        Scratch() as scratch,
        Index.open(scratch, embeddings, splitter=SPLITTER) as index,
    ):
        yield index


def _absent(cases: Sequence[evaluate.Case], there: Collection[str]) -> list[str]:
    """Gold documents that nothing can find; a quote is looked for in all of them."""
    named = (gold.source for case in cases for gold in case.gold if not gold.quote)
    return [source for source in dict.fromkeys(named) if source not in there]


def _nothing_to_search(target: Path, report: Report) -> EvaluationError:
    failed = next((file for file in report.files if file.status == "failed"), None)
    return EvaluationError(
        f"{target} has no document with text, so nothing could be found; add some."
        + (f" {failed.source} could not be read." if failed else ""),
        f"{target} 中没有含文字的文档，什么也找不到；请添加。"
        + (f"无法读取 {failed.source}。" if failed else ""),
    )


def _searches(
    settings: Settings, index: Index, k: int, modes: Sequence[str], tell: Callable[[int], None]
) -> dict[str, Search]:
    """How each mode searches; ``tell`` hears how many searches there were."""
    done = 0

    def counted(search: Search) -> Search:
        def told(question: str) -> Sequence[Found]:
            nonlocal done
            done += 1
            tell(done)
            return search(question)

        return told

    return {mode: counted(MODES[mode](settings, index, k)) for mode in modes}


def _hybrid(settings: Settings, index: Index, k: int) -> Search:
    return _reranked(settings.model_copy(update={"rerank_depth": 0}), index, k)


def _reranked(settings: Settings, index: Index, k: int) -> Search:
    own = settings.model_copy(update={"passages": max(k, 10) * _DEPTH})
    retriever = factory.retriever_over(index, own)
    return lambda question: list(_with_copies(index, retriever.search(question)))


def _with_copies(index: Index, hits: Sequence[Hit]) -> Iterator[Found]:
    copies = index.chunks(copy for hit in hits for copy in hit.copies)
    for hit in hits:
        yield hit.chunk, *(copies[copy] for copy in hit.copies if copy in copies)


def _dense(settings: Settings, index: Index, k: int) -> Search:
    return lambda question: _chunks(
        index, index.dense(index.embed(question), max(settings.candidates, k * _DEPTH))
    )


def _lexical(settings: Settings, index: Index, k: int) -> Search:
    # Words need no vector, and working one out is nearly all the time a query takes.
    return lambda question: _chunks(
        index, index.lexical(Query(question, ()), max(settings.candidates, k * _DEPTH))
    )


def _chunks(index: Index, found: Sequence[tuple[str, float]]) -> list[Found]:
    ids = [chunk for chunk, _ in found]
    chunks = index.chunks(ids)
    return [(chunks[i],) for i in ids if i in chunks]


MODES: dict[str, Callable[[Settings, Index, int], Search]] = {
    DEFAULT_MODE: _reranked,
    "hybrid": _hybrid,
    "dense": _dense,
    "lexical": _lexical,
}
