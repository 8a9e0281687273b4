"""The evidence gate: its weights, fitted, and what it refuses at which threshold."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ragqa.embedding.embedder import Embedder
from ragqa.evaluate import load_beir
from ragqa.factory import retriever_over
from ragqa.scope import Scope
from ragqa.search.evidence import Gate, Weights
from ragqa.search.gates import FUSED, RERANKED
from ragqa.search.told import told
from ragqa.settings import Settings
from ragqa.text.language import detect
from ragqa.types import Hit
from tests.bench.squad import write_beir
from ui.evaluation.question_set import store_corpus
from ui.evaluation.running import open_scratch_index

FALSE_REFUSALS = (0.01, 0.02, 0.05, 0.10)
THRESHOLDS = (0.1, 0.2, 0.25, 0.28, 0.3, 0.33, 0.4, 0.5)
HALVES = ("fitted half", "held-out half")  # articles with an even and with an odd number
_STRENGTH = 10.0  # of scikit-learn's C: little regularisation, there are few weights

Property = Literal["coverage", "maxsim", "cosine", "told"]
# What a hit says in the question's language and in the other, where words rarely meet.
PROPERTIES: dict[str, tuple[tuple[Property, ...], tuple[Property, ...]]] = {
    "reranked": (("maxsim", "told"), ("maxsim",)),
    "fused": (("coverage", "cosine"), ("cosine",)),
}
IN_CODE = {"reranked": RERANKED, "fused": FUSED}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what is found for it, with its paragraph in the index and without.

    Attributes:
        half: 0 for articles with an even number, 1 for the others.
        question: As asked.
        answerable: Hits, best first, of which ``fused`` may be best in another order.
        unanswerable: Without any from the paragraph that answers; its article stays.
    """

    half: int
    question: str
    answerable: tuple[Hit, ...]
    unanswerable: tuple[Hit, ...]


def gate(
    settings: Settings,
    embeddings: Embedder,
    folder: Path,
    sets: Mapping[str, tuple[str, str | None]],
    *,
    fitted: Sequence[str],
) -> dict[str, Any]:
    """Weights fitted anew beside those in the code, and the figures of the latter by set.

    Args:
        settings: As the app's.
        embeddings: One that remembers: a chunk is read for many questions.
        folder: Of the SQuAD files.
        sets: By name, the file of the paragraphs and that of the questions, None for the same.
        fitted: The sets whose fitted half gives the weights; the others are only looked at.
    """
    asked = {
        name: ask(settings, embeddings, folder / texts, folder / questions if questions else None)
        for name, (texts, questions) in sets.items()
    }
    learnt = [a for name in fitted for a in asked[name] if a.half == 0]
    figures: dict[str, Any] = {}
    for kind, known in IN_CODE.items():
        same, other = (
            fit(learnt, properties, kind=kind, foreign=foreign)
            for foreign, properties in enumerate(PROPERTIES[kind])
        )
        figures[kind] = {
            "fitted anew": {"same": asdict(same), "other": asdict(other)},
            "in the code": {"same": asdict(known.same), "other": asdict(known.other)},
            **{name: curves(rows, kind, known) for name, rows in asked.items()},
        }
    return figures


def ask(
    settings: Settings, embeddings: Embedder, texts: Path, questions: Path | None
) -> list[Asked]:
    """Search for every question twice: in all paragraphs, and in all but its own."""
    found: list[Asked] = []
    with tempfile.TemporaryDirectory() as scratch:
        corpus = load_beir(write_beir(Path(scratch), texts, questions))
    with open_scratch_index(embeddings) as index:
        store_corpus(corpus, index, settings)
        sources = [known.source for known in index.sources()]
        deep = max(settings.passages, settings.rerank_depth)
        retriever = retriever_over(index, settings.model_copy(update={"passages": deep}))
        for case in corpus.cases:
            own = {gold.source for gold in case.gold}
            others = Scope(sources=tuple(source for source in sources if source not in own))
            found.append(
                Asked(
                    half=int(case.id.split("-")[0]) % 2,
                    question=case.question,
                    answerable=tuple(retriever.search(case.question)),
                    unanswerable=tuple(retriever.search(case.question, others)),
                )
            )
    return found


def first(hits: Sequence[Hit], kind: str, most: int = 6) -> list[Hit]:
    """Those that the app would have, in the order that the app would have them."""
    if kind == "reranked":
        return list(hits[:most])
    return sorted(hits, key=lambda hit: -hit.fused)[:most]


def fit(
    asked: Sequence[Asked], properties: Sequence[Property], *, kind: str, foreign: int
) -> Weights:
    """Logistic regression over the best hits, as many with an answer as without.

    Args:
        asked: Only those are used whose best hit is in the question's language, or in the other.
        properties: What the weights are for, beside the constant and the language.
        kind: "reranked" or "fused".
        foreign: 1 to learn where the best hit is in the other language, 0 where it is not.
    """
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    rows: list[list[float]] = []
    labels: list[int] = []
    for a in asked:
        language = detect(a.question)
        for label, found in ((1, a.answerable), (0, a.unanswerable)):
            hits = first(found, kind)
            hit = hits[0]
            if (detect(hit.chunk.text) != language) == bool(foreign):
                rows.append(
                    [float(language == "zh"), *(_value(a.question, hit, p) for p in properties)]
                )
                labels.append(label)
    values = np.array(rows)
    mean, deviation = values.mean(axis=0), values.std(axis=0) + 1e-9
    model = LogisticRegression(C=_STRENGTH, max_iter=3000)
    model.fit((values - mean) / deviation, labels)
    slopes: NDArray[np.float64] = model.coef_[0] / deviation
    constant = float(model.intercept_[0] - slopes @ mean)
    named = {p: round(float(s), 2) for p, s in zip(properties, slopes[1:], strict=True)}
    return Weights(constant=round(constant, 2), chinese=round(float(slopes[0]), 2), **named)


def _value(question: str, hit: Hit, name: Property) -> float:
    if name == "told":
        return told(question, hit.chunk)
    return {"coverage": hit.coverage, "maxsim": hit.maxsim, "cosine": hit.dense}[name]


def curves(asked: Sequence[Asked], kind: str, known: Gate) -> dict[str, Any]:
    """For each half and all: [false refusals, caught unanswerables] by threshold, and caught at
    some shares of false refusals."""
    parts = {name: [a for a in asked if a.half == half] for half, name in enumerate(HALVES)}
    return {name: _curve(rows, kind, known) for name, rows in {**parts, "all": asked}.items()}


def _curve(asked: Sequence[Asked], kind: str, known: Gate) -> dict[str, Any]:
    def probabilities(hits: Sequence[Sequence[Hit]]) -> NDArray[np.float64]:
        return np.array(
            [
                known.probability(first(h, kind), detect(a.question), a.question)
                for a, h in zip(asked, hits, strict=True)
            ]
        )

    with_it = probabilities([a.answerable for a in asked])
    without = probabilities([a.unanswerable for a in asked])
    return {
        "questions": len(asked),
        "threshold: false refusals, caught": {
            t: [round(float((p < t).mean()), 3) for p in (with_it, without)] for t in THRESHOLDS
        },
        "false refusals: caught": {
            s: round(float((without < np.quantile(with_it, s)).mean()), 3) for s in FALSE_REFUSALS
        },
    }
