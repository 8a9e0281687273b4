"""What the tools give back: bounded, so that no document fills the window of who asks. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel

from ragqa.sources import Source
from ragqa.types import Answer, Chunk, Citation, Copy, Hit

LONGEST_TEXT = 4_000
"""Characters of a found chunk or a quote."""


class Elsewhere(BaseModel):
    """Where in another document the same stands too."""

    source: str
    document_id: str
    page_first: int | None
    page_last: int | None
    headings: list[str]


class Found(BaseModel):
    """A chunk that fits a question; ``chunk`` is where ``read_source`` finds it again.

    ``cut`` says that its text is longer than what is shown.
    """

    source: str
    document_id: str
    chunk: int
    page_first: int | None
    page_last: int | None
    headings: list[str]
    score: float
    text: str
    cut: bool = False
    also: list[Elsewhere] = []


class SearchResult(BaseModel):
    """The chunks that fit best, best first."""

    found: list[Found]


class Quote(BaseModel):
    """What a marker [number] in an answer stands for; ``quote`` is the documents' own sentence."""

    number: int
    source: str
    document_id: str
    page_first: int | None
    page_last: int | None
    headings: list[str]
    quote: str
    verified: bool
    also: list[Elsewhere] = []


class Answered(BaseModel):
    """An answer from the documents.

    Attributes:
        text: With markers like [1].
        refused: Whether the documents do not answer the question.
        weak: Whether too little was found, which ``anyway`` answers from all the same.
        citations: In the order of their markers.
        unsupported: Sentences of the answer that nothing in the documents supports.
        contradictions: Pairs of quotes that say different things.
        searched_for: The question as it was searched for.
        model: Who wrote it.
    """

    text: str
    refused: bool
    weak: bool
    citations: list[Quote]
    unsupported: list[str]
    contradictions: list[tuple[Quote, Quote]]
    searched_for: str
    model: str


class Listed(BaseModel):
    """A document of the index; ``remark`` says what is wrong with it."""

    source: str
    document_id: str
    collection: str
    pages: int
    pages_without_text: int
    chunks: int
    remark: str


class SourceList(BaseModel):
    """Some of the documents; ``next_offset`` is where the rest begins, None after the last."""

    total: int
    sources: list[Listed]
    next_offset: int | None


class SourceText(BaseModel):
    """A part of a document's text; ``next_chunk`` is where the rest begins, None at its end.

    ``remark`` says what is wrong with the document, such as why it has no text.
    """

    source: str
    document_id: str
    collection: str
    page_first: int | None
    page_last: int | None
    text: str
    next_chunk: int | None
    remark: str


def found(hit: Hit, also: Sequence[Copy]) -> Found:
    """A hit as it is sent; ``also`` is where else it stands."""
    chunk = hit.chunk
    return Found(
        source=chunk.source,
        document_id=chunk.document_id,
        chunk=chunk.chunk,
        page_first=chunk.page_first,
        page_last=chunk.page_last,
        headings=list(chunk.headings),
        score=round(hit.score, 4),
        text=chunk.text[:LONGEST_TEXT],
        cut=len(chunk.text) > LONGEST_TEXT,
        also=_elsewhere(also),
    )


def answered(answer: Answer) -> Answered:
    """An answer as it is sent."""
    return Answered(
        text=answer.text,
        refused=answer.refused,
        weak=answer.weak,
        citations=[_quote(citation) for citation in answer.citations],
        unsupported=[answer.text[start:end] for start, end in answer.unsupported],
        contradictions=[(_quote(c.first), _quote(c.second)) for c in answer.contradictions],
        searched_for=answer.standalone_question,
        model=answer.model,
    )


def _quote(citation: Citation) -> Quote:
    return Quote(
        number=citation.number,
        source=citation.source,
        document_id=citation.document_id,
        page_first=citation.page_first,
        page_last=citation.page_last,
        headings=list(citation.headings),
        quote=citation.quote[:LONGEST_TEXT],
        verified=citation.verified,
        also=_elsewhere(citation.also),
    )


def _elsewhere(copies: Sequence[Copy]) -> list[Elsewhere]:
    return [
        Elsewhere(
            source=copy.source,
            document_id=copy.document_id,
            page_first=copy.page_first,
            page_last=copy.page_last,
            headings=list(copy.headings),
        )
        for copy in copies
    ]


def listed(sources: Sequence[Source], offset: int, limit: int, language: str) -> SourceList:
    """``limit`` documents from ``offset`` on, with remarks in ``language``."""
    shown = sources[offset : offset + limit]
    rest = offset + limit
    return SourceList(
        total=len(sources),
        sources=[
            Listed(
                source=source.source,
                document_id=source.document_id,
                collection=source.collection,
                pages=source.pages,
                pages_without_text=source.pages_without_text,
                chunks=source.chunks,
                remark=source.reason_in(language),
            )
            for source in shown
        ],
        next_offset=rest if rest < len(sources) else None,
    )


def source_text(source: Source, chunks: Sequence[Chunk], longest: int, language: str) -> SourceText:
    """The text of ``chunks``, whole ones only unless the first alone is too long.

    Args:
        source: Whose they are.
        chunks: In reading order, some of the document's; a chunk repeats the end of the one before.
        longest: Characters.
        language: Of the remark.
    """
    parts: list[str] = []
    used = end = 0
    taken: list[Chunk] = []
    for chunk in chunks:
        text = chunk.text[max(0, end - chunk.start) :] if taken else chunk.text
        # What the splitter left out between two chunks is white space.
        gap = "\n\n" if taken and chunk.start > end else ""
        if taken and used + len(gap) + len(text) > longest:
            break
        parts += [gap, text]
        used += len(gap) + len(text)
        end = max(end, chunk.end)
        taken.append(chunk)
    rest = taken[-1].chunk + 1 if taken else 0
    return SourceText(
        source=source.source,
        document_id=source.document_id,
        collection=source.collection,
        page_first=taken[0].page_first if taken else None,
        page_last=taken[-1].page_last if taken else None,
        text="".join(parts)[:longest],
        next_chunk=rest if taken and rest < source.chunks else None,
        remark=source.reason_in(language),
    )
