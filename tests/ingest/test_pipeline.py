"""The pipeline from parsed texts to the index: batches, limits, pages, stopping."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.parsed import Heading, PageStart, Parsed, Remark
from ingest.report import Progress, SyncInterruptedError
from ingest.splitting.split import SPLITTER
from ingest.sync import TEXTS, store_texts
from ragqa.index import Index
from tests.ingest.indexing import OPTIONS, Batches, consistent, known, nearest, results, statuses


def many(names: Sequence[str], sentences: int = 1) -> list[tuple[str, Parsed]]:
    return [(name, Parsed(f"The text of {name} is short. " * sentences)) for name in names]


def test_small_documents_are_embedded_together_and_large_ones_in_parts(tmp_path: Path) -> None:
    embedder = Batches()
    with Index.open(tmp_path / "index", embedder, splitter=SPLITTER) as index:
        report = store_texts(many([f"t{i}" for i in range(100)]), index, OPTIONS)
        assert sum(embedder.sizes) == report.totals["new"] == 100
        assert all(16 <= size <= 64 for size in embedder.sizes[:-1])
        embedder.sizes.clear()
        report = store_texts(many(["long"], sentences=800), index, OPTIONS)
        assert sum(embedder.sizes) == results(report)["long"].chunks > 64
        assert max(embedder.sizes) <= 64
        assert consistent(index)


class Waiting(Batches):
    """Embeds its second batch only when a document of the first is told to be written."""

    def __init__(self) -> None:
        super().__init__()
        self.written = threading.Event()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        assert not self.sizes or self.written.wait(60)
        return super().embed_documents(texts)


def test_documents_are_written_while_the_next_batch_is_embedded(tmp_path: Path) -> None:
    embedder = Waiting()

    def progress(made: Progress) -> None:
        if made.files_done:
            embedder.written.set()

    with Index.open(tmp_path / "index", embedder, splitter=SPLITTER) as index:
        store_texts(many([f"t{i}" for i in range(100)]), index, OPTIONS, progress=progress)
        assert sum(embedder.sizes) == 100
        assert consistent(index)


class Telling(Batches):
    """Tells when it embeds."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = threading.Event()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.embedding.set()
        return super().embed_documents(texts)


def test_what_fills_no_batch_is_embedded_while_the_next_document_is_read(tmp_path: Path) -> None:
    embedder = Telling()

    def read() -> Iterator[tuple[str, Parsed]]:
        yield from many([f"t{i}" for i in range(20)])
        assert embedder.embedding.wait(60)
        yield from many(["long"], sentences=100)

    with Index.open(tmp_path / "index", embedder, splitter=SPLITTER) as index:
        report = store_texts(read(), index, OPTIONS)
        assert report.totals["new"] == 21
        assert consistent(index)


def test_stop_keeps_what_was_finished_and_the_next_run_does_the_rest(tmp_path: Path) -> None:
    embedder = Batches(stop_at=1)
    with Index.open(tmp_path / "index", embedder, splitter=SPLITTER) as index:
        texts = many([f"t{i:03}" for i in range(100)])
        with pytest.raises(SyncInterruptedError) as stopped:
            store_texts(texts, index, OPTIONS)
        kept = embedder.sizes[0]
        assert stopped.value.report.totals["new"] == kept == len(index.sources())
        assert consistent(index)
        rest = store_texts(texts, index, OPTIONS)
        assert (rest.totals["unchanged"], rest.totals["new"]) == (kept, 100 - kept)


def test_a_text_that_changes_stays_in_its_collection(index: Index) -> None:
    store_texts([("a", Parsed("One."))], index, OPTIONS)
    with index.writer() as writer:
        writer.collect(TEXTS, "mine")
    store_texts([("a", Parsed("Two."))], index, OPTIONS)
    assert (known(index)["a"].revision, known(index)["a"].collection) == (2, "mine")


def test_title_and_headings_are_embedded_but_not_stored(tmp_path: Path) -> None:
    embedder = Batches()
    parsed = Parsed("概览\n\n正文在此。", (), (Heading(0, 1, "概览"),), "指南")
    with Index.open(tmp_path / "index", embedder, splitter=SPLITTER) as index:
        store_texts([("a", parsed)], index, OPTIONS)
        assert embedder.texts == ["指南 > 概览\n概览\n\n正文在此。"]
        assert nearest(index, "正文") == "概览\n\n正文在此。"


def test_chunks_fit_an_embedder_that_takes_less_than_the_setting(tmp_path: Path) -> None:
    embedder = Batches()
    embedder.max_tokens = 128
    parsed = Parsed("一二三四五六七八九十。" * 200, (), (Heading(0, 1, "标题" * 100),), "题目" * 90)
    with Index.open(tmp_path / "index", embedder, splitter=SPLITTER) as index:
        store_texts([("a", parsed)], index, replace(OPTIONS, chunk_tokens=512, chunk_overlap=400))
    assert max(embedder.count_tokens(text) for text in embedder.texts) <= 128 - 2


def test_pages_are_counted_and_those_without_text_are_a_warning(index: Index) -> None:
    pages = (PageStart(0, 1, "i"), PageStart(11, 2, "ii"), PageStart(11, 3, "1"))
    parsed = Parsed("First page. Third page.", pages, (), "", (2,))
    for status in ("new", "unchanged"):
        [file] = store_texts([("a", parsed)], index, OPTIONS).files
        assert (file.status, file.pages, file.pages_without_text) == (status, 3, 1)
        assert file.reason == "1 of 3 pages has no text."
        assert file.reason_zh == "3 页中有 1 页没有文字。"
    assert known(index)["a"].reason == "1 of 3 pages has no text."


def test_remarks_are_told_beside_the_warning_and_again_the_next_time(index: Index) -> None:
    pages = (PageStart(0, 1), PageStart(11, 3))
    remarks = (Remark("b.exe was not read.", "b.exe 未读取。"),)
    parsed = Parsed("First page. Third page.", pages, (), "", (2,), remarks)
    [file] = store_texts([("a", parsed)], index, OPTIONS).files
    assert file.reason == "1 of 3 pages has no text. b.exe was not read."
    assert file.reason_zh == "3 页中有 1 页没有文字。 b.exe 未读取。"
    [again] = store_texts([("a", parsed)], index, OPTIONS).files
    assert (again.status, again.reason) == ("unchanged", file.reason)
    assert again.reason_zh == file.reason_zh


def test_document_of_which_no_page_has_text_has_failed_and_the_reason_says_why(
    index: Index,
) -> None:
    parsed = Parsed("", (PageStart(0, 1), PageStart(0, 2)), (), "", (1, 2))
    [file] = store_texts([("scan", parsed)], index, OPTIONS).files
    assert file.status == "failed"
    assert file.reason.startswith("None of its 2 pages has text")


def test_texts_are_replaced_by_name_and_others_stay(index: Index) -> None:
    store_texts([("a", Parsed("Alpha.")), ("b", Parsed("Beta."))], index, OPTIONS)
    report = store_texts([("a", Parsed("Gamma."))], index, OPTIONS)
    assert statuses(report) == {"a": "changed"}
    assert set(known(index)) == {"a", "b"}
    assert nearest(index, "Gamma") == "Gamma."
    assert consistent(index)


def test_name_that_occurs_twice_among_texts_has_failed_the_second_time(index: Index) -> None:
    report = store_texts([("a", Parsed("Alpha.")), ("a", Parsed("Beta."))], index, OPTIONS)
    assert sorted(file.status for file in report.files) == ["failed", "new"]
