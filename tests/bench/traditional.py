"""What is lost when questions about traditional Chinese texts are asked in simplified ones."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from opencc import OpenCC

from ragqa import evaluate
from ragqa.embedding.embedder import Embedder
from ragqa.evaluate.ranking import rank
from ragqa.settings import Settings
from tests.bench.squad import write_beir
from ui.evaluation import running as evaluation
from ui.evaluation.question_set import store_corpus
from ui.evaluation.running import open_scratch_index

_K = 10


def loss(
    settings: Settings,
    embeddings: Embedder,
    texts: Path,
    modes: tuple[str, ...],
    *,
    limit: int | None = None,
) -> dict[str, Any]:
    """For each way to search, the figures of both, and the paired difference.

    Args:
        settings: Of the app.
        embeddings: Of the index; one that remembers saves the second half of the time.
        texts: A SQuAD file in traditional characters.
        modes: Of ``evaluation.MODES``.
        limit: Only so many questions, drawn with the seed of `ragqa eval`.

    Returns:
        {mode: {"traditional": figures, "simplified": figures, "difference": {metric: {"value",
        "low", "high"}}}}; below 0 where the simplified questions do worse.
    """
    simplify = OpenCC("t2s").convert
    with tempfile.TemporaryDirectory() as scratch:
        corpus = evaluate.load_beir(write_beir(Path(scratch), texts))
    cases = evaluate.sample(corpus.cases, limit, evaluation.SEED)
    simplified = [replace(case, question=simplify(case.question)) for case in cases]
    found = {}
    with open_scratch_index(embeddings) as index:
        store_corpus(corpus, index, settings)
        for mode in modes:
            search = evaluation.MODES[mode](settings, index, _K)
            asked = rank(cases, search, k=_K, unit="document")
            other = rank(simplified, search, k=_K, unit="document")
            found[mode] = {
                "traditional": asked.figures(),
                "simplified": other.figures(),
                "difference": other.difference(asked),
            }
    return found
