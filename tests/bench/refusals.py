"""Which questions about manuals are refused: by the gate alone, and by the app."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.sync import sync
from ragqa.answer.finding import find
from ragqa.embedding.embedder import Embedder
from ragqa.evaluate import Case, load_questions
from ragqa.evaluate.questions import squeezed
from ragqa.factory import retriever_over
from ragqa.retrieval import HybridRetriever
from ragqa.scope import EVERYWHERE
from ragqa.search.evidence import Gate
from ragqa.search.gates import RERANKED
from ragqa.settings import Settings
from ragqa.text.language import Language, detect
from ragqa.types import Hit
from tests.bench.evidence import IN_CODE, THRESHOLDS, first
from ui.evaluation.running import open_scratch_index
from ui.ingestion import options


@dataclass(frozen=True, slots=True)
class AskedOfPages:
    """A question about manuals.

    Attributes:
        question: As asked.
        hits: As the app reranks them, of which ``fused`` may be best in another order.
        on_page: Ids of the chunks on a page that answers; none where no page does.
        quoting: Ids of those that hold the quote which answers.
        refused: Whether the app would.
    """

    question: str
    hits: tuple[Hit, ...]
    on_page: frozenset[str]
    quoting: frozenset[str]
    refused: bool


def refused_pages(
    settings: Settings, embeddings: Embedder, documents: Path, questions: Sequence[Path]
) -> dict[str, Any]:
    """How many questions about manuals are refused, by file and language.

    By the gate alone at each threshold; and by the app, which looks twice more before it refuses
    and heeds what a question names (``answer.finding``).

    To refuse is wrong where what was found answers. Of three numbers the first is of all questions,
    the second of those whose page was found, the third of those whose answering quote was. The
    passages that a model is given are larger than what was found, so the truth lies between these.

    Args:
        settings: As the app's.
        embeddings: One that remembers.
        documents: Their PDF files, those of the questions.
        questions: Files of ``tests/questions``.
    """
    found: dict[str, list[AskedOfPages]] = {}
    with tempfile.TemporaryDirectory() as copies, open_scratch_index(embeddings) as index:
        for path in documents.glob("*.pdf"):
            shutil.copy(path, copies)
        sync(Path(copies), index, options(settings))
        # All that the app reranks, of which it takes the first.
        deep = max(settings.passages, settings.rerank_depth)
        retriever = retriever_over(index, settings.model_copy(update={"passages": deep}))
        for file in questions:
            for case in load_questions(file):
                row = _asked(case, retriever, settings.passages)
                found.setdefault(f"{file.parent.name}, {detect(case.question)}", []).append(row)
    by_gate = {
        kind: {
            name: {
                "questions": len(rows),
                "page found": sum(_among(row.on_page, row, kind) for row in rows),
                "quote found": sum(_among(row.quoting, row, kind) for row in rows),
                "threshold: refused, page found, quote found": _refused(rows, kind, known),
            }
            for name, rows in found.items()
        }
        for kind, known in IN_CODE.items()
    }
    by_app = {name: _refused_by_app(rows) for name, rows in found.items()}
    return {"refused by the app, page found, quote found": by_app, **by_gate}


def _asked(case: Case, retriever: HybridRetriever, most: int) -> AskedOfPages:
    """What was found for ``case``, and whether the app, which takes ``most``, refuses it."""
    question = case.question
    hits = retriever.search(question)

    def search(text: str, /, *, language: Language | None = None) -> Sequence[Hit]:
        known = text == question and language is None
        return (hits if known else retriever.search(text, language=language))[:most]

    by_app = find(
        question,
        search,
        retriever.index,
        EVERYWHERE,
        language=detect(question),
        gate=RERANKED,
    )
    on_page = [hit.chunk for hit in hits if any(gold.matches(hit.chunk) for gold in case.gold)]
    quotes = [squeezed(gold.quote) for gold in case.gold]
    quoting = [hit.chunk for hit in hits if any(q in squeezed(hit.chunk.text) for q in quotes)]
    return AskedOfPages(
        question,
        tuple(hits),
        on_page=frozenset(chunk.id for chunk in on_page),
        quoting=frozenset(chunk.id for chunk in quoting),
        refused=not by_app.enough,
    )


def _among(ids: frozenset[str], asked: AskedOfPages, kind: str) -> bool:
    return any(hit.chunk.id in ids for hit in first(asked.hits, kind))


def _refused_by_app(rows: Sequence[AskedOfPages]) -> list[int]:
    refused = [row.refused for row in rows]
    return [sum(map(min, refused, which)) for which in _answers(rows, "reranked")]


def _refused(rows: Sequence[AskedOfPages], kind: str, known: Gate) -> dict[float, list[int]]:
    likely = [
        known.probability(first(row.hits, kind), detect(row.question), row.question) for row in rows
    ]
    return {
        t: [
            sum(p < t for p, one in zip(likely, which, strict=True) if one)
            for which in _answers(rows, kind)
        ]
        for t in THRESHOLDS
    }


def _answers(rows: Sequence[AskedOfPages], kind: str) -> list[list[bool]]:
    """All; whether the page is among the first hits; whether the quote is."""
    return [
        [True] * len(rows),
        [_among(row.on_page, row, kind) for row in rows],
        [_among(row.quoting, row, kind) for row in rows],
    ]
