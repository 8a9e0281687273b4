"""`ragqa eval FILE.jsonl`: LongBench through the whole app, one document after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.parsed import Parsed
from ingest.sync import store_texts
from ragqa import chat_model, evaluate, factory
from ragqa.embedding.embedder import Embedder
from ragqa.errors import RagqaError
from ragqa.evaluate import intervals
from ragqa.evaluate.answering import cost_figures, refusal_figures, wording_figures
from ragqa.evaluate.longbench import Item, load_longbench, metric_name, score
from ragqa.settings import Settings
from ragqa.text.language import detect
from ragqa.text.markers import without_markers
from ragqa.types import Answer
from ui.evaluation.running import SEED, Progress, open_scratch_index
from ui.ingestion import options

if TYPE_CHECKING:
    from ragqa.chain import RagChain
    from ragqa.chat_model import Chat


@dataclass(frozen=True, slots=True)
class _Scored:
    """One item with its score between 0 and 1; without an answer, why."""

    item: Item
    score: float
    answer: Answer | None = None
    error: RagqaError | None = None


def run_longbench(
    settings: Settings,
    path: Path,
    *,
    limit: int | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Ingest each text into an index of its own, ask its question, and score the answer.

    Args:
        settings: All of the app.
        path: A file in LongBench's form; it may hold several datasets.
        limit: Only that many items, drawn with ``SEED``; None for all.
        progress: Told how far it is; the stage is "items".

    Returns:
        {"results": {dataset: {"metric", "items", "score", "interval"}}}, the score between 0 and 1;
        "answers": model, wording, refusals, citations, seconds and tokens; and "failed": [{"id",
        "reason", "reason_zh"}], of items that could not be asked and score 0.

    Raises:
        EvaluationError: A line is not as LongBench has it.
        ModelError: The model cannot be loaded.
    """
    items = load_longbench(path)
    cases = tuple(evaluate.Case(str(n), item.question) for n, item in enumerate(items))
    drawn = [items[int(case.id)] for case in evaluate.sample(cases, limit, SEED)]
    embedder = factory.open_embeddings(settings)
    chat = chat_model.open_chat(settings, embedder)
    scored: list[_Scored] = []
    for one in _each(drawn, settings, embedder, chat):
        scored.append(one)
        if progress:
            progress("items", len(scored), len(drawn))
    return _figures(scored)


def _each(
    items: Sequence[Item], settings: Settings, embedder: Embedder, chat: Chat
) -> Iterator[_Scored]:
    """Score the items; those over one text share its index."""
    for context, group in groupby(sorted(items, key=_context), key=_context):
        with open_scratch_index(embedder) as index:
            chain = factory.chain_over(index, settings, chat)
            stored = False
            for item in group:
                try:
                    if not stored:
                        store_texts([("document", Parsed(context))], index, options(settings))
                        stored = True
                    answer = _asked(chain, item)
                except RagqaError as error:
                    yield _Scored(item, 0.0, error=error)
                else:
                    said = without_markers(answer.text)
                    yield _Scored(item, score(item, said), answer)


def _asked(chain: RagChain, item: Item) -> Answer:
    """What the app says: a summary of the whole document is no question that search can answer."""
    if item.whole:
        return chain.summarize(language=detect(item.question))
    return chain.invoke(item.question)


def _context(item: Item) -> str:
    return item.context


def _figures(scored: Sequence[_Scored]) -> dict[str, Any]:
    results = {}
    for dataset in dict.fromkeys(sorted(one.item.dataset for one in scored)):
        among = [one for one in scored if one.item.dataset == dataset]
        mean = intervals.mean([one.score for one in among])
        results[dataset] = {
            "metric": metric_name(among[0].item),
            "items": len(among),
            "score": mean.value,
            "interval": [mean.low, mean.high],
        }
    failed = [
        {"id": one.item.id, "reason": one.error.en, "reason_zh": one.error.zh}
        for one in scored
        if one.error
    ]
    found: dict[str, Any] = {
        "results": results,
        "items": len(scored),
        "seed": SEED,
        "failed": failed,
    }
    asked = [(one.item, one.answer) for one in scored if one.answer]
    if asked:
        answers = [answer for _, answer in asked]
        cases = [evaluate.Case(i.id, i.question, answers=i.answers) for i, _ in asked]
        found["answers"] = {
            "questions": len(answers),
            "model": answers[0].model,
            **wording_figures(cases, answers),
            **refusal_figures(cases, answers),
            **cost_figures(answers),
        }
    return found
