"""Do the quoted sentences hold the answer? The whole chain without a language model."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from ragqa import chat_model, factory
from ragqa.embedding.embedder import Embedder
from ragqa.evaluate import Corpus, load_beir
from ragqa.index import Index
from ragqa.settings import Settings
from ragqa.text.language import fold
from ragqa.types import Answer
from tests.bench.squad import paragraphs, write_beir
from ui.evaluation.question_set import store_corpus
from ui.evaluation.running import open_scratch_index

_LINE_END = re.compile(r"\s\[\d+\](?:\n|$)")  # a quoted line may go over several lines of text
_EDGES = re.compile(r"^[。，、；：！？,.;:!?]+|[。，、；：！？,.;:!?]+$")
HALVES = ("tuning half", "held-out half")  # articles with an even and with an odd number


@dataclass(frozen=True, slots=True)
class _Read:
    """How one question was answered.

    Attributes:
        half: 0 for the articles that constants are chosen by, 1 for the others.
        quotes: How many lines the answer has.
        length: Characters of the first line.
        best: Whether it holds the gold answer.
        any: Whether any line does.
        refused: Whether the evidence gate would have refused.
        seconds: Of reading, after search.
    """

    half: int
    quotes: int
    length: int
    best: bool
    any: bool
    refused: bool
    seconds: float


def reading(
    settings: Settings, embeddings: Embedder, texts: Path, questions: Path | None = None
) -> dict[str, Any]:
    """Shares of questions whose first line, and whose up to three, hold the gold answer.

    The answer is compared after ``language.fold``, without white space and without marks at the
    edges of the gold, which some of CMRC have; any of the golds counts.
    The evidence gate is off: what it would refuse is told apart.

    Args:
        settings: As the app's.
        embeddings: One that remembers makes variants of the reader quick to compare.
        texts: SQuAD file of the paragraphs, all of which are indexed, with the answers.
        questions: The file whose questions are asked; a translation, or the same when None.
    """
    golds = {
        f"{key}-{n}": [_bare(answer["text"]) for answer in qa["answers"]]
        for key, paragraph in paragraphs(texts)
        for n, qa in enumerate(paragraph["qas"])
    }
    with tempfile.TemporaryDirectory() as scratch:
        corpus = load_beir(write_beir(Path(scratch), texts, questions))
    with open_scratch_index(embeddings) as index:
        store_corpus(corpus, index, settings)
        read = _read_all(corpus, index, settings, golds)
    return {
        name: _figures([r for r in read if r.half == half]) for half, name in enumerate(HALVES)
    } | {"all": _figures(read), "ms to read, median": round(1000 * median(r.seconds for r in read))}


def _read_all(
    corpus: Corpus, index: Index, settings: Settings, golds: Mapping[str, Sequence[str]]
) -> list[_Read]:
    chat = chat_model.open_chat(settings, index.embeddings)
    guarded = factory.chain_over(index, settings, chat)
    ungated = settings.model_copy(update={"evidence_threshold": 0.0})
    open_to_all = factory.chain_over(index, ungated, chat)
    found = []
    for case in corpus.cases:
        answer = guarded.invoke(case.question)
        if refused := answer.refused:
            answer = open_to_all.invoke(case.question)
        found.append(_read(case.id, answer, golds[case.id], refused))
    return found


def _read(key: str, answer: Answer, golds: Sequence[str], refused: bool) -> _Read:
    given = _LINE_END.split(answer.text)
    lines = [_squeezed(line) for line in given]
    return _Read(
        half=int(key.split("-")[0]) % 2,
        quotes=len(lines) - 1,
        length=len(given[0]),
        best=any(gold in lines[0] for gold in golds),
        any=any(gold in line for gold in golds for line in lines),
        refused=refused,
        seconds=answer.timings.get("first_token", 0.0) + answer.timings.get("generate", 0.0),
    )


def _figures(read: Sequence[_Read]) -> dict[str, Any]:
    def share(holds: Callable[[_Read], bool]) -> float:
        return round(sum(map(holds, read)) / len(read), 4)

    return {
        "questions": len(read),
        "best": share(lambda r: r.best),
        "any of three": share(lambda r: r.any),
        "characters of the best, median": round(median(r.length for r in read)),
        "quotes given": {n: share(lambda r, n=n: r.quotes == n) for n in (1, 2, 3)},  # type: ignore[misc]
        "refused by the evidence gate": share(lambda r: r.refused),
        "best, and not refused": share(lambda r: r.best and not r.refused),
        "any of three, and not refused": share(lambda r: r.any and not r.refused),
    }


def _squeezed(text: str) -> str:
    return "".join(fold(text).split())


def _bare(gold: str) -> str:
    squeezed = _squeezed(gold)
    return _EDGES.sub("", squeezed) or squeezed
