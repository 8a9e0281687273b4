"""What is stored, found and cited: chunks, hits, passages, citations.

Offsets and pages are counted as ``ragqa.types`` says.
"""

from __future__ import annotations

import bisect
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from langchain_core.documents import Document

Headings = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of a document's text that is small enough to embed: ``document.text[start:end]``.

    Attributes:
        text: Exactly the characters from ``start`` to ``end`` of the document's text.
        document_id: Stable over renames and changes of the file.
        revision: Grows by one each time the document's content changes, from 1.
        chunk: Position within the document, 0-based.
        source: Path relative to the ingested folder, '/'-separated, as shown.
        page_first: Page of the first character; None where the format has no pages.
        page_last: Page of the last character.
        page_label: Label printed on ``page_first``, "" when there is none.
        headings: Breadcrumb from the outermost heading inwards.
        start: Offset of the first character.
        end: Offset after the last character.
        page_breaks: Offsets at which ``page_first + 1``, ``page_first + 2``… begin.
        sha256: Of the file the text was read from.
    """

    text: str
    document_id: str
    revision: int
    chunk: int
    source: str
    page_first: int | None
    page_last: int | None
    page_label: str
    headings: Headings
    start: int
    end: int
    page_breaks: tuple[int, ...] = ()
    sha256: str = ""

    @property
    def id(self) -> str:
        """Unique in the index: document, revision and position."""
        return chunk_id(self.document_id, self.revision, self.chunk)


def chunk_id(document_id: str, revision: int, chunk: int) -> str:
    """The key of a chunk in every store."""
    return f"{document_id}.{revision}.{chunk}"


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk that search found.

    Attributes:
        chunk: What was found.
        score: What hits are ordered by, higher is better.
        dense: Cosine of query and chunk, -1 to 1.
        lexical: BM25 score, 0 when no word is shared.
        coverage: ``lexical`` divided by the highest score the query could reach, 0 to 1.
        fused: Of ``dense`` and ``coverage``; ``score`` before a reranker looked.
        maxsim: How the question's tokens are met (``interaction.maxsim``), -1 to 1; 0 where no
            reranker looked.
        known: Share of the highest score of the query, 0 to 1, that is due to words which occur in
            the index at all.
        copies: The ids of chunks that mostly repeat it and were left out for it, best first.
    """

    chunk: Chunk
    score: float
    dense: float
    lexical: float
    coverage: float
    fused: float = 0.0
    maxsim: float = 0.0
    known: float = 1.0
    copies: tuple[str, ...] = ()

    def to_document(self) -> Document:
        """As a LangChain document: the chunk's fields and the scores are its metadata."""
        # Importing it takes half a second, which who only looks at the catalog should not wait.
        from langchain_core.documents import Document

        metadata = {f.name: getattr(self.chunk, f.name) for f in fields(Chunk) if f.name != "text"}
        metadata |= {f.name: getattr(self, f.name) for f in fields(Hit) if f.name != "chunk"}
        return Document(id=self.chunk.id, page_content=self.chunk.text, metadata=metadata)

    @classmethod
    def from_document(cls, document: Document) -> Hit:
        """Back from ``to_document``. Raises KeyError when a field is missing."""
        values: dict[str, Any] = dict(document.metadata)
        scores = {f.name: values.pop(f.name) for f in fields(cls) if f.name != "chunk"}
        known = {f.name for f in fields(Chunk)}
        chunk = Chunk(text=document.page_content, **{k: v for k, v in values.items() if k in known})
        return cls(chunk=chunk, **scores)


@dataclass(frozen=True, slots=True)
class Copy:
    """Where in another document the same words stand. Fields as in ``Chunk``."""

    source: str
    page_first: int | None
    page_last: int | None
    page_label: str
    headings: Headings
    document_id: str
    revision: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of one document's text that is shown to the model: one or more chunks, grown.

    Fields as in ``Chunk``; ``score`` and ``headings`` are those of its best hit, ``chunk_ids`` in
    reading order. ``sections`` says from which offset on which headings hold, ``page_labels`` what
    is printed on pages behind the first, as far as its chunks know. ``copies`` are those of its
    hits, and ``also`` tells where they stand, as far as it was looked up.
    """

    text: str
    document_id: str
    revision: int
    source: str
    page_first: int | None
    page_last: int | None
    page_label: str
    headings: Headings
    start: int
    end: int
    score: float
    page_breaks: tuple[int, ...] = ()
    chunk_ids: tuple[str, ...] = ()
    sections: tuple[tuple[int, Headings], ...] = ()
    page_labels: tuple[tuple[int, str], ...] = ()
    copies: tuple[str, ...] = ()
    also: tuple[Copy, ...] = ()

    def headings_at(self, offset: int) -> Headings:
        """The headings that hold for the character at ``offset`` of the document's text."""
        index = bisect.bisect_right(self.sections, offset, key=lambda section: section[0]) - 1
        return self.sections[index][1] if index >= 0 else self.headings

    def page_at(self, offset: int) -> int | None:
        """The page of the character at ``offset`` of the document's text."""
        if self.page_first is None:
            return None
        return self.page_first + bisect.bisect_right(self.page_breaks, offset)

    def label_of(self, page: int | None) -> str:
        """What is printed on one of its pages; "" where nothing is, or it is not known."""
        if page == self.page_first:
            return self.page_label
        return next((label for known, label in self.page_labels if known == page), "")

    def cite(self, number: int, span: tuple[int, int], *, score: float, verified: bool) -> Citation:
        """A citation of ``text[span[0]:span[1]]``. ``number`` is this passage's, 1-based."""
        start, end = self.start + span[0], self.start + span[1]
        page = self.page_at(start)
        return Citation(
            number=number,
            source=self.source,
            page_first=page,
            page_last=self.page_at(end - 1),
            page_label=self.label_of(page),
            headings=self.headings_at(start),
            quote=self.text[span[0] : span[1]],
            start=start,
            end=end,
            score=round(score, 4),
            verified=verified,
            document_id=self.document_id,
            revision=self.revision,
        )


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote that supports an answer.

    Attributes:
        number: Number of the passage as shown in the text, 1-based; several may share one.
        source: Path of the document relative to its folder.
        page_first: Page of the quote's first character; None without pages.
        page_last: Page of its last character.
        page_label: Label printed on ``page_first``, "" when there is none or it is not known.
        headings: Breadcrumb.
        quote: The supporting sentence, letter for letter from the document.
        start: Offset of the quote in the document's text.
        end: Offset after it.
        score: Support between 0 and 1.
        verified: Whether the quote was found in the passage and supports the sentence.
        document_id: To open the document.
        revision: The revision that was cited.
        also: Where else the quote stands, as far as search came across it.
    """

    number: int
    source: str
    page_first: int | None
    page_last: int | None
    page_label: str
    headings: Headings
    quote: str
    start: int
    end: int
    score: float
    verified: bool
    document_id: str = ""
    revision: int = 0
    also: tuple[Copy, ...] = ()
