"""The bundled embedder in each of its back ends: does a faster one still find the same?"""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from ragqa import factory
from ragqa.configuration import load_settings
from ragqa.embedding.prefixed import PrefixedEmbeddings
from ragqa.processor import Backend
from tests.bench.squad import paragraphs

Vectors = NDArray[np.float32]
BASELINE: Backend = "torch-fp32"
_TURN = 32  # texts that one back end embeds before it is another's turn


class _Entry:
    """One back end with what it took and made."""

    def __init__(self, backend: Backend) -> None:
        settings = load_settings({"embedder_backend": backend}).settings
        self.embedder: PrefixedEmbeddings = factory.open_embeddings(settings)
        self.seconds: list[float] = []

    def embed(self, texts: Sequence[str], prefix: str) -> list[list[float]]:
        began = time.perf_counter()
        vectors = self.embedder._embed([prefix + text for text in texts])
        self.seconds.append(time.perf_counter() - began)
        return vectors


def compare(folder: Path, sets: Mapping[str, tuple[str, str | None]]) -> dict[str, Any]:
    """For each back end: hit@1 of dense search by set, cosine to float32, and speed.

    Whole paragraphs are embedded, each text once in each back end, the back ends in turns. The
    speed is the median over the turns of float32's time divided by its own.

    Args:
        folder: Of the SQuAD files.
        sets: By name, the file of the paragraphs and that of the questions, None for the same.
    """
    entries = {backend: _Entry(backend) for backend in get_args(Backend)}
    texts, questions = _read(folder, sets)
    read = {file: _in_turns(entries, rows, "passage: ") for file, rows in texts.items()}
    speed = _speed(entries)
    asked = {file: _in_turns(entries, rows, "query: ") for file, rows in questions.items()}
    figures: dict[str, Any] = {}
    for backend in entries:
        cosines = np.concatenate(
            [
                (vectors[backend] * vectors[BASELINE]).sum(axis=1)
                for vectors in (*read.values(), *asked.values())
            ]
        )
        figures[backend] = {
            "hit@1": {
                name: _hit(folder, t, q or t, read[t][backend], asked[q or t][backend])
                for name, (t, q) in sets.items()
            },
            "cosine min": round(float(cosines.min()), 5),
            "cosine mean": round(float(cosines.mean()), 5),
            "times the speed of float32": speed[backend],
        }
    return figures


def _read(
    folder: Path, sets: Mapping[str, tuple[str, str | None]]
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    texts = {t: [p["context"] for _, p in paragraphs(folder / t)] for t, _ in sets.values()}
    questions = {
        q or t: [qa["question"] for _, p in paragraphs(folder / (q or t)) for qa in p["qas"]]
        for t, q in sets.values()
    }
    return texts, questions


def _in_turns(
    entries: Mapping[Backend, _Entry], texts: Sequence[str], prefix: str
) -> dict[Backend, Vectors]:
    found: dict[Backend, list[list[float]]] = {backend: [] for backend in entries}
    for start in range(0, len(texts), _TURN):
        for backend, entry in entries.items():
            found[backend] += entry.embed(texts[start : start + _TURN], prefix)
    return {backend: np.array(rows, np.float32) for backend, rows in found.items()}


def _speed(entries: Mapping[Backend, _Entry]) -> dict[Backend, float]:
    base = entries[BASELINE].seconds
    return {
        backend: round(
            statistics.median(b / s for b, s in zip(base, entry.seconds, strict=True)), 2
        )
        for backend, entry in entries.items()
    }


def _hit(folder: Path, texts: str, questions: str, read: Vectors, asked: Vectors) -> float:
    """Share of the questions whose nearest paragraph is their own."""
    own = [key for key, p in paragraphs(folder / questions) for _ in p["qas"]]
    keys = [key for key, _ in paragraphs(folder / texts)]
    nearest = (asked @ read.T).argmax(axis=1)
    right = sum(int(keys[n] == key) for n, key in zip(nearest, own, strict=True))
    return round(right / len(own), 4)
