"""`ragqa eval` of folders, by an embedder that works out each text once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ragqa import factory
from ragqa.configuration import load_settings
from ragqa.embedding.prefixed import PrefixedEmbeddings
from ui.evaluation import running as evaluation
from ui.evaluation.question_set import read_set
from ui.evaluation.remembering import RememberingEmbedder

MODES = ("dense", "lexical", "hybrid", evaluation.DEFAULT_MODE)


class ReadOnce(RememberingEmbedder):
    """Also what is read at ingestion, for folders that hold the same files, or are asked again."""

    def __init__(self, embedder: PrefixedEmbeddings) -> None:
        super().__init__(embedder)
        self._reader = embedder
        self._documents: dict[tuple[str, int], tuple[list[float], NDArray[np.float32]]] = {}

    def read_documents(
        self, texts: Sequence[str], starts: Sequence[int]
    ) -> list[tuple[list[float], NDArray[np.float32]]]:
        """As the embedder."""
        asked = list(zip(texts, starts, strict=True))
        missing = [each for each in dict.fromkeys(asked) if each not in self._documents]
        if missing:
            read = self._reader.read_documents([t for t, _ in missing], [s for _, s in missing])
            self._documents.update(zip(missing, read, strict=True))
        return [self._documents[each] for each in asked]


class Measure:
    """`ragqa eval` in all modes, by one embedder, which works out each text once."""

    def __init__(self) -> None:
        self._settings = load_settings().settings
        self._embedder = ReadOnce(factory.open_embeddings(self._settings))

    def __call__(self, folder: Path, questions: Path | None = None) -> dict[str, Any]:
        asked = read_set(folder, questions)
        assert asked is not None
        report = evaluation.run(
            self._settings,
            asked,
            modes=MODES,
            answers=False,
            embeddings=self._embedder,
        )
        return {**report["results"], "documents": report["documents"], "chunks": report["chunks"]}
