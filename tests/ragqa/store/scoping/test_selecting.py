"""That search is kept to folders, types, days and pages, and what is said when nothing fits."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from ragqa.errors import UnknownSourceError
from ragqa.index import Index
from ragqa.retrieval import HybridRetriever
from ragqa.scope import Scope, read_scope
from ragqa.sources import Source
from tests.builders import chunk
from tests.fakes import HashEmbeddings

DAYS = {
    "reports/2024/a.pdf": "2024-03-05",
    "reports/2025/b.PDF": "2025-06-30",
    "notes/c.md": "2026-01-01",
    "reports.md": "2026-01-02",
}


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    """Four documents of /docs; the PDF files have a page for each of their chunks."""
    embeddings = HashEmbeddings()
    with Index.open(tmp_path / "index", embeddings, splitter="s1") as index:
        with index.writer() as writer:
            for source, day in DAYS.items():
                pages = 12 if source.endswith("a.pdf") else 3 if source.endswith("PDF") else 0
                chunks = [
                    chunk(_text(source, n), document=source, source=source, n=n, start=99 * n)
                    if not pages
                    else chunk(
                        _text(source, n),
                        document=source,
                        source=source,
                        n=n,
                        start=99 * n,
                        pages=(n + 1, min(n + 2, pages)),
                    )
                    for n in range(pages or 2)
                ]
                vectors = embeddings.embed_documents([c.text for c in chunks])
                writer.put(_document(source, day, pages, len(chunks)), chunks, vectors)
        yield index


def _text(source: str, n: int) -> str:
    # Texts that are much alike would be taken for copies.
    return "red wine " + hashlib.sha256(f"{source} {n}".encode()).hexdigest()


def _document(source: str, day: str, pages: int, chunks: int) -> Source:
    noon = datetime.fromisoformat(f"{day}T12:00:00").timestamp()
    return Source(
        document_id=source,
        folder="/docs",
        source=source,
        path=f"/docs/{source}",
        revision=1,
        size=1,
        mtime_ns=int(noon) * 10**9,
        sha256="",
        pages=pages,
        pages_without_text=0,
        chunks=chunks,
    )


def found(index: Index, **given: Any) -> set[str]:
    hits = HybridRetriever(index=index, k=99).search("red wine", read_scope(given))
    return {hit.chunk.source for hit in hits}


@pytest.mark.parametrize(
    ("given", "sources"),
    [
        ({"folder": "reports"}, ["reports/2024/a.pdf", "reports/2025/b.PDF"]),
        ({"folder": "reports/2025/"}, ["reports/2025/b.PDF"]),
        ({"folder": "2025"}, ["reports/2025/b.PDF"]),
        ({"folder": "/docs/notes"}, ["notes/c.md"]),
        ({"folder": "/docs"}, list(DAYS)),
        ({"folder": "/"}, list(DAYS)),
        ({"types": "pdf"}, ["reports/2024/a.pdf", "reports/2025/b.PDF"]),
        ({"types": ["md", "pdf"]}, list(DAYS)),
        ({"since": "2025-06-30"}, ["reports/2025/b.PDF", "notes/c.md", "reports.md"]),
        ({"until": "2025"}, ["reports/2024/a.pdf", "reports/2025/b.PDF"]),
        ({"until": "2999", "folder": "reports/2024"}, ["reports/2024/a.pdf"]),
        ({"since": "2026-01-01", "until": "2026-01-01"}, ["notes/c.md"]),
        ({"folder": "reports", "until": date(2024, 12, 31)}, ["reports/2024/a.pdf"]),
        ({"sources": ["a.pdf", "notes/c.md"], "types": "md"}, ["notes/c.md"]),
    ],
)
def test_only_documents_for_which_every_condition_holds_are_searched(
    index: Index, given: dict[str, Any], sources: list[str]
) -> None:
    assert found(index, **given) == set(sources)


def test_pages_choose_chunks_that_touch_them(index: Index) -> None:
    retriever = HybridRetriever(index=index, k=99)
    hits = retriever.search("red wine", read_scope({"pages": "3-4"}))
    touched = {(hit.chunk.source, hit.chunk.page_first) for hit in hits}
    assert touched == {
        *(("reports/2024/a.pdf", page) for page in (2, 3, 4)),
        *(("reports/2025/b.PDF", page) for page in (2, 3)),
    }


def test_pages_deep_in_a_document_are_found_though_the_engines_do_not_know_of_them(
    index: Index,
) -> None:
    query = index.embed("red wine 0")
    within = index.select(Scope(pages=(12, 12)))
    assert within.documents == ["reports/2024/a.pdf"]
    for search in (index.dense, index.lexical):
        keys = {key for key, _ in search(query, 2, within)}
        assert keys == {"reports/2024/a.pdf.1.10", "reports/2024/a.pdf.1.11"}


@pytest.mark.parametrize("given", ["Resúlts 2024", "results", "/docs/zz/RESULTS-2024/", "esults"])
def test_of_many_folders_the_nearest_is_named_first(given: str, tmp_path: Path) -> None:
    embeddings = HashEmbeddings()
    with Index.open(tmp_path / "many", embeddings, splitter="s1") as index:
        with index.writer() as writer:
            for name in ("zz/results-2024", *(f"folder-{n}" for n in range(12))):
                source = f"{name}/a.txt"
                chunks = [chunk("wine", document=source, source=source)]
                vectors = embeddings.embed_documents(["wine"])
                writer.put(_document(source, "2026-01-01", 0, 1), chunks, vectors)
        with pytest.raises(UnknownSourceError) as error:
            index.select(Scope(folder=given))
    named = str(error.value).rpartition("there are: ")[2].split(", ")
    assert named[0] == "zz/results-2024"
    assert len(named) == 9
    assert named[-1] == "…."


@pytest.mark.parametrize(
    ("given", "said", "said_zh"),
    [
        ({"folder": "report"}, r'folder "report".*there are: reports', "文件夹 “report” 中的文档"),
        ({"types": ["docx"]}, r"of type docx.*there are: md, pdf\.", "docx 文档"),
        ({"since": "2027"}, r"of these days.*2024-03-05 – 2026-01-02", "这些日期的文档"),
        ({"pages": 13}, r"with a page 13 .*there are: 1-12\.", "页数达到 13 的文档"),
        ({"types": "md", "pages": 1}, "all conditions hold; leave one out", "符合全部条件"),
        ({"sources": "b.PDF", "folder": "notes"}, "all conditions hold", "符合全部条件"),
        ({"sources": "b.pdf"}, r'no document "b\.pdf"', "没有文档 “b.pdf”"),
        ({"folder": "\ud800"}, "in a folder", "文件夹"),
    ],
)
def test_what_there_is_instead_is_said(
    index: Index, given: dict[str, Any], said: str, said_zh: str
) -> None:
    with pytest.raises(UnknownSourceError, match=said) as error:
        found(index, **given)
    assert said_zh in error.value.zh


def test_conditions_that_hold_for_everything_need_no_filter(index: Index) -> None:
    assert index.select(read_scope({"folder": "/docs", "since": "2020"})).documents is None
