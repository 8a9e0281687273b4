"""Scores of the best hit with and without the paragraph that answers the question."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ragqa.evaluate import load_beir
from ragqa.factory import retriever_over
from ragqa.index import Embedder
from ragqa.settings import Settings
from tests.bench.squad import write_beir
from ui.evaluation import open_scratch_index, store_corpus

FALSE_REFUSALS = (0.01, 0.02, 0.05, 0.10)


def curve(
    settings: Settings, embeddings: Embedder, texts: Path, questions: Path | None = None
) -> dict[str, Any]:
    """For some shares of false refusals, the threshold and the share of caught unanswerables.

    A question becomes unanswerable when the hits from its own paragraph are left out.
    """
    with tempfile.TemporaryDirectory() as scratch:
        corpus = load_beir(write_beir(Path(scratch), texts, questions))
        with open_scratch_index(embeddings) as index:
            store_corpus(corpus, index, settings)
            deep = settings.model_copy(update={"passages": settings.candidates})
            retriever = retriever_over(index, deep)
            answerable, unanswerable = [], []
            for case in corpus.cases:
                hits = retriever.search(case.question)
                own = {gold.source for gold in case.gold}
                answerable.append(hits[0].score)
                unanswerable.append(max(h.score for h in hits if h.chunk.source not in own))
    return {
        "questions": len(answerable),
        "curve": [_at(answerable, unanswerable, share) for share in FALSE_REFUSALS],
    }


def _at(answerable: Sequence[float], unanswerable: Sequence[float], share: float) -> dict[str, Any]:
    threshold = sorted(answerable)[int(share * len(answerable))]
    caught = sum(score < threshold for score in unanswerable) / len(unanswerable)
    return {
        "false refusals": share,
        "threshold": round(threshold, 4),
        "caught": round(caught, 4),
    }
