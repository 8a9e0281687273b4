"""A document on its way into the index: what is read of it, and what is embedded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ingest.parsed import Parsed
from ingest.report import Status
from ingest.splitting.split import Piece
from ragqa.errors import DocumentError
from ragqa.sources import Source
from ragqa.types import Chunk


@dataclass(frozen=True, slots=True)
class Job:
    """A document to be read.

    Attributes:
        document: As it will be when it was read: new revision, size, time and hash.
        before: As the index knows it; None for a new one.
    """

    document: Source
    before: Source | None

    @property
    def status(self) -> Status:
        """What its result is called when all goes well."""
        before = self.before
        if before is None or not before.revision:
            return "new"
        is_same = before.sha256 == self.document.sha256 and not before.failed
        return "reread" if is_same else "changed"


Taken = tuple[Job, Parsed | DocumentError, float]
"""A document, what reading it gave, and the seconds that took."""


@dataclass(slots=True)
class Pending:
    """A document whose chunks are being embedded; vectors and tokens by the chunk's number."""

    job: Job
    source: Source
    chunks: list[Chunk]
    seconds: float
    vectors: dict[int, list[float]] = field(default_factory=dict)
    tokens: dict[int, bytes] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether all its chunks are embedded."""
        return len(self.vectors) == len(self.chunks)

    def reuse(
        self,
        same: Mapping[int, str],
        vectors: Mapping[str, NDArray[np.float32]],
        tokens: Mapping[str, bytes],
    ) -> None:
        """Take what is embedded of chunks from others that say the same.

        Args:
            same: The ids of those, by the numbers of the chunks.
            vectors: Theirs.
            tokens: Theirs, as far as they were kept.
        """
        for number, key in same.items():
            if key in vectors:
                self.vectors[number] = vectors[key].tolist()
                self.tokens[number] = tokens.get(key, b"")

    def in_order(self) -> tuple[list[list[float]], list[bytes]]:
        """Vectors and tokens in the order of the chunks, all of which are embedded."""
        numbers = range(len(self.chunks))
        return [self.vectors[n] for n in numbers], [self.tokens[n] for n in numbers]


def chunk_of(piece: Piece, number: int, source: Source) -> Chunk:
    """A piece of a document as it is stored."""
    return Chunk(
        text=piece.text,
        document_id=source.document_id,
        revision=source.revision,
        chunk=number,
        source=source.source,
        page_first=piece.page_first,
        page_last=piece.page_last,
        page_label=piece.page_label,
        headings=piece.headings,
        start=piece.start,
        end=piece.end,
        page_breaks=piece.page_breaks,
        sha256=source.sha256,
    )
