"""`ragqa eval`: a question set is ingested into a throw-away index, search and answers measured."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.files import check_folder
from ingest.parsed import Parsed
from ingest.report import Report
from ingest.split import SPLITTER
from ingest.sync import store_texts, sync
from ragqa import chat_model, evaluate, factory
from ragqa.embedding.embedder import Embedder, Query
from ragqa.errors import EvaluationError
from ragqa.evaluate.answering import measure_answers
from ragqa.evaluate.ranking import Search
from ragqa.index import Index
from ragqa.settings import Settings
from ragqa.sources import Source
from ragqa.store.scratch import Scratch
from ragqa.types import Chunk
from ui.evaluation.remembering import RememberingEmbedder
from ui.ingestion import options

DEFAULT_MODE = "hybrid+rerank"  # what the app does
QUESTIONS_FILE = "questions.jsonl"
REPORTS = "eval-????????-??????/"  # where reports are saved, in the current folder
SEED = 0
# Several chunks may be the same place, which counts once: look deeper than the deepest figure.
_DEPTH = 5

Progress = Callable[[str, int, int], None]
"""Told of the stage ("ingest", "search", "answers"), what is done of it, and of how much."""


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """What is asked, what a place is, and how the documents come into an index.

    ``target`` is where it was read from; the last two are as of ``evaluate.Corpus``.
    """

    target: Path
    cases: tuple[evaluate.Case, ...]
    unit: evaluate.Unit
    ingest: Callable[[Index, Settings], Report]
    left_out: int = 0
    repeated: tuple[str, ...] = ()


def read_set(target: Path, questions: Path | None = None) -> QuestionSet | None:
    """The questions, before any document: a mistake in them shows at once.

    Args:
        target: A folder in BEIR's layout (corpus.jsonl, queries.jsonl, qrels.tsv) or of documents,
            or a file in SQuAD's form.
        questions: Those about documents; questions.jsonl in their folder when None.

    Returns:
        None for a file in another form: LongBench's.

    Raises:
        EvaluationError: The folder has no known layout, or something in it is not as it should be.
        FolderError: It is not there.
    """
    corpus = _corpus(target)
    if corpus is not None:
        if questions is not None:
            raise EvaluationError(
                f"--questions is for a folder of documents; {target} brings its own questions: "
                "leave it out.",
                f"--questions 只用于存放文档的文件夹；{target} 自带问题：请去掉该选项。",
            )
        return QuestionSet(
            target,
            corpus.cases,
            "document",
            lambda index, settings: store_corpus(corpus, index, settings),
            corpus.left_out,
            corpus.repeated,
        )
    if target.is_file():
        return None
    asked = questions or target / QUESTIONS_FILE
    if questions is None and not asked.exists():
        raise EvaluationError(
            f"{target} has no questions: a folder needs corpus.jsonl, queries.jsonl and qrels.tsv, "
            f"or documents and {QUESTIONS_FILE} (--questions FILE names another).",
            f"{target} 中没有问题：文件夹应含 corpus.jsonl、queries.jsonl 和 qrels.tsv，"
            f"或文档和 {QUESTIONS_FILE}（也可用 --questions 文件 指定）。",
        )
    beside = _not_documents(target, asked)
    return QuestionSet(
        target,
        evaluate.load_questions(asked),
        "page",
        lambda index, settings: sync(
            target, index, options(settings), ignore=(*settings.ignore, *beside)
        ),
    )


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
            searches = _searches(settings, index, k, modes, _told(tell, len(modes), cases))
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


def _told(tell: Progress, modes: int, cases: Sequence[evaluate.Case]) -> Callable[[int], None]:
    """What tells how many searches were made, of as many as there will be."""
    total = modes * sum(bool(case.gold) for case in cases)
    return lambda done: tell("search", done, total)


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


def store_corpus(corpus: evaluate.Corpus, index: Index, settings: Settings) -> Report:
    """Put the texts of a question set into ``index``, named by their ids."""
    items = ((source, Parsed(text)) for source, text in corpus.texts.items())
    return store_texts(items, index, options(settings))


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


def _corpus(target: Path) -> evaluate.Corpus | None:
    """The texts and questions of a set that has both; None for what has not."""
    if target.is_file():
        return evaluate.load_squad(target)
    check_folder(target)
    return evaluate.load_beir(target) if evaluate.is_beir(target) else None


def _not_documents(folder: Path, questions: Path) -> tuple[str, ...]:
    """Patterns of what lies among the documents and would give the answers away."""
    root, file = folder.resolve(), questions.resolve()
    if not file.is_relative_to(root):
        return (REPORTS,)
    path = file.relative_to(root).as_posix()
    return (REPORTS, "/" + re.sub(r"[\\*?\[\]!# ]", r"\\\g<0>", path))


def _searches(
    settings: Settings, index: Index, k: int, modes: Sequence[str], tell: Callable[[int], None]
) -> dict[str, Search]:
    """How each mode searches; ``tell`` hears how many searches there were."""
    done = 0

    def counted(search: Search) -> Search:
        def told(question: str) -> Sequence[Chunk]:
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
