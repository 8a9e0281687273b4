"""What `ragqa eval` asks: a question set with the documents it is about."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ingest.folder.files import check_folder
from ingest.parsed import Parsed
from ingest.report import Report
from ingest.sync import store_texts, sync
from ragqa import evaluate
from ragqa.errors import EvaluationError
from ragqa.index import Index
from ragqa.settings import Settings
from ui.ingestion import options

QUESTIONS_FILE = "questions.jsonl"
REPORTS = "eval-????????-??????/"  # where reports are saved, in the current folder


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


def store_corpus(corpus: evaluate.Corpus, index: Index, settings: Settings) -> Report:
    """Put the texts of a question set into ``index``, named by their ids."""
    items = ((source, Parsed(text)) for source, text in corpus.texts.items())
    return store_texts(items, index, options(settings))


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
