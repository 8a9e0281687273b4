"""The values that pass between the parts.

Offsets are 0-based character positions in the text of a document, ``end`` exclusive.
Pages are 1-based positions in the file; the label is what is printed on the page.
"""

from ragqa.types.answered import (
    Answer,
    Condensed,
    Contradiction,
    Event,
    Finished,
    Ledger,
    PromptRead,
    Question,
    Queued,
    Reading,
    Retrieved,
    Token,
    Turn,
    Unread,
)
from ragqa.types.found import Chunk, Citation, Copy, Headings, Hit, Passage, chunk_id

__all__ = [
    "Answer",
    "Chunk",
    "Citation",
    "Condensed",
    "Contradiction",
    "Copy",
    "Event",
    "Finished",
    "Headings",
    "Hit",
    "Ledger",
    "Passage",
    "PromptRead",
    "Question",
    "Queued",
    "Reading",
    "Retrieved",
    "Token",
    "Turn",
    "Unread",
    "chunk_id",
]
