"""Chunks, hits and passages with the fields a test does not care about filled in."""

from __future__ import annotations

from ragqa.types import Chunk, Copy, Hit, Passage


def chunk(
    text: str,
    *,
    n: int = 0,
    start: int = 0,
    document: str = "d",
    revision: int = 1,
    source: str = "a.pdf",
    pages: tuple[int, int] | None = None,
    breaks: tuple[int, ...] = (),
    headings: tuple[str, ...] = (),
) -> Chunk:
    """A chunk numbered ``n`` that begins at ``start``."""
    return Chunk(
        text=text,
        document_id=document,
        revision=revision,
        chunk=n,
        source=source,
        page_first=pages[0] if pages else None,
        page_last=pages[1] if pages else None,
        page_label="",
        headings=headings,
        start=start,
        end=start + len(text),
        page_breaks=breaks,
    )


def pieces(text: str, *spans: tuple[int, int], document: str = "d") -> list[Chunk]:
    """The chunks ``text[start:end]`` of a document, all on its first page."""
    return [
        chunk(text[a:b], n=n, start=a, document=document, pages=(1, 1))
        for n, (a, b) in enumerate(spans)
    ]


def hit(
    of: Chunk, score: float = 1.0, *, dense: float = 0.8, coverage: float = 0.5, maxsim: float = 0.0
) -> Hit:
    """A hit on ``of``."""
    return Hit(
        of, score=score, dense=dense, lexical=coverage * 10, coverage=coverage, maxsim=maxsim
    )


def passage(
    text: str,
    *,
    source: str = "a.pdf",
    start: int = 0,
    page: int | None = 1,
    score: float = 1.0,
    headings: tuple[str, ...] = (),
) -> Passage:
    """A passage on one page."""
    return Passage(
        text=text,
        document_id="d",
        revision=1,
        source=source,
        page_first=page,
        page_last=page,
        page_label="",
        headings=headings,
        start=start,
        end=start + len(text),
        score=score,
        chunk_ids=(f"d.1.{start}",),
    )


def copy_in(source: str, page: int | None = None, headings: tuple[str, ...] = ()) -> Copy:
    """A place in the document that is called ``source``."""
    return Copy(source, page, page, "", headings, f"id-{source}", 1)
