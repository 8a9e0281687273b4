"""What the tests of ingestion share: files to ingest, and a look into the index."""

from __future__ import annotations

from pathlib import Path

from ingest.options import Options
from ingest.report import FileResult, Report
from ragqa.index import Index
from ragqa.sources import Source
from tests.fakes import HashEmbeddings

OPTIONS = Options(max_file_bytes=1_000_000, parse_seconds=60, chunk_tokens=64, chunk_overlap=8)


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def results(report: Report) -> dict[str, FileResult]:
    assert len({file.source for file in report.files}) == len(report.files)
    return {file.source: file for file in report.files}


def statuses(report: Report) -> dict[str, str]:
    return {source: file.status for source, file in results(report).items()}


def known(index: Index) -> dict[str, Source]:
    return {source.source: source for source in index.sources()}


def nearest(index: Index, question: str) -> str:
    """The text of the chunk that is nearest to a question."""
    [(key, _), *_] = index.dense(index.embed(question), 1)
    return index.chunks([key])[key].text


def consistent(index: Index) -> bool:
    health = index.check()
    live = sum(source.chunks for source in index.sources())
    stored = {health.chunks_catalog, health.chunks_vectors, health.chunks_keywords}
    return stored == {live} and not health.problems()


class Batches(HashEmbeddings):
    """Notes how many texts come at once; stops the run at the batch of the given number."""

    def __init__(self, stop_at: int = -1) -> None:
        super().__init__()
        self.sizes: list[int] = []
        self.texts: list[str] = []
        self._stop_at = stop_at

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        if len(self.sizes) == self._stop_at:
            self._stop_at = -1
            raise KeyboardInterrupt
        self.sizes.append(len(texts))
        self.texts += texts
        return super().embed_documents(texts)
